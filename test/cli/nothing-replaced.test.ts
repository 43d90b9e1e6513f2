/**
 * What a run may replace: files that Stemwright made and nobody changed. Everything else in the way is refused, and inputs are
 * never written over. In processes of their own, on the Gaussian model.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFile, link, mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { filesBelow } from '../support/files-below.js';
import { runCli } from '../support/run-cli.js';
import { beating } from '../support/synthetic-source.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { writeWav16 } from '../support/wav-file.js';

const RATE_HZ = 22_050;
const GAUSSIAN = ['--model', 'gaussian', '--steps', '1', '--json'];
const STEMS = ['bass', 'drums', 'guitar', 'piano'];

interface Result {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly outputs: (Manifest & { folder: string; skipped: boolean; replaced: string[] })[];
  readonly errors: { input: string; code: string; message: string }[];
  readonly error?: { code: string };
}

async function run(...args: string[]): Promise<Result> {
  const { exitCode, stdout, stderr } = await runCli([...args, ...GAUSSIAN]);
  return { exitCode, stderr, ...(JSON.parse(stdout) as Omit<Result, 'exitCode' | 'stderr'>) };
}

async function writeRecording(file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const sample = beating(RATE_HZ);
  await writeWav16(file, RATE_HZ, [Float32Array.from({ length: 2000 }, (_, t) => sample(0, t))]);
}

function withSong(use: (root: string, song: string) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (root) => {
    const song = path.join(root, 'song.wav');
    await writeRecording(song);
    await use(root, song);
  });
}

describe('A file that Stemwright did not make', () => {
  it('is refused where a stem would go, and only that recording fails', () =>
    withSong(async (root, song) => {
      const other = path.join(root, 'other.wav');
      await writeRecording(other);
      await mkdir(path.join(root, 'song'));
      const mine = path.join(root, 'song', 'bass.wav');
      await writeFile(mine, 'MINE');
      const result = await run('separate', song, other, '--out', root);
      const { exitCode, errors, outputs, stderr } = result;
      assert.equal(exitCode, 1);
      assert.deepEqual(
        errors.map(({ input, code }) => [input, code]),
        [[song, 'output-exists']],
      );
      assert.ok(errors[0]!.message.includes(mine) && errors[0]!.message.includes('--replace'));
      // the message is of the file in the way; the list says whose place that is
      assert.ok(stderr.includes(`Failed:\n  ${song}: ${errors[0]!.message}\n`), stderr);
      assert.deepEqual(await filesBelow(path.join(root, 'song')), ['bass.wav']);
      assert.equal(await readFile(mine, 'utf8'), 'MINE');
      assert.equal(outputs.length, 1);
    }));

  it('is replaced with --replace, and told on stderr and in the JSON', () =>
    withSong(async (root, song) => {
      const folder = path.join(root, 'song');
      await mkdir(folder);
      for (const name of ['bass.wav', 'stems.json']) await writeFile(path.join(folder, name), '{}');
      const { exitCode, outputs, stderr } = await run('separate', song, '--out', root, '--replace');
      assert.equal(exitCode, 0, stderr);
      const mine = ['bass.wav', 'stems.json'].map((name) => path.join(folder, name));
      assert.deepEqual(outputs[0]!.replaced, mine);
      for (const file of mine) assert.ok(stderr.includes(`${file} was replaced`), stderr);
      const again = await run('separate', song, '--out', root, '--force');
      assert.deepEqual([again.exitCode, again.outputs[0]!.replaced], [0, []]);
    }));

  it('is a stem that somebody changed, a manifest that is none of ours, and a link', () =>
    withSong(async (root, song) => {
      const at = (name: string) => path.join(root, 'song', name);
      assert.equal((await run('separate', song, '--out', root)).exitCode, 0);
      const changes: [string, () => Promise<void>][] = [
        ['bass.wav', () => appendFile(at('bass.wav'), 'x')],
        [
          'drums.wav',
          async () => {
            const bytes = await readFile(at('drums.wav'));
            bytes[bytes.length - 1]! ^= 1;
            await writeFile(at('drums.wav'), bytes);
          },
        ],
        ['stems.json', () => writeFile(at('stems.json'), '{"bass": "Fender"}')],
        ['stems.json', () => writeFile(at('stems.json'), 'no JSON')],
        [
          'piano.wav',
          async () => {
            await rename(at('piano.wav'), path.join(root, 'elsewhere.wav'));
            await symlink(path.join(root, 'elsewhere.wav'), at('piano.wav'));
          },
        ],
      ];
      for (const [name, change] of changes) {
        await change();
        const changed = await readFile(at(name));
        const refused = await run('separate', song, '--out', root, '--force');
        assert.deepEqual([refused.exitCode, refused.errors[0]!.code], [1, 'output-exists'], name);
        assert.ok((await readFile(at(name))).equals(changed), name);
        const replaced = await run('separate', song, '--out', root, '--force', '--replace');
        assert.equal(replaced.exitCode, 0, replaced.stderr);
        assert.ok(replaced.outputs[0]!.replaced.includes(at(name)), name);
      }
      assert.ok((await readFile(path.join(root, 'elsewhere.wav'))).length > 0);
    }));

  it('is not what an earlier release listed without hashes, in the sizes it says', () =>
    withSong(async (root, song) => {
      const at = (name: string) => path.join(root, 'song', name);
      for (const encoding of ['float32', 'pcm24']) {
        const settings = ['--out', root, '--force', '--encoding', encoding];
        assert.equal((await run('separate', song, ...settings, '--replace')).exitCode, 0);
        const before = JSON.parse(await readFile(at('stems.json'), 'utf8')) as Partial<Manifest>;
        const { files, ...rest } = before;
        assert.deepEqual(
          Object.keys(files!),
          STEMS.map((stem) => `${stem}.wav`),
        );
        await writeFile(at('stems.json'), JSON.stringify(rest));
        const again = await run('separate', song, ...settings);
        assert.equal(again.exitCode, 0, again.stderr);
        await writeFile(at('stems.json'), JSON.stringify(rest));
        await appendFile(at('bass.wav'), 'mine');
        const refused = await run('separate', song, ...settings);
        assert.equal(refused.errors[0]?.code, 'output-exists', refused.stderr);
      }
    }));

  it('is no stem of ours that another run of the same recording did not write', () =>
    withSong(async (root, song) => {
      const separate = (...args: string[]) => run('separate', song, '--out', root, ...args);
      assert.equal((await separate()).exitCode, 0);
      assert.equal((await separate('--stems', 'bass')).exitCode, 0);
      assert.deepEqual((await filesBelow(path.join(root, 'song'))).length, 5);
      const again = await separate();
      assert.equal(again.exitCode, 0, again.stderr);
    }));
});

describe('The result of another run', () => {
  it('stays: another recording, or another file, of the same name; a moved recording is the same', () =>
    withTemporaryFolder(async (root) => {
      const at = (...names: string[]) => path.join(root, ...names);
      await writeRecording(at('a', 'song.wav'));
      await writeRecording(at('b', 'song.wav'));
      await appendFile(at('b', 'song.wav'), 'another');
      const separate = (folder: string, ...args: string[]) =>
        run('separate', at(folder, 'song.wav'), '--out', at('out'), ...args);
      assert.equal((await separate('a')).exitCode, 0);
      const before = await readFile(at('out', 'song', 'stems.json'));
      assert.equal((await separate('b')).errors[0]?.code, 'output-exists');
      assert.ok((await readFile(at('out', 'song', 'stems.json'))).equals(before));
      await rename(at('a'), at('moved'));
      const moved = await separate('moved', '--seed', '1');
      assert.equal(moved.exitCode, 0, moved.stderr);

      const impute = async (cwd: string) => {
        const given = ['guitar=song.wav', '--generate', 'drums', '--out', at('out'), ...GAUSSIAN];
        return (await runCli(['impute', ...given], { shellPrefix: `cd '${at(cwd)}'` })).exitCode;
      };
      assert.deepEqual(
        [await impute('moved'), await impute('b'), await impute('moved')],
        [0, 1, 0],
      );
    }));

  it('stays: a generation of another length or in other steps', () =>
    withTemporaryFolder(async (root) => {
      const generate = (seconds: string, ...args: string[]) =>
        run('generate', '--seconds', seconds, '--out', root, ...args);
      assert.equal((await generate('0.5')).exitCode, 0);
      assert.equal((await generate('0.5')).exitCode, 0);
      assert.equal((await generate('0.4')).error?.code, 'output-exists');
      assert.equal((await generate('0.5', '--solver', 'heun')).error?.code, 'output-exists');
      assert.equal((await generate('0.4', '--replace')).exitCode, 0);
    }));
});

describe('A pipe called stems.json', () => {
  it('is refused, and nothing waits for what comes out of it', () =>
    withSong(async (root, song) => {
      await mkdir(path.join(root, 'song'));
      execFileSync('mkfifo', [path.join(root, 'song', 'stems.json')]);
      const { errors } = await run('separate', song, '--out', root, '--replace');
      assert.equal(errors[0]?.code, 'output-exists');
    }));
});

describe('An input', () => {
  it('is never written over: not itself, nor by links or another recording, nor with --replace', () =>
    withTemporaryFolder(async (root) => {
      const at = (...names: string[]) => path.join(root, ...names);
      await writeRecording(at('bass', 'bass.wav'));
      const bytes = await readFile(at('bass', 'bass.wav'));
      await symlink(at('bass'), at('linked'));
      for (const named of ['hard', 'soft', 'plain'])
        await mkdir(at('out', named), { recursive: true });
      await writeRecording(at('hard.wav'));
      await link(at('hard.wav'), at('out', 'hard', 'drums.wav'));
      await writeRecording(at('soft.wav'));
      await symlink(at('soft.wav'), at('out', 'soft', 'piano.wav'));
      const refused = async (...args: string[]) => {
        const result = await run('separate', ...args, '--replace', '--force');
        assert.equal(result.exitCode, 1, args.join(' '));
        assert.equal(result.errors.at(-1)!.code, 'output-exists');
        assert.match(result.errors.at(-1)!.message, /is an input/);
      };
      await refused(at('bass', 'bass.wav'), '--out', root);
      await refused(at('linked', 'bass.wav'), '--out', root);
      await refused(at('bass', '..', 'bass', 'bass.wav'), '--as-dataset', root);
      await refused(at('hard.wav'), '--out', at('out'));
      await refused(at('soft.wav'), '--out', at('out'));
      // the input of another recording of the same run
      await writeRecording(at('plain.wav'));
      await writeRecording(at('out', 'plain', 'guitar.wav'));
      await refused(at('out', 'plain', 'guitar.wav'), at('plain.wav'), '--out', at('out'));
      assert.ok((await readFile(at('bass', 'bass.wav'))).equals(bytes));
      for (const name of ['hard', 'soft']) {
        assert.ok((await readFile(at(`${name}.wav`))).equals(bytes), name);
      }
    }));

  it('of an imputation is not written over either', () =>
    withTemporaryFolder(async (root) => {
      const place = path.join(root, 'x imputed bass 0');
      const mine = path.join(place, 'bass.wav');
      await writeRecording(mine);
      await writeRecording(path.join(root, 'x.wav'));
      const given = [`piano=${path.join(root, 'x.wav')}`, `drums=${mine}`];
      const { exitCode, error } = await run(
        'impute',
        ...given,
        '--generate',
        'bass',
        '--out',
        root,
        '--replace',
      );
      assert.deepEqual([exitCode, error?.code], [1, 'output-exists']);
    }));
});

describe('What is imputed', () => {
  it('goes to a place of its own, which the same command replaces, and no other', () =>
    withSong(async (root, song) => {
      assert.equal((await run('separate', song, '--out', root)).exitCode, 0);
      const stems = path.join(root, 'song');
      const before = await readFile(path.join(stems, 'bass.wav'));
      const impute = (from: string, ...args: string[]) =>
        run('impute', from, '--generate', 'drums,bass', '--out', root, ...args);
      const first = await impute(stems, '--seed', '7');
      assert.equal(first.exitCode, 0, first.stderr);
      const place = path.join(root, 'song imputed bass+drums 7');
      assert.equal(first.outputs[0]!.folder, place);
      assert.deepEqual(await filesBelow(place), ['bass.wav', 'drums.wav', 'stems.json']);
      assert.ok((await readFile(path.join(stems, 'bass.wav'))).equals(before));
      // what a run leaves that is killed
      const gone = spawnSync(process.execPath, ['-e', '']).pid;
      await writeFile(path.join(place, `.bass.wav.${gone}-0123456789ab.partial`), '');
      assert.equal((await impute(stems, '--seed', '7')).exitCode, 0);
      assert.deepEqual(await filesBelow(place), ['bass.wav', 'drums.wav', 'stems.json']);

      const namesake = path.join(root, 'another', 'song');
      await writeRecording(path.join(namesake, 'piano.wav'));
      assert.equal((await impute(namesake, '--seed', '7')).error?.code, 'output-exists');
      await writeRecording(path.join(place, 'bass.wav'));
      assert.equal((await impute(stems, '--seed', '7')).error?.code, 'output-exists');
    }));
});
