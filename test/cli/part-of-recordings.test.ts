/**
 * --from and --to at the command line: stems of a part of a recording, in a place beside that of the whole. In processes of
 * their own, on the Gaussian model.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { sumRows } from '../../src/signal/rows.js';
import { audioFixture, readAudio } from '../support/audio-files.js';
import { runCli } from '../support/run-cli.js';
import { beating } from '../support/synthetic-source.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { writeWav16 } from '../support/wav-file.js';

const RATE_HZ = 44_100;
const STEMS = ['bass', 'drums', 'guitar', 'piano'];
const GAUSSIAN = ['--model', 'gaussian', '--steps', '1', '--json'];

interface Result {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly outputs: (Manifest & { folder: string; skipped: boolean })[];
  readonly errors: { input: string; code: string; message: string }[];
  readonly error?: { code: string; message: string };
}

async function run(...args: string[]): Promise<Result> {
  const { exitCode, stdout, stderr } = await runCli([...args, ...GAUSSIAN]);
  return { exitCode, stderr, ...(JSON.parse(stdout) as Omit<Result, 'exitCode' | 'stderr'>) };
}

async function writeRecording(file: string, seconds: number, channels = 1): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const sample = beating(RATE_HZ);
  const rows = Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: Math.round(seconds * RATE_HZ) }, (__, t) => sample(channel, t)),
  );
  await writeWav16(file, RATE_HZ, rows);
}

async function stemRows(folder: string, stems = STEMS): Promise<(readonly Float32Array[])[]> {
  const files = stems.map((stem) => readAudio(path.join(folder, `${stem}.wav`)));
  return (await Promise.all(files)).map(({ rows }) => rows);
}

describe('A part of a recording at the command line', () => {
  it('has stems that sum to just these frames, beside the whole’s, and is known again', () =>
    withTemporaryFolder(async (root) => {
      const song = path.join(root, 'song.wav');
      await writeRecording(song, 0.6, 2);
      const separate = (...args: string[]) => run('separate', song, '--out', root, ...args);
      const part = await separate('--from', '0.1234', '--to', '0.3');
      assert.equal(part.exitCode, 0, part.stderr);
      const { folder, from, to, frames } = part.outputs[0]!;
      assert.equal(folder, path.join(root, 'song 0.1234-0.3'));
      // 0.1234 s and 0.3 s are the frames 5441.94 and 13230 at 44.1 kHz
      assert.deepEqual([from, to, frames], [0.1234, 0.3, 13_230 - 5442]);
      const { rows } = await readAudio(song);
      const stems = await stemRows(folder);
      for (const [channel, row] of rows.entries()) {
        const sum = sumRows(stems.map((stem) => stem[channel]!));
        const worst = sum.reduce(
          (most, value, t) => Math.max(most, Math.abs(value - row[5442 + t]!)),
          0,
        );
        // four float32 stems and their float32 sum: 4 x 2^-24
        assert.ok(worst <= 2 ** -22, `channel ${channel}: ${worst}`);
      }

      const whole = await separate();
      assert.equal(whole.outputs[0]!.folder, path.join(root, 'song'));
      assert.deepEqual([whole.outputs[0]!.from, whole.outputs[0]!.to], [null, null]);
      assert.equal((await separate('--from', '0.1234', '--to', '0.3')).outputs[0]!.skipped, true);
      // from 0 s to the end is the whole
      assert.equal((await separate('--from', '0')).outputs[0]!.skipped, true);
      const rest = await separate('--from', '0.5', '--to', '9');
      assert.equal(rest.outputs[0]!.folder, path.join(root, 'song 0.5-9'));
      assert.equal(rest.outputs[0]!.frames, 0.1 * RATE_HZ);
    }));

  it('never takes the place of the whole, nor the whole its', () =>
    withTemporaryFolder(async (root) => {
      const song = path.join(root, 'song.wav');
      await writeRecording(song, 0.2);
      // a recording that is called what the part of another is called
      const namesake = path.join(root, 'song 0-0.1.wav');
      await writeRecording(namesake, 0.2);
      const out = ['--out', path.join(root, 'out')];
      assert.equal((await run('separate', namesake, ...out)).exitCode, 0);
      const manifest = path.join(root, 'out', 'song 0-0.1', 'stems.json');
      const before = await readFile(manifest);
      const part = await run('separate', song, '--to', '0.1', ...out);
      assert.deepEqual([part.exitCode, part.errors[0]?.code], [1, 'output-exists']);
      assert.ok((await readFile(manifest)).equals(before));
    }));

  it('that a recording does not reach costs only that recording', () =>
    withTemporaryFolder(async (root) => {
      const long = path.join(root, 'long.wav');
      const short = path.join(root, 'short.wav');
      await writeRecording(long, 0.4);
      await writeRecording(short, 0.1);
      // its header does not say how long it is, so that it is seen at its end
      const piped = audioFixture('piped.flac');
      const part = ['--from', '0.3', '--out', path.join(root, 'out')];
      const result = await run('separate', short, piped, long, ...part);
      assert.equal(result.exitCode, 1);
      assert.deepEqual(
        result.errors.map(({ input, code }) => [input, code]),
        [short, piped].map((input) => [input, 'input-empty']),
      );
      assert.match(result.stderr, /short\.wav holds no audio from 0\.3 s on/);
      assert.deepEqual(
        result.outputs.map(({ folder }) => folder),
        [path.join(root, 'out', 'long 0.3-end')],
      );
    }));

  it('that is none is refused, and no dataset is made of parts', async () => {
    for (const command of [
      ['separate', 'a.wav'],
      ['impute', 'a', '--generate', 'bass'],
    ]) {
      const result = await run(...command, '--from', '3', '--to', '3');
      assert.deepEqual([result.exitCode, result.error?.code], [2, 'bad-argument']);
      for (const option of [
        ['--from', '-1'],
        ['--to', '0'],
        ['--from', ''],
        ['--to', 'x'],
      ]) {
        assert.equal((await runCli([...command, ...option])).exitCode, 2, option.join(' '));
      }
    }
    const { exitCode, stderr } = await runCli([
      'separate',
      'a.wav',
      '--as-dataset',
      'd',
      '--to',
      '9',
    ]);
    assert.equal(exitCode, 2);
    assert.match(stderr, /'--as-dataset <dir>' cannot be used with option '--to <s>'/);
  });

  it('of all known stems alike is imputed to, beside what is imputed to the whole', () =>
    withTemporaryFolder(async (root) => {
      const stems = path.join(root, 'song');
      await writeRecording(path.join(stems, 'drums.wav'), 0.5);
      // silent from its end on, as where the whole is imputed to
      await writeRecording(path.join(stems, 'piano.wav'), 0.1);
      const impute = (...args: string[]) =>
        run('impute', stems, '--generate', 'bass', '--out', root, ...args);
      const part = await impute('--from', '0.2', '--to', '0.4');
      assert.equal(part.exitCode, 0, part.stderr);
      const { folder, from, to, frames } = part.outputs[0]!;
      assert.equal(folder, path.join(root, 'song 0.2-0.4 imputed bass 0'));
      assert.deepEqual([from, to, frames], [0.2, 0.4, 0.2 * RATE_HZ]);
      assert.equal((await impute()).outputs[0]!.folder, path.join(root, 'song imputed bass 0'));
      const beyond = await impute('--from', '0.5');
      assert.deepEqual([beyond.exitCode, beyond.error?.code], [1, 'input-empty']);
    }));
});
