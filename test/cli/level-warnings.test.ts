/**
 * What the command line says of stems over full scale: a loud recording into 24-bit files, which clip, and into 32-bit ones,
 * which do not and so tell what is to be expected of the others.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { createWavWriter } from '../../src/audio/wav-writer.js';
import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { readAudio } from '../support/audio-files.js';
import { runCli } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { whiteNoise } from '../support/white-noise.js';

const RATE_HZ = 44_100;
const FRAMES = RATE_HZ / 4;
const GAUSSIAN = ['--model', 'gaussian', '--steps', '2', '--json'];
const STEMS = ['bass', 'drums', 'guitar', 'piano'];
const STEPS_24 = 2 ** 23;

/** Four stems that sum to 6 cannot all be below 1.5. */
async function writeLoudRecording(file: string): Promise<void> {
  const row = whiteNoise(FRAMES, 1).map((value) => 6 * value);
  row[1000] = 6;
  const writer = await createWavWriter(file, {
    channels: 1,
    rateHz: RATE_HZ,
    encoding: 'float32',
  });
  await writer.write([row]);
  await writer.close();
}

interface Ran {
  readonly manifest: Manifest & { readonly folder: string };
  readonly stderr: string;
}

async function run(args: readonly string[]): Promise<Ran> {
  const { exitCode, stdout, stderr } = await runCli([...args, ...GAUSSIAN]);
  assert.equal(exitCode, 0, stderr);
  const { outputs } = JSON.parse(stdout) as { outputs: Ran['manifest'][] };
  return { manifest: outputs[0]!, stderr };
}

async function samplesOf({ folder, stems }: Ran['manifest'], stem: string): Promise<Float32Array> {
  return (await readAudio(path.join(folder, stems[stem]!))).rows[0]!;
}

describe('Stems over full scale', () => {
  it('in 24-bit files: a warning names stem and peak, another the sum error and its reason', () =>
    withTemporaryFolder(async (folder) => {
      const input = path.join(folder, 'loud.wav');
      await writeLoudRecording(input);
      const separate = (encoding: string) =>
        run(['separate', input, '--out', path.join(folder, encoding), '--encoding', encoding]);
      const whole = await separate('float32');
      assert.deepEqual(whole.manifest.warnings, []);
      assert.ok(!whole.stderr.includes('Warning'), whole.stderr);

      const { manifest, stderr } = await separate('pcm24');
      let clippedStems = 0;
      for (const stem of STEMS) {
        const samples = await samplesOf(whole.manifest, stem);
        const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
        const steps = samples.map((sample) => Math.round(sample * STEPS_24));
        const clipped = steps.filter((step) => step > STEPS_24 - 1 || step < -STEPS_24).length;
        assert.equal(whole.manifest.peak[stem], peak);
        assert.equal(whole.manifest.clippedSamples[stem], 0);
        assert.equal(manifest.peak[stem], peak);
        assert.equal(manifest.clippedSamples[stem], clipped);
        const dbfs = (20 * Math.log10(peak)).toFixed(2);
        const sentence = `${stem} is over full scale: its peak is +${dbfs} dBFS`;
        const isTold = manifest.warnings.some((warning) => warning.startsWith(sentence));
        assert.equal(isTold, clipped > 0, manifest.warnings.join('\n'));
        if (clipped > 0) clippedStems++;
      }
      assert.ok(clippedStems > 0);
      assert.equal(manifest.warnings.length, clippedStems + 1);
      assert.ok(manifest.sumErrorDbfs !== null && manifest.sumErrorDbfs > -90);
      assert.match(manifest.warnings.at(-1)!, /within -?\d+ dBFS only.+24-bit files clip \(/);
      for (const warning of manifest.warnings) assert.ok(stderr.includes(warning), stderr);
      const written = await readFile(path.join(manifest.folder, 'stems.json'), 'utf8');
      assert.deepEqual((JSON.parse(written) as Manifest).warnings, manifest.warnings);
    }));

  it('are counted for what is generated and imputed, too', () =>
    withTemporaryFolder(async (folder) => {
      const input = path.join(folder, 'piano.wav');
      await writeLoudRecording(input);
      const known = ['impute', `piano=${input}`, '--generate', 'bass'];
      for (const args of [['generate', '--seconds', '0.5'], known]) {
        const out = (encoding: string) => [
          '--out',
          path.join(folder, args[0]!, encoding),
          '--encoding',
          encoding,
        ];
        const whole = await run([...args, ...out('float32')]);
        const { manifest, stderr } = await run([...args, ...out('pcm24')]);
        assert.deepEqual(whole.manifest.warnings, []);
        for (const stem of Object.keys(manifest.stems)) {
          const samples = await samplesOf(whole.manifest, stem);
          const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
          assert.equal(manifest.peak[stem], peak);
          const isClipped = manifest.clippedSamples[stem]! > 0;
          assert.equal(isClipped, peak > 1, `${args[0]!} ${stem} ${peak}`);
          assert.equal(stderr.includes(`Warning: ${stem} is over full scale`), isClipped, stderr);
        }
      }
    }));
});
