/**
 * Recordings that only ffmpeg reads, at the command line: in a library, among the known stems of an imputation, and where the
 * command ends before its time. In processes of their own, on the Gaussian model.
 */
import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { audioFixture, readAudio } from '../support/audio-files.js';
import { decodersOf, isAlive, until } from '../support/child-processes.js';
import { encoded, needsFfmpeg } from '../support/ffmpeg-files.js';
import { filesBelow } from '../support/files-below.js';
import { writeLongAu } from '../support/long-au.js';
import { withProcess } from '../support/process-output.js';
import { repositoryPath } from '../support/repository.js';
import { runCli } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { whiteNoise } from '../support/white-noise.js';

const GAUSSIAN = ['--model', 'gaussian', '--steps', '2'];
const RATE_HZ = 22_050;
const FRAMES = 5_000;

interface LibraryResult {
  readonly outputs: (Manifest & { input: string })[];
  readonly errors: { input: string; message: string }[];
  readonly leftOut: string[];
}

describe('Recordings of other formats at the command line', () => {
  needsFfmpeg();

  it('are separated in a library, with what decoded them; what is left out is said', () =>
    withTemporaryFolder(async (root) => {
      const music = path.join(root, 'music');
      await mkdir(music);
      const source = { rateHz: RATE_HZ, rows: [whiteNoise(FRAMES, 1), whiteNoise(FRAMES, 2)] };
      await encoded(root, 'song.m4a', source, ['-c:a', 'alac']);
      await copyFile(path.join(root, 'song.m4a'), path.join(music, 'song.m4a'));
      await copyFile(audioFixture('vbr-mono.mp3'), path.join(music, 'lies.m4a'));
      await copyFile(audioFixture('pcm8-mono.wav'), path.join(music, 'bare'));
      await writeFile(path.join(music, 'code.ts'), 'export const x = 1;');
      await writeFile(path.join(music, '._song.m4a'), '');
      await symlink(path.join(root, 'song.m4a'), path.join(music, 'link.m4a'));
      const args = ['separate', music, '--out', path.join(root, 'out'), ...GAUSSIAN, '--json'];
      const { exitCode, stdout, stderr } = await runCli(args);
      assert.equal(exitCode, 0, stderr);
      const { outputs, leftOut } = JSON.parse(stdout) as LibraryResult;
      const byName = outputs.map(({ input, decoders, frames }) => [
        path.basename(input),
        decoders.map((decoder) => decoder.replace(/ \d\S*/, ' VERSION')),
        frames,
      ]);
      assert.deepEqual(byName.sort(), [
        ['bare', ['stemwright (WAV)'], 1_000],
        ['lies.m4a', ['stemwright (MP3)'], 11_025],
        ['song.m4a', ['ffmpeg VERSION (alac)'], FRAMES],
      ]);
      assert.deepEqual(
        leftOut.map((note) => note.slice(note.indexOf(': ') + 2)),
        [
          '1 .ts file left out: no sound in it that is known here.',
          '1 link left out: links are not followed; name what they lead to.',
          '1 file left out: a name that begins with a dot.',
        ],
      );
      for (const note of leftOut) assert.ok(stderr.includes(note), stderr);

      // stems that are Apple Lossless sum to it as any others do
      const folder = path.join(root, 'out', 'song');
      const { rows } = await readAudio(path.join(music, 'song.m4a'));
      const stems = await Promise.all(
        ['bass', 'drums', 'guitar', 'piano'].map((stem) =>
          readAudio(path.join(folder, `${stem}.wav`)),
        ),
      );
      for (const [channel, row] of rows.entries()) {
        for (const [frame, sample] of row.entries()) {
          const sum = stems.reduce((total, stem) => total + stem.rows[channel]![frame]!, 0);
          // four roundings to 24 bits of at most 2^-25 each, of values below 1
          assert.ok(Math.abs(sum - sample) <= 2 ** -22, `frame ${frame}`);
        }
      }
    }));

  it('are known stems of an imputation, each with what decoded it', () =>
    withTemporaryFolder(async (root) => {
      const source = { rateHz: RATE_HZ, rows: [whiteNoise(FRAMES, 1)] };
      const guitar = await encoded(root, 'guitar.m4a', source, ['-c:a', 'alac']);
      const known = [`guitar=${guitar}`, `drums=${guitar}.source.wav`];
      const out = path.join(root, 'out');
      const args = ['impute', ...known, '--generate', 'bass', '--out', out, ...GAUSSIAN];
      const { exitCode, stderr } = await runCli(args);
      assert.equal(exitCode, 0, stderr);
      const manifest = (await filesBelow(out)).find((name) => name.endsWith('stems.json'));
      const { inputs, decoders } = JSON.parse(
        await readFile(path.join(out, manifest!), 'utf8'),
      ) as Manifest;
      assert.equal(decoders.length, inputs.length);
      for (const [index, input] of inputs.entries()) {
        const expected = input.endsWith('.m4a') ? /^ffmpeg .*\(alac\)$/ : /^stemwright \(WAV\)$/;
        assert.match(decoders[index]!, expected);
      }
    }));

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`leave no process behind that decodes them after ${signal}`, () =>
      withTemporaryFolder(async (root) => {
        const input = path.join(root, 'long.au');
        await writeLongAu(input, 3_600);
        const main = repositoryPath('dist', 'src', 'main.js');
        const args = [main, 'separate', input, '--out', path.join(root, 'out'), ...GAUSSIAN];
        await withProcess(process.execPath, args, async ({ child, ended }) => {
          await until(() => decodersOf(child.pid).length > 0);
          const [pid] = decodersOf(child.pid);
          assert.ok(isAlive(pid!));
          child.kill(signal);
          await ended();
          await until(() => !isAlive(pid!));
        });
        if (signal === 'SIGTERM') assert.deepEqual(await filesBelow(root), ['long.au']);
      }));
  }

  it('need nothing that the doctor does not name', () =>
    withTemporaryFolder(async (folder) => {
      const env = { ...process.env, PATH: folder };
      const { stdout, exitCode } = await runCli(['doctor'], { env });
      assert.equal(exitCode, 0);
      assert.match(
        stdout,
        /ffmpeg: missing\. ffmpeg is not on the PATH\. ffprobe is not on the PATH\. .*apt install/,
      );
    }));
});
