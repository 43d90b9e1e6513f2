/**
 * A file in the place of the input device, played through a real output at its pace.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import { concatenateRows } from '../../src/signal/rows.js';
import { longestExact } from '../support/exact-sum.js';
import { untilLive } from '../support/live-client.js';
import { LIVE_RATE_HZ, withLiveLoop } from '../support/live-loop.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { inSixteenBits, writeWav16 } from '../support/wav-file.js';
import { whiteNoise } from '../support/white-noise.js';

const SECONDS = 20;
/** Looked for from here on: the recording of the loop begins later. */
const HEARD_FROM_SECONDS = 3;
const RECORDED_SECONDS = 6;

describe('serve --input file:PATH', function () {
  // as in live.slow
  this.retries(2);

  it('plays stems that sum to the file, frame by frame', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'noise.wav');
      const rows = [1, 2].map((seed) => whiteNoise(SECONDS * LIVE_RATE_HZ, seed));
      await writeWav16(file, LIVE_RATE_HZ, rows);
      const args = ['--input', `file:${file}`];
      await withLiveLoop({ model: 'gaussian', args }, async ({ daemon, run }) => {
        await untilLive(daemon);
        const silence = (seconds: number) => new Float32Array(seconds * LIVE_RATE_HZ);
        const recorded = await run(
          [1, 2].map(() => silence(RECORDED_SECONDS)),
          0,
        );
        // Silence before the one and after the other: the recording begins with what was in the file long before its first frame.
        const output = recorded.output.map((row) => concatenateRows([silence(SECONDS), row]));
        const input = rows.map((row) => {
          const looked = inSixteenBits(row.subarray(HEARD_FROM_SECONDS * LIVE_RATE_HZ));
          return concatenateRows([looked, silence(SECONDS)]);
        });
        const { frames } = longestExact({ input, output });
        assert.ok(frames > LIVE_RATE_HZ, `the longest exact run has ${frames} frames`);
      });
    }));
});
