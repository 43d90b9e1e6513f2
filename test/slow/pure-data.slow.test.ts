/**
 * Pure Data, an OSC client that nobody here wrote, against a real daemon: its netsend, oscformat and oscparse.
 */
import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { answer, request } from '../support/osc-dialogue.js';
import { openUdpProbe } from '../support/osc-probes.js';
import {
  pdReplies,
  pdSymbol,
  MOVES_PATCH,
  STEM_FADER_PATCH,
  SURFACE_PATCH,
  withPureData,
} from '../support/pure-data.js';
import { repositoryPath } from '../support/repository.js';
import { withRunningDaemon } from '../support/running-daemon.js';
import { wavFrames } from '../support/wav-frames.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
/** of the recording: 12 s at 44.1 kHz */
const FRAMES = 529_200;

describe('Pure Data', () => {
  it('pings the daemon and has it separate a recording, from the acknowledgement to the end', () =>
    withRunningDaemon(async ({ port, mediaFolder }) => {
      const input = path.join(mediaFolder, 'Prise é 1.flac');
      await copyFile(RECORDING, input);
      const messages = [
        `daemon-port ${port}`,
        'ping 7',
        // a message that begins with a word would be taken for a method of the object
        `separate list take-1 ${pdSymbol(input)} steps 1`,
      ];
      await withPureData(messages, async (pd) => {
        assert.equal(await pd.ended(), 0, pd.output());
        const replies = pdReplies(pd.output());
        assert.ok(replies.includes('pong 7'), pd.output());
        const ofJob = replies.flatMap((reply) => {
          const [name, id, ...args] = reply.split(/(?<!\\) /);
          return id === 'take-1' ? [{ name, args }] : [];
        });
        assert.equal(ofJob[0]?.name, 'ack');
        assert.equal(ofJob.at(-1)?.name, 'done');
        const told = (wanted: string) => ofJob.filter(({ name }) => name === wanted);
        assert.equal(told('done').length, 1);
        assert.ok(told('progress').length > 0, pd.output());
        // chunks follow each other without a gap and cover the recording
        let next = 0;
        for (const { args } of told('chunk')) {
          assert.equal(Number(args[1]), next);
          next += Number(args[2]);
        }
        assert.equal(next, FRAMES);
        const stems = told('stem').map(({ args: [stem, file] }) => {
          assert.equal(wavFrames(file!.replaceAll('\\ ', ' ')), FRAMES);
          return stem;
        });
        assert.deepEqual(stems, ['bass', 'drums', 'guitar', 'piano']);
      });
    }));

  it('moves a stem’s fader by an address of its own, and hears its controls at theirs', () =>
    withRunningDaemon(({ port }) =>
      withPureData(
        [`daemon-port ${port}`, 'subscribe 7', 'fader 0.25'],
        async (pd) => {
          assert.equal(await pd.ended(), 0, pd.output());
          const replies = pdReplies(pd.output());
          assert.ok(replies.includes('done 7'), pd.output());
          const heard = replies.filter((reply) => reply.startsWith('live bass '));
          assert.deepEqual(heard, [
            'live bass gain -30.1236',
            'live bass fader 0.25',
            'live bass mute 0',
            'live bass solo 0',
          ]);
        },
        [STEM_FADER_PATCH],
      ),
    ));

  it('moves live levels and has a file separated with the patch for users', () =>
    withRunningDaemon(async ({ port, mediaFolder }) => {
      const input = path.join(mediaFolder, 'Prise é 1.flac');
      await copyFile(RECORDING, input);
      const probe = await openUdpProbe(port);
      try {
        probe.send(request('subscribe', 'levels', 0, 600));
        assert.deepEqual(await answer(probe), ['done', 'levels']);
        const messages = [`daemon-port ${port}`, `separate symbol ${pdSymbol(input)}`];
        await withPureData(
          messages,
          async (pd) => {
            await pd.says(/^stemwright: stemwright done pd /m);
            assert.match(pd.output(), /^stemwright: stemwright stem pd piano .*piano\.wav$/m);
            // a slot without a stem was moved, too
            assert.doesNotMatch(pd.output(), /stemwright error/);
          },
          [SURFACE_PATCH, MOVES_PATCH],
        );
        const levels: Record<string, unknown[]> = {};
        while (levels['piano']?.[2] !== 1) {
          const [name, , stem, ...level] = await answer(probe);
          if (name === 'live/level') levels[String(stem)] = level;
        }
        assert.deepEqual(levels, {
          bass: [-12.5, 0, 0],
          drums: [0, 1, 0],
          guitar: [0, 0, 0],
          piano: [0, 0, 1],
        });
      } finally {
        await probe.close();
      }
    }));
});
