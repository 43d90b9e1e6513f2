/**
 * A job that continues a recording of several stems, as a capture is one: it is separated first, and its stems go on.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import { resolveJob } from '../../src/jobs/resolve-job.js';
import { runJob } from '../../src/jobs/run-job.js';
import { sumRows } from '../../src/signal/rows.js';
import { readAudio } from '../support/audio-files.js';
import { openGaussianInference } from '../support/gaussian-inference.js';
import { sampling } from '../support/job-commands.js';
import { beating } from '../support/synthetic-source.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { writeWav16 } from '../support/wav-file.js';

const RATE_HZ = 48_000;

describe('A job that continues a recording of several stems', () => {
  it('makes all its stems, which sum to the part of it that is asked for and go on from there', () =>
    withTemporaryFolder(async (folder) => {
      const mixture = path.join(folder, 'take.wav');
      const sample = beating(RATE_HZ);
      await writeWav16(mixture, RATE_HZ, [
        Float32Array.from({ length: 30_000 }, (_, t) => sample(0, t)),
      ]);
      const inference = await openGaussianInference();
      try {
        const outputFolder = path.join(folder, 'out');
        const manifest = await runJob(
          resolveJob(inference.card, {
            kind: 'continue',
            known: { kind: 'mixture', path: mixture },
            generate: [],
            from: 0.1,
            to: 0.5,
            seconds: 0.25,
            sampling: sampling(2),
            encoding: 'float32',
            outputFolder,
          }),
          {
            inference,
            stemwright: '0.0.0',
            signal: new AbortController().signal,
            onEvent: () => undefined,
          },
        );
        assert.deepEqual([manifest.frames, manifest.channels], [31_200, 1]);
        const { stems } = inference.card;
        const rows = await Promise.all(
          stems.map(
            async (stem) => (await readAudio(path.join(outputFolder, `${stem}.wav`))).rows[0]!,
          ),
        );
        const recorded = (await readAudio(mixture)).rows[0]!.subarray(4800, 24_000);
        const sum = sumRows(rows.map((row) => row.subarray(0, 19_200)));
        // four float32 stems and their float32 sum: 4 x 2^-24
        recorded.forEach((value, t) => {
          assert.ok(Math.abs(value - sum[t]!) <= 2 ** -22);
        });
      } finally {
        await inference.close();
      }
    }));
});
