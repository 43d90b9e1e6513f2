/**
 * Swapped links: a path in a media root is a file while it is looked at, and a link that leads outside when it is opened.
 */
import { createHash } from 'node:crypto';
import { link, readFile, rename, symlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { parseJson } from '../../../src/json-file.js';
import { manifestSchema } from '../../../src/jobs/manifest-schema.js';
import { tone } from '../../../test/support/tone.js';
import { writeWav16 } from '../../../test/support/wav-file.js';
import type { Attack } from '../attack.js';
import { endOf } from '../conversation.js';
import { lookAtOutputs } from '../whole-results.js';

const RATE_HZ = 8000;
const AT_ONCE = 10;

export const swappedLinks: Attack = {
  name: 'swapped-links',
  holds: 'No file outside the media roots is separated, whenever its place is taken by a link.',
  seconds: { short: 4, long: 25 },
  run: async ({ random, isOver, folder, target, tried, figure, expect }) => {
    const watched = await target();
    const { mediaFolder, outputFolder } = watched.daemon;
    const outside = path.join(await folder(), 'secret.wav');
    await writeWav16(outside, RATE_HZ, [tone({ hz: 700, rateHz: RATE_HZ, frames: 1600 })]);
    const secret = createHash('sha256')
      .update(await readFile(outside))
      .digest('hex');
    const file = path.join(mediaFolder, 'swapped.wav');
    await link(watched.recording, file);
    const inside = watched.recording;
    const swapping = (async () => {
      for (let swap = 0; !isOver(); swap++) {
        const next = path.join(mediaFolder, `next-${swap}`);
        await (swap % 2 === 0 ? symlink(outside, next) : link(inside, next));
        await rename(next, file);
        await sleep(random.below(4));
      }
    })();
    const client = await watched.client();
    while (!isOver()) {
      const jobs = Array.from({ length: AT_ONCE }, () =>
        client.begin('separate', file, 'steps', 1),
      );
      for (const { ended } of jobs) {
        const end = endOf(await ended);
        expect(end !== 'internal' && end !== 'no-answer', `a request ended in ${end}`);
      }
      tried('requests', AT_ONCE);
    }
    await swapping;
    let taken = 0;
    for (const result of (await lookAtOutputs(outputFolder)).whole) {
      const text = await readFile(path.join(outputFolder, result, 'stems.json'), 'utf8');
      if (parseJson(text, manifestSchema)?.inputSha256 === secret) taken++;
    }
    figure('outside files taken', taken);
    expect(taken === 0, `${taken} files outside the media roots were separated`);
  },
};
