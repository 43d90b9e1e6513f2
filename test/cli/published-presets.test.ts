/**
 * Published presets as users name them: on the command line and over OSC, to the same end.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { runCli } from '../support/run-cli.js';
import { withRunningDaemon } from '../support/running-daemon.js';
import { beating } from '../support/synthetic-source.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { writeWav16 } from '../support/wav-file.js';
import { PUBLISHED_PRESET_NAMES } from '../../src/sampling/preset-names.js';

const GAUSSIAN = ['--model', 'gaussian'];
const RATE_HZ = 22_050;

async function writeStem(file: string): Promise<void> {
  const sample = beating(RATE_HZ);
  await writeWav16(file, RATE_HZ, [Float32Array.from({ length: 4000 }, (_, t) => sample(0, t))]);
}

/** What stems.json says of how the stems were sampled. */
async function samplingOf(folder: string): Promise<Partial<Manifest>> {
  const manifest = JSON.parse(await readFile(path.join(folder, 'stems.json'), 'utf8')) as Manifest;
  const { task, steps, solver, posterior, resamplings, views, chunks, evaluations } = manifest;
  return { task, steps, solver, posterior, resamplings, views, chunks, evaluations };
}

describe('published presets', () => {
  it('are listed by --help of every command that samples', async () => {
    for (const command of ['separate', 'impute', 'generate', 'evaluate']) {
      const { stdout } = await runCli([command, '--help']);
      for (const name of PUBLISHED_PRESET_NAMES) assert.ok(stdout.includes(`"${name}"`), name);
    }
  });

  it('separate, impute and generate from the command line with the published settings', () =>
    withTemporaryFolder(async (folder) => {
      const song = path.join(folder, 'song');
      const bass = path.join(folder, 'bass.wav');
      await mkdir(song);
      await writeStem(path.join(song, 'drums.wav'));
      await writeStem(bass);
      const out = path.join(folder, 'out');
      const run = async (preset: string, ...args: string[]) => {
        const { exitCode, stderr } = await runCli([
          ...args,
          '--preset',
          preset,
          '--out',
          out,
          ...GAUSSIAN,
        ]);
        assert.equal(exitCode, 0, stderr);
      };
      const common = { solver: 'euler', views: 1, chunks: 1 };
      await run('msdm-dirac', 'separate', bass);
      assert.deepEqual(await samplingOf(path.join(out, 'bass')), {
        ...common,
        task: 'separate',
        steps: 150,
        resamplings: 2,
        posterior: 'dirac',
        evaluations: 300,
      });
      await run('msdm-impute', 'impute', song, '--generate', 'bass');
      assert.deepEqual(await samplingOf(path.join(out, 'song imputed bass 0')), {
        ...common,
        task: 'impute',
        steps: 256,
        resamplings: 1,
        posterior: null,
        evaluations: 256,
      });
      await run('msdm-generate', 'generate', '--seconds', '0.2');
      assert.deepEqual(await samplingOf(path.join(out, 'generated-0')), {
        ...common,
        task: 'generate',
        steps: 150,
        resamplings: 1,
        posterior: null,
        evaluations: 150,
      });
    }));

  it('give over OSC the bytes that the command line gives, and the error that it gives', () =>
    withRunningDaemon(async ({ port, mediaFolder }) => {
      const send = (...args: string[]) =>
        runCli(['send', '--host', '127.0.0.1', '--port', String(port), ...args, '--wait']);
      const sent = await send('/stemwright/generate', 'g', '0.2', 'preset', 'msdm-generate');
      assert.equal(sent.exitCode, 0, sent.stderr);
      await runCli([
        'generate',
        '--seconds',
        '0.2',
        '--preset',
        'msdm-generate',
        ...GAUSSIAN,
        '--out',
        mediaFolder,
      ]);
      const [, fromDaemon] = /\/stemwright\/stem g piano (.+\.wav)/.exec(sent.stdout)!;
      const fromCommand = path.join(mediaFolder, 'generated-0', 'piano.wav');
      assert.deepEqual(await readFile(fromDaemon!), await readFile(fromCommand));

      const refused = await send('/stemwright/generate', 'h', '0.2', 'preset', 'isdm-dirac');
      assert.equal(refused.exitCode, 2);
      assert.match(
        refused.stdout + refused.stderr,
        /unsupported-task.*The preset "isdm-dirac" says how to separate, not how to generate/,
      );
    }));

  it('are refused for another task and by another kind of model, in one sentence and with 2', async () => {
    const sentences: [string[], RegExp][] = [
      [
        ['generate', '--seconds', '1', '--preset', 'msdm-dirac', ...GAUSSIAN],
        /says how to separate, not how to generate; to generate there are .*msdm-generate\./,
      ],
      [
        ['generate', '--seconds', '1', '--preset', 'msdm-generate', '--model', 'band'],
        /expects a model whose conditioning is "none", but that of "band-v\d+" is "masked"/,
      ],
    ];
    for (const [args, sentence] of sentences) {
      const { exitCode, stderr } = await runCli(args);
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, sentence);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  });
});
