/**
 * Ranges of a stem's bytes: whatever a client asks for, it is sent what the file holds and no more, or told that it cannot be.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { createWavWriter } from '../../../src/audio/wav-writer.js';
import { manifestOf } from '../../support/osc-recording-engine.js';
import { withPageServer } from '../../support/page-under-test.js';

const MONO = { rateHz: 44_100, channels: 1, encoding: 'float32' } as const;
const FRAMES = 1000;

describe('A range of a stem', () => {
  it('is within the file, however far it is asked for; what is no range, or several, is the whole', () =>
    withPageServer(async ({ client, engine, outputFolder }) => {
      const folder = path.join(outputFolder, 'song');
      await mkdir(folder, { recursive: true });
      const file = path.join(folder, 'bass.wav');
      const writer = await createWavWriter(file, MONO);
      await writer.write([Float32Array.from({ length: FRAMES }, (_, frame) => frame / FRAMES)]);
      await writer.close();
      await client.ask('generate', 'g', 1);
      engine.tell('job-1', { kind: 'stem', stem: 'bass', path: file, finished: true });
      engine.tell('job-1', { kind: 'done', manifest: manifestOf(1, 1) });
      const all = await readFile(file);
      const last = all.length - 1;
      const asked = async (range: string) => {
        const response = await client.fetch('/api/results/song/bass/sound', { headers: { range } });
        return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
      };
      for (const [range, from, to] of [
        ['bytes=0-999999999999999', 0, all.length],
        [`bytes=${last}-${last}`, last, all.length],
        ['bytes=5-5', 5, 6],
      ] as const) {
        assert.deepEqual(await asked(range), { status: 206, bytes: all.subarray(from, to) }, range);
      }
      const odd = ['bytes=0-1,3-4', 'bytes=-5', 'bytes=a-b', 'bytes=9999999999999999-', 'x', ''];
      for (const range of odd) {
        assert.deepEqual(await asked(range), { status: 200, bytes: all }, range);
      }
      for (const range of ['bytes=5-4', `bytes=${all.length}-`, 'bytes=999999999999999-']) {
        assert.equal((await asked(range)).status, 416, range);
      }
    }));
});
