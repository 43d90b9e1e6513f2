/**
 * Whole libraries at the command line: folders, what is done before, what fails, interruption, and datasets. In processes of
 * their own, on the Gaussian model.
 */
import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { ConfidenceMeter } from '../../src/clips/confidence.js';
import type { ConfidenceFile } from '../../src/jobs/confidence-schema.js';
import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { listTracks } from '../../src/evaluation/dataset.js';
import { readTrack } from '../../src/evaluation/stem-track.js';
import { concatenateRows } from '../../src/signal/rows.js';
import { audioFixture } from '../support/audio-files.js';
import { filesBelow } from '../support/files-below.js';
import { runCli, type CliOptions } from '../support/run-cli.js';
import { beating } from '../support/synthetic-source.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { writeWav16 } from '../support/wav-file.js';

const RATE_HZ = 22_050;
const STEMS = ['bass', 'drums', 'guitar', 'piano'];
const GAUSSIAN = ['--model', 'gaussian', '--steps', '2', '--json'];

interface LibraryResult {
  readonly outputs: (Manifest & {
    input: string;
    folder: string;
    skipped: boolean;
    byOtherModel: boolean;
  })[];
  readonly errors: { input: string; code: string; message: string }[];
  readonly summary: Record<
    'recordings' | 'separated' | 'skipped' | 'byOtherModel' | 'failed',
    number
  >;
  readonly error?: { code: string };
}

async function separate(
  args: readonly string[],
  options: CliOptions = {},
): Promise<LibraryResult & { exitCode: number | null; stderr: string }> {
  const { exitCode, stdout, stderr } = await runCli(['separate', ...args, ...GAUSSIAN], options);
  return { exitCode, stderr, ...(JSON.parse(stdout) as LibraryResult) };
}

async function writeRecording(file: string, seconds = 0.1, part = 0): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const sample = beating(RATE_HZ);
  const frames = Math.round(seconds * RATE_HZ);
  const row = Float32Array.from({ length: frames }, (_, t) => sample(part, t));
  await writeWav16(file, RATE_HZ, [row]);
}

describe('A whole library at the command line', () => {
  it('is separated in its own folders; what fails costs only itself and is told at the end', () =>
    withTemporaryFolder(async (root) => {
      const music = path.join(root, 'music');
      await writeRecording(path.join(music, 'one', 'intro.wav'), 0.1, 0);
      await writeRecording(path.join(music, 'two', 'intro.wav'), 0.1, 1);
      await writeFile(path.join(music, 'two', 'empty.wav'), '');
      await writeFile(path.join(music, 'letter.flac'), 'Dear sound engineer');
      await symlink(music, path.join(music, 'two', 'circle'));
      const out = path.join(music, 'stems');
      const first = await separate([music, '--out', out, '--jobs', '2']);
      assert.equal(first.exitCode, 1, first.stderr);
      assert.deepEqual(
        first.errors.map(({ input, code }) => [path.relative(music, input), code]).sort(),
        [
          ['letter.flac', 'input-format'],
          [path.join('two', 'empty.wav'), 'input-empty'],
        ],
      );
      const { recordings, separated, skipped, failed } = first.summary;
      assert.deepEqual([recordings, separated, skipped, failed], [4, 2, 0, 2]);
      const atEnd = first.stderr.slice(first.stderr.indexOf('Failed:'));
      for (const { message } of first.errors) assert.ok(atEnd.includes(message), first.stderr);
      const expected = ['one', 'two'].flatMap((folder) =>
        [...STEMS.map((stem) => `${stem}.wav`), 'stems.json'].map((name) =>
          path.join(folder, 'intro', name),
        ),
      );
      assert.deepEqual(await filesBelow(out), expected);

      // gone on with, after a run that was killed: one recording is another now, the other is done
      const leftover = '.bass.wav.4194305-0123456789ab.partial'; // by no process: Linux counts to 4194304
      await writeFile(path.join(out, 'two', 'intro', leftover), 'half a stem');
      await writeRecording(path.join(music, 'two', 'intro.wav'), 0.2, 2);
      const second = await separate([music, '--out', out, '--jobs', '1']);
      assert.deepEqual(
        second.outputs.map(({ folder, skipped, frames }) => [
          path.relative(out, folder),
          skipped,
          frames,
        ]),
        [
          [path.join('one', 'intro'), true, 2205],
          [path.join('two', 'intro'), false, 4410],
        ],
      );
      assert.deepEqual(await filesBelow(out), expected);
    }));

  it('goes on where a place beside a recording cannot be written', () =>
    withTemporaryFolder(async (music) => {
      for (const name of ['a', 'b']) await writeRecording(path.join(music, name, 'song.wav'));
      // whoever has all rights may write to any folder, but not through a link to itself
      const place = path.join(music, 'a', 'song stems');
      await symlink(place, place);
      const { errors, outputs, error, exitCode } = await separate([music, '--beside']);
      assert.deepEqual(
        errors.map(({ input, code, message }) => [path.relative(music, input), code, message]),
        [['a/song.wav', 'output-failed', errors[0]!.message]],
      );
      assert.match(errors[0]!.message, /song stems cannot be written \(ELOOP\)/);
      assert.deepEqual([error, exitCode], [undefined, 1]);
      assert.deepEqual(
        outputs.map(({ folder }) => path.relative(music, folder)),
        [path.join('b', 'song stems')],
      );
    }));

  it('is done again with other settings, or by force', () =>
    withTemporaryFolder(async (root) => {
      const input = path.join(root, 'song.wav');
      await writeRecording(input);
      const skipped = async (...args: string[]) =>
        (await separate([input, '--out', root, ...args])).outputs.map((output) => output.skipped);
      assert.deepEqual(await skipped(), [false]);
      assert.deepEqual(await skipped('--seed', '3'), [false]);
      assert.deepEqual(await skipped('--seed', '3', '--force'), [false]);
    }));

  it('keeps its places when it grows, and what another model did, unless it is to be upgraded', () =>
    withTemporaryFolder(async (root) => {
      const [music, out] = [path.join(root, 'music'), path.join(root, 'out')];
      await writeRecording(path.join(music, 'song.wav'));
      assert.equal((await separate([music, '--out', out])).exitCode, 0);
      const manifestFile = path.join(out, 'song', 'stems.json');
      const manifest = JSON.parse(await readFile(manifestFile, 'utf8')) as Manifest;
      // what an older version of the model would have left
      const model = { name: 'gaussian-v0', version: '0.9.0', sha256: '0'.repeat(64) };
      await writeFile(manifestFile, JSON.stringify({ ...manifest, model, steps: 9 }));
      await copyFile(audioFixture('stereo16.flac'), path.join(music, 'song.flac'));

      const done = ({ outputs }: LibraryResult) =>
        outputs
          .map((each) => [path.basename(each.folder), each.skipped, each.byOtherModel])
          .sort(([a], [b]) => String(a).localeCompare(String(b)));
      const grown = await separate([music, '--out', out, '--jobs', '1']);
      assert.equal(grown.exitCode, 0, grown.stderr);
      assert.deepEqual(done(grown), [
        ['song', true, true],
        ['song.flac', false, false],
      ]);
      assert.equal(grown.summary.byOtherModel, 1);
      assert.match(
        grown.stderr,
        /^1 done before by another model \(gaussian-v0 0\.9\.0\), .* --upgrade separates them again\.$/m,
      );
      const upgraded = await separate([music, '--out', out, '--upgrade', '--jobs', '1']);
      assert.deepEqual(done(upgraded), [
        ['song', false, false],
        ['song.flac', true, false],
      ]);
      // who names the recording itself asks for this model's stems
      await writeFile(manifestFile, JSON.stringify({ ...manifest, model }));
      const named = await separate([path.join(music, 'song.wav'), '--out', out]);
      assert.deepEqual(done(named), [['song', false, false]]);
    }));

  it('keeps what is whole when it is interrupted, and goes on from there', () =>
    withTemporaryFolder(async (root) => {
      const music = path.join(root, 'music');
      await writeRecording(path.join(music, '1.wav'));
      await writeRecording(path.join(music, '2.wav'), 60);
      const out = path.join(root, 'out');
      const interrupted = await separate(
        [music, '--out', out, '--jobs', '1', '--log-level', 'info'],
        { when: { stderrHas: '2.wav', act: (child) => child.kill('SIGINT') } },
      );
      assert.equal(interrupted.exitCode, 130, interrupted.stderr);
      assert.equal(interrupted.error?.code, 'cancelled');
      assert.equal(interrupted.summary.separated, 1);
      const whole = [...STEMS.map((stem) => `${stem}.wav`), 'stems.json'];
      assert.deepEqual(
        await filesBelow(out),
        whole.map((name) => path.join('1', name)),
      );
      await writeRecording(path.join(music, '2.wav'));
      const goneOn = await separate([music, '--out', out, '--jobs', '1']);
      assert.equal(goneOn.exitCode, 0, goneOn.stderr);
      assert.deepEqual(
        goneOn.outputs.map((output) => output.skipped),
        [true, false],
      );
    }));

  it('becomes a dataset whose confidence is how far two separations, each made alone, agree', () =>
    withTemporaryFolder(async (root) => {
      const music = path.join(root, 'music');
      await writeRecording(path.join(music, 'Artist', 'song.wav'), 4.5);
      const dataset = path.join(root, 'dataset');
      const made = await separate([music, '--as-dataset', dataset]);
      assert.equal(made.exitCode, 0, made.stderr);
      const [track] = await listTracks(dataset, STEMS);
      assert.equal(track!.name, 'Artist - song');
      const written = await readTrack(track!, STEMS);
      const confidence = JSON.parse(
        await readFile(path.join(track!.folder, 'confidence.json'), 'utf8'),
      ) as ConfidenceFile;
      assert.deepEqual(
        [confidence.version, confidence.rateHz, confidence.frames, confidence.windowFrames],
        [1, RATE_HZ, written.stems[0]!.length, 2 * RATE_HZ],
      );
      // the other separation, by the settings that the file names, on its own
      const [, { seed, views }] = confidence.separations as [
        object,
        { seed: number; views: number },
      ];
      const alone = path.join(root, 'alone');
      await separate([
        path.join(music, 'Artist', 'song.wav'),
        '--out',
        alone,
        '--seed',
        String(seed),
        '--views',
        String(views),
      ]);
      const other = await readTrack({ name: '', folder: path.join(alone, 'song') }, STEMS);
      const meter = new ConfidenceMeter(STEMS.length, RATE_HZ);
      const block = (stems: Float32Array[]) => ({
        channels: 1,
        stems: STEMS.length,
        frames: stems[0]!.length,
        data: concatenateRows(stems),
      });
      meter.push(block(written.stems), block(other.stems));
      for (const [stem, values] of meter.values(3).entries()) {
        const told = confidence.stems[STEMS[stem]!]!;
        assert.equal(told.length, 3);
        // five decimals, and at the model's own rate restoring adds rounding only
        values.forEach((value, window) => {
          assert.ok(Math.abs(told[window]! - value) < 1e-4, `${told.join(' ')}: ${value}`);
        });
        assert.ok(
          told.some((value) => value < 0.99),
          told.join(' '),
        );
      }
      const again = await separate([music, '--as-dataset', dataset]);
      assert.deepEqual(
        again.outputs.map((output) => output.skipped),
        [true],
      );
    }));

  it('takes no stems of its own for a dataset, which needs all of them, and no lossy format', async () => {
    const dataset = ['separate', 'x.wav', '--as-dataset', 'data'];
    for (const [more, told] of [
      [['--stems', 'bass'], /'--as-dataset <dir>' cannot be used with option '--stems/],
      [['--format', 'mp3'], /Expected the format wav or flac for a dataset, got mp3\./],
    ] as const) {
      const { exitCode, stderr } = await runCli([...dataset, ...more]);
      assert.equal(exitCode, 2);
      assert.match(stderr, told);
    }
  });
});
