/**
 * Bad inputs at the command line: each costs only itself, and leaves nothing behind. What is wrong with each file, and the
 * sentence it gets, is tested in test/audio; here, that the command passes it on.
 */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { runCli } from '../support/run-cli.js';
import { beating } from '../support/synthetic-source.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { writeWav16 } from '../support/wav-file.js';

const RATE_HZ = 22050;
/** where the plain 44-byte header of writeWav16 keeps these fields */
const CODEC_BYTE = 20;
const CHANNELS_BYTE = 22;
const RATE_BYTE = 24;

function recording(frames: number): Float32Array {
  const sample = beating(RATE_HZ);
  return Float32Array.from({ length: frames }, (_, t) => sample(0, t));
}

describe('Bad inputs at the command line', () => {
  it('get a sentence each, cost the good ones nothing, and leave no file', () =>
    withTemporaryFolder(async (folder) => {
      const at = (name: string) => path.join(folder, name);
      await writeWav16(at('good.wav'), RATE_HZ, [recording(5000)]);
      const bytes = await readFile(at('good.wav'));
      const changed = async (name: string, change: (copy: Buffer) => void) => {
        const copy = Buffer.from(bytes);
        change(copy);
        await writeFile(at(name), copy);
      };
      await writeFile(at('zero-length.wav'), '');
      await writeWav16(at('header-only.wav'), RATE_HZ, [new Float32Array(0)]);
      await changed('unknown-codec.wav', (copy) => copy.writeUInt16LE(0x7777, CODEC_BYTE));
      await changed('no-channels.wav', (copy) => copy.writeUInt16LE(0, CHANNELS_BYTE));
      await changed('no-rate.wav', (copy) => copy.writeUInt32LE(0, RATE_BYTE));
      await writeFile(at('text.wav'), 'Dear sound engineer, this is a letter.\n');
      await mkdir(at('folder.wav'));
      const expected: Record<string, string> = {
        [at('zero-length.wav')]: 'input-empty',
        [at('header-only.wav')]: 'input-empty',
        [at('unknown-codec.wav')]: 'input-format',
        [at('no-channels.wav')]: 'input-format',
        [at('no-rate.wav')]: 'input-format',
        [at('text.wav')]: 'input-format',
        [at('folder.wav')]: 'input-empty',
        [at('missing.wav')]: 'input-missing',
      };
      const out = at('out');
      const { exitCode, stdout, stderr } = await runCli([
        'separate',
        ...Object.keys(expected),
        at('good.wav'),
        '--out',
        out,
        '--json',
        '--model',
        'gaussian',
        '--steps',
        '1',
      ]);
      const { outputs, errors } = JSON.parse(stdout) as {
        outputs: { input: string }[];
        errors: { input: string; code: string; message: string }[];
      };
      assert.equal(exitCode, 1);
      assert.deepEqual(
        outputs.map(({ input }) => input),
        [at('good.wav')],
      );
      assert.deepEqual(
        Object.fromEntries(errors.map(({ input, code }) => [input, code])),
        expected,
      );
      for (const { input, message } of errors) {
        assert.ok(message.includes(input), message);
        assert.ok(stderr.includes(message));
      }
      assert.deepEqual(await readdir(out), ['good']);
    }));

  it('reads a recording that is cut short to its end, and says so in stems.json and as a warning', () =>
    withTemporaryFolder(async (folder) => {
      const input = path.join(folder, 'cut.wav');
      await writeWav16(input, RATE_HZ, [recording(5000)]);
      await truncate(input, 44 + 2 * 3000);
      const { exitCode, stderr } = await runCli([
        'separate',
        input,
        '--out',
        folder,
        '--model',
        'gaussian',
        '--steps',
        '1',
      ]);
      assert.equal(exitCode, 0, stderr);
      const manifest = JSON.parse(
        await readFile(path.join(folder, 'cut', 'stems.json'), 'utf8'),
      ) as { frames: number; truncated: boolean; warnings: string[] };
      assert.equal(manifest.frames, 3000);
      assert.equal(manifest.truncated, true);
      assert.match(manifest.warnings[0]!, /promises 5000 frames, the file holds 3000/);
      assert.ok(stderr.includes(manifest.warnings[0]!), stderr);
    }));
});
