/**
 * stemwright impute --continue: known stems that go on, in processes of their own, on the Gaussian model.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { readAudio } from '../support/audio-files.js';
import { filesBelow } from '../support/files-below.js';
import { runCli } from '../support/run-cli.js';
import { beating } from '../support/synthetic-source.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { writeWav16 } from '../support/wav-file.js';

const RATE_HZ = 44_100;
const STEMS = ['bass', 'drums', 'guitar', 'piano'];
const GAUSSIAN = ['--model', 'gaussian', '--steps', '2', '--json'];

interface Result {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly outputs: (Manifest & { folder: string })[];
  readonly error?: { code: string; message: string };
}

async function run(...args: string[]): Promise<Result> {
  const { exitCode, stdout, stderr } = await runCli([...args, ...GAUSSIAN]);
  return { exitCode, stderr, ...(JSON.parse(stdout) as Omit<Result, 'exitCode' | 'stderr'>) };
}

async function writeStem(file: string, seconds: number, channels: number): Promise<void> {
  const sample = beating(RATE_HZ);
  const rows = Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: Math.round(seconds * RATE_HZ) }, (__, t) => sample(channel, t)),
  );
  await writeWav16(file, RATE_HZ, rows);
}

describe('Stems that are continued at the command line', () => {
  it('begin with what is given, bit for bit, beside it, and last so much longer', () =>
    withTemporaryFolder(async (root) => {
      const song = path.join(root, 'song.wav');
      await writeStem(song, 0.4, 2);
      assert.equal((await run('separate', song, '--out', root)).exitCode, 0);
      const given = path.join(root, 'song');
      const goOn = (...args: string[]) =>
        run('impute', given, '--continue', '0.25', '--out', root, ...args);
      const result = await goOn('--seed', '7');
      assert.equal(result.exitCode, 0, result.stderr);
      const { folder, task, continuedSeconds, frames, inputs } = result.outputs[0]!;
      assert.equal(folder, path.join(root, 'song continued 0.25 7'));
      assert.deepEqual([task, continuedSeconds, frames], ['continue', 0.25, 28_665]);
      assert.equal(inputs.length, STEMS.length);
      assert.deepEqual(await filesBelow(folder), [
        ...STEMS.map((stem) => `${stem}.wav`),
        'stems.json',
      ]);
      for (const stem of STEMS) {
        const before = await readAudio(path.join(given, `${stem}.wav`));
        const after = await readAudio(path.join(folder, `${stem}.wav`));
        for (const [channel, row] of before.rows.entries()) {
          const [known, behind] = [17_640, 19_845];
          assert.deepEqual(after.rows[channel]!.subarray(0, known), row);
          assert.ok(after.rows[channel]!.subarray(behind).some((value) => value !== 0));
        }
      }
      // a part is continued from its end on, and stems may be made anew
      const part = await goOn('--to', '0.1', '--generate', 'bass');
      assert.equal(part.exitCode, 0, part.stderr);
      assert.equal(
        part.outputs[0]!.folder,
        path.join(root, 'song 0-0.1 imputed bass continued 0.25 0'),
      );
      assert.equal(part.outputs[0]!.frames, 15_435);
      assert.equal(part.outputs[0]!.inputs.length, STEMS.length - 1);
    }));

  it('are refused where there is nothing to go on, or channels do not fit together', () =>
    withTemporaryFolder(async (root) => {
      for (const [stem, channels] of [
        ['bass', 2],
        ['drums', 3],
      ] as const) {
        await writeStem(path.join(root, `${stem}.wav`), 0.1, channels);
      }
      const odd = await run('impute', root, '--continue', '1', '--out', root);
      assert.match(odd.error!.message, /bass\.wav has 2, another has 3/);
      const beyond = await run('impute', root, '--continue', '1', '--from', '1', '--out', root);
      assert.deepEqual([beyond.exitCode, beyond.error?.code], [1, 'input-empty']);
      const neither = await runCli(['impute', root]);
      assert.equal(neither.exitCode, 2);
      assert.match(neither.stderr, /error: required option '--generate <list>' not specified/);
      assert.equal((await runCli(['impute', root, '--continue', '0'])).exitCode, 2);
    }));
});
