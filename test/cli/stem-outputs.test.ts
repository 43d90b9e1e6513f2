/**
 * Formats, rests, names and places of stems at the command line, in a library that is run twice, and as inputs of what comes next.
 * In processes of their own, on the Gaussian model.
 */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { encoded, needsFfmpeg } from '../support/ffmpeg-files.js';
import { filesBelow } from '../support/files-below.js';
import { runCli } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { whiteNoise } from '../support/white-noise.js';

const GAUSSIAN = ['--model', 'gaussian', '--steps', '1', '--json'];

interface Result {
  readonly outputs: (Manifest & { folder: string; skipped: boolean })[];
  readonly errors: { code: string }[];
}

async function run(...args: string[]): Promise<Result> {
  const { stdout, stderr } = await runCli([...args, ...GAUSSIAN]);
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout) as Result;
}

describe('Stems at the command line', () => {
  needsFfmpeg();

  it('lie beside their recordings in a library, by a pattern, in any format, and are known again', () =>
    withTemporaryFolder(async (root) => {
      const music = path.join(root, 'music', 'album');
      await mkdir(music, { recursive: true });
      const source = { rateHz: 22_050, rows: [whiteNoise(4_000, 1)] };
      const tags = ['-metadata', 'title=Song', '-metadata', 'album=Album'];
      await encoded(music, 'song.flac', source, tags);
      await encoded(music, 'song.m4a', source, tags);
      await rm(path.join(music, 'song.flac.source.wav'));
      await rm(path.join(music, 'song.m4a.source.wav'));
      const separate = [
        ...['separate', path.dirname(music), '--beside', '--two', 'bass', '--format', 'flac'],
        ...['--names', '{name} - {stem}'],
      ];
      const { outputs } = await run(...separate);
      assert.deepEqual(
        outputs.map(({ folder, skipped }) => [path.basename(folder), skipped]).sort(),
        [
          ['song.flac stems', false],
          ['song.m4a stems', false],
        ],
      );
      const files = (await filesBelow(music)).sort();
      assert.deepEqual(files, [
        'song.flac',
        'song.flac stems/song - bass.flac',
        'song.flac stems/song - no bass.flac',
        'song.flac stems/stems.json',
        'song.m4a',
        'song.m4a stems/song - bass.flac',
        'song.m4a stems/song - no bass.flac',
        'song.m4a stems/stems.json',
      ]);
      const read = (file: string): Promise<Buffer> => readFile(path.join(music, file));
      const before = await Promise.all(files.map(read));
      const again = await run(...separate);
      assert.deepEqual(
        again.outputs.map(({ skipped }) => skipped),
        [true, true],
      );
      assert.deepEqual(await Promise.all(files.map(read)), before);

      // a stem is found by stems.json, whatever its file is called; the rest is none of the model's
      const [first] = outputs;
      const imputed = await run(
        ...['impute', first!.folder, '--generate', 'piano', '--format', 'mp3'],
        ...['--out', path.join(root, 'out')],
      );
      const [{ inputs, stems, folder }] = imputed.outputs as [Result['outputs'][0]];
      assert.deepEqual(inputs, [`bass=${path.join(first!.folder, 'song - bass.flac')}`]);
      assert.deepEqual(stems, { piano: 'piano.mp3' });
      assert.deepEqual((await readdir(folder)).sort(), ['piano.mp3', 'stems.json']);
    }));

  it('in two formats side by side are both ours; the last one is given on', () =>
    withTemporaryFolder(async (root) => {
      const out = path.join(root, 'out');
      const source = { rateHz: 22_050, rows: [whiteNoise(4_000, 1)] };
      const song = await encoded(root, 'song.flac', source, []);
      await run('separate', song, '--out', out);
      const second = await run('separate', song, '--out', out, '--format', 'mp3');
      assert.equal(second.outputs[0]!.skipped, false);
      const { files, folder } = second.outputs[0]!;
      const names = ['bass', 'drums', 'guitar', 'piano'];
      assert.deepEqual(
        Object.keys(files).sort(),
        names.flatMap((name) => [`${name}.mp3`, `${name}.wav`]),
      );
      const imputed = await run('impute', folder, '--generate', 'bass,drums', '--out', out);
      assert.deepEqual(
        imputed.outputs[0]!.inputs.map((input) => path.basename(input)),
        ['guitar.mp3', 'piano.mp3'],
      );
    }));

  it('are refused where options contradict each other', async () => {
    const said = ['--beside', '--out', 'x', '--json'];
    const { exitCode, stdout } = await runCli(['separate', 'song.wav', ...said]);
    assert.equal(exitCode, 2);
    assert.match(stdout, /"bad-argument"/);
  });
});
