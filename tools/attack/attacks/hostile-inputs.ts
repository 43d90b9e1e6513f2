/**
 * Hostile inputs: files that promise much and hold nothing, damaged recordings of every format, and what is no file at all. Each is
 * asked for, and cancelled where it takes long; an honest job waits behind.
 */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { CHECKSUM_AT, oggChecksum } from '../../../src/audio/formats/ogg-checksum.js';
import { repositoryPath } from '../../../test/support/repository.js';
import type { Attack } from '../attack.js';
import { endOf } from '../conversation.js';
import type { SeededRandom } from '../seeded-random.js';

const run = promisify(execFile);
const FIXTURES = repositoryPath('test', 'fixtures', 'audio');
const MEGABYTE = 2 ** 20;
/** then it is cancelled */
const PATIENCE_MS = 2000;
const MOST_DAMAGES = 8;

export const hostileInputs: Attack = {
  name: 'hostile-inputs',
  holds:
    'Whatever a file holds, its job ends or can be cancelled, in bounded memory, and the next job is done.',
  seconds: { short: 6, long: 50 },
  run: async ({ random, isOver, isShort, target, tried, expect }) => {
    const watched = await target();
    const client = await watched.client();
    const { mediaFolder } = watched.daemon;
    const ask = async (what: string, file: string): Promise<void> => {
      const job = client.begin('separate', file, 'steps', 1);
      const honest = client.begin('separate', watched.recording, 'steps', 1);
      await Promise.race([job.ended, sleep(PATIENCE_MS)]);
      await client.ask('cancel', job.id);
      const end = endOf(await job.ended);
      expect(end !== 'internal' && end !== 'no-answer', `${what}: its job ended in ${end}`);
      const next = endOf(await honest.ended);
      expect(next === 'done', `${what}: the job behind it ended in ${next}`);
      tried('files');
      // whoever waits behind it would find nothing else
      if (next === 'no-answer') throw new Error(`${what}: nothing goes on behind its job`);
    };
    const written = async (name: string, bytes: Buffer): Promise<string> => {
      const file = path.join(mediaFolder, name);
      await writeFile(file, bytes);
      return file;
    };
    const size = isShort ? 8 * MEGABYTE : 80 * MEGABYTE;
    await ask('empty ID3 tags', await written('tags.mp3', Buffer.alloc(size, EMPTY_TAG)));
    const sparse = await written(
      'sparse.mp3',
      await readFile(path.join(FIXTURES, 'cbr-stereo.mp3')),
    );
    await truncate(sparse, 64 * size);
    await ask('a sparse MP3', sparse);
    await ask('Ogg pages of granule 0', await written('pages.ogg', await pagesOfGranule0(size)));
    for (const [what, make] of NO_FILES) await ask(what, await make(mediaFolder));
    const fixtures = (await readdir(FIXTURES)).filter((name) => !/\.(md|sh)$/.test(name));
    while (!isOver()) {
      const name = random.pick(fixtures);
      const bytes = await readFile(path.join(FIXTURES, name));
      await ask(`a damaged ${name}`, await written(`damaged-${name}`, damaged(bytes, random)));
    }
  },
};

const EMPTY_TAG = Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0]);

/** Where nothing but a file may be. */
const NO_FILES: readonly (readonly [string, (folder: string) => Promise<string>])[] = [
  [
    'a pipe',
    async (folder) => {
      const file = path.join(folder, 'pipe.wav');
      await run('mkfifo', [file]);
      return file;
    },
  ],
  [
    'a device',
    async (folder) => {
      const file = path.join(folder, 'zero.wav');
      // only root may make one; a link to one is outside the media roots
      await run('mknod', [file, 'c', '1', '5']).catch(() => symlink('/dev/zero', file));
      return file;
    },
  ],
  [
    'a folder',
    async (folder) => {
      const file = path.join(folder, 'folder.wav');
      await mkdir(file);
      return file;
    },
  ],
];

function damaged(bytes: Buffer, random: SeededRandom): Buffer {
  const copy = Buffer.from(bytes);
  for (let damages = 1 + random.below(MOST_DAMAGES); damages > 0; damages--) {
    // the beginning says what the rest is
    const at = random.below(random.pick([64, 512, copy.length]));
    if (at + 4 > copy.length) continue;
    if (random.below(2) === 0) copy[at] = random.below(256);
    else copy.writeInt32LE(random.pick([-1, 2 ** 31 - 1, 0, 1]), at);
  }
  return copy;
}

/** The headers of a recording, then its last page over and over, of full size and as if no sample had come yet. */
async function pagesOfGranule0(size: number): Promise<Buffer> {
  const recording = await readFile(path.join(FIXTURES, 'several-pages.ogg'));
  const starts: number[] = [];
  for (let at = recording.indexOf('OggS'); at >= 0; at = recording.indexOf('OggS', at + 4)) {
    starts.push(at);
  }
  const [audioAt, nextAt] = starts.slice(-3);
  if (audioAt === undefined || nextAt === undefined) throw new Error('the fixture has few pages');
  const page = Buffer.from(recording.subarray(audioAt, nextAt));
  const pages = [recording.subarray(0, audioAt)];
  const first = page.readUInt32LE(18);
  for (let bytes = 0; bytes < size; bytes += page.length) {
    const copy = Buffer.from(page);
    copy.writeBigUInt64LE(0n, 6);
    copy.writeUInt32LE(first + pages.length - 1, 18);
    copy.writeUInt32LE(oggChecksum(copy), CHECKSUM_AT);
    pages.push(copy);
  }
  return Buffer.concat(pages);
}
