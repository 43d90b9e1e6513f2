/**
 * A live session on a separator that takes one length at once, from a file: how late it will be is told before it starts, and where
 * that is beyond the limit it does not start.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import { liveSentence } from '../../../src/live/live-sentence.js';
import type { LiveEvent, LiveRequest } from '../../../src/live/live.js';
import { presetSampling } from '../../../src/sampling/sampling-settings.js';
import { withEngine } from '../../support/engine-under-test.js';
import { FILTER_BANK_RATE_HZ, writeFilterBankModel } from '../../support/filter-bank.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';
import { whiteNoise } from '../../support/white-noise.js';
import { writeWav16 } from '../../support/wav-file.js';

function request(file: string, latencyLimitSeconds: number): LiveRequest {
  return {
    mode: { kind: 'separate' },
    input: `file:${file}`,
    output: undefined,
    rateHz: FILTER_BANK_RATE_HZ,
    channels: 2,
    layout: 'mix',
    latencyLimitSeconds,
    sampling: presetSampling('standard', 0),
    recording: undefined,
  };
}

/** longer than what a busy machine takes to evaluate it */
const CHUNK_FRAMES = 16_384;
const ONE_LENGTH = {
  chunkFrames: { trained: CHUNK_FRAMES, min: CHUNK_FRAMES, multipleOf: CHUNK_FRAMES },
  overlapFrames: 2048,
};

describe('Live on a separator of one length', () => {
  it('tells how late it will be before it starts, and does not start beyond the limit', () =>
    withTemporaryFolder(async (library) => {
      const folder = await writeFilterBankModel(library, {
        graph: 'waveform-free.onnx',
        changes: { name: 'one-length', ...ONE_LENGTH },
      });
      const options = { modelFolders: [library], model: path.basename(folder) };
      await withEngine({ ...options, liveRuntime: 'inline' }, async ({ engine, folder: own }) => {
        const file = path.join(own, 'song.wav');
        await writeWav16(file, FILTER_BANK_RATE_HZ, [whiteNoise(44_100, 1), whiteNoise(44_100, 2)]);
        const events: LiveEvent[] = [];
        engine.live.subscribe((event) => {
          events.push(event);
        });
        // hop, look-ahead and the restoring filters alone take more
        await assert.rejects(engine.live.start(request(file, 0.1)), {
          code: 'unsupported-task',
          message: /"one-length" takes 0\.37 s at once, .* late, and 0\.10 s are allowed/,
        });
        assert.equal(events.length, 0);
        const { latencyFrames } = await engine.live.start(request(file, 20));
        const [starting, started] = events;
        assert.ok(starting?.kind === 'starting' && started?.kind === 'started');
        assert.equal(starting.chunkSeconds, CHUNK_FRAMES / FILTER_BANK_RATE_HZ);
        assert.ok(starting.latencySeconds >= started.latencyFrames / FILTER_BANK_RATE_HZ);
        assert.ok(latencyFrames >= started.latencyFrames);
        assert.match(
          liveSentence(starting),
          /^The model one-length takes 0\.37 s at once: its stems will come \d\.\d\d s late\./,
        );
        await engine.live.stop();
      });
    }));
});
