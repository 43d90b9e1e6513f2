/**
 * The command line as its users meet it: outputs, exit codes and sentences, in processes of their own. The Gaussian model
 * keeps it fast; the audio path, the worker and onnxruntime are the real ones.
 */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { readTrack } from '../../src/evaluation/stem-track.js';
import { sumRows } from '../../src/signal/rows.js';
import { ffmpegTools } from '../../src/audio/ffmpeg/find-ffmpeg.js';
import { runCli } from '../support/run-cli.js';
import { beating } from '../support/synthetic-source.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { writeWav16 } from '../support/wav-file.js';

const STEMS = ['bass', 'drums', 'guitar', 'piano'];
const GAUSSIAN = ['--model', 'gaussian', '--steps', '2'];

/** Mono, 44.1 kHz; another part is another set of partials. */
async function writeRecording(file: string, seconds: number, part = 0): Promise<Float32Array> {
  const rateHz = 44100;
  const sample = beating(rateHz);
  const row = Float32Array.from({ length: Math.round(seconds * rateHz) }, (_, t) =>
    sample(part, t),
  );
  await writeWav16(file, rateHz, [row]);
  // what a reader of 16 bits gets: the writer's scale is 32767, full scale is 32768
  return row.map((value) => Math.round(32767 * value) / 32768);
}

/** Every file below a folder. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
}

describe('The command line', () => {
  it('separates a file into stems that sum to it, with a manifest that says how', () =>
    withTemporaryFolder(async (folder) => {
      const input = path.join(folder, 'take one.wav');
      const recording = await writeRecording(input, 1);
      const out = path.join(folder, 'out');
      const { exitCode, stdout } = await runCli(['separate', input, '--out', out, ...GAUSSIAN]);
      assert.equal(exitCode, 0);
      const stemsFolder = path.join(out, 'take one');
      const files = await filesBelow(out);
      assert.deepEqual(files, ['bass.wav', 'drums.wav', 'guitar.wav', 'piano.wav', 'stems.json']);
      for (const stem of STEMS) assert.ok(stdout.includes(path.join(stemsFolder, `${stem}.wav`)));
      const track = await readTrack({ name: 'take one', folder: stemsFolder }, STEMS);
      assert.equal(track.rateHz, 44100);
      const sum = sumRows(track.stems);
      let worst = 0;
      recording.forEach((value, t) => (worst = Math.max(worst, Math.abs(value - sum[t]!))));
      // the promise is -90 dBFS; float32 stems and a float32 sum of four stay below 4 x 2^-24, that is -132 dBFS
      assert.ok(20 * Math.log10(worst) < -132, `worst sum error ${worst}`);
      const manifest = JSON.parse(
        await readFile(path.join(stemsFolder, 'stems.json'), 'utf8'),
      ) as Manifest;
      assert.equal(manifest.frames, recording.length);
      assert.equal(manifest.model.name, 'gaussian');
      assert.equal(manifest.provider, 'cpu');
      assert.equal(manifest.steps, 2);
      assert.equal(manifest.seed, 0);
      assert.ok(manifest.sumErrorDbfs !== null && manifest.sumErrorDbfs < -132);
      assert.ok(manifest.sessionSeconds < manifest.seconds);
    }));

  it('writes the same bytes for the same seed, twice', () =>
    withTemporaryFolder(async (folder) => {
      const input = path.join(folder, 'song.wav');
      await writeRecording(input, 0.5);
      const run = async (out: string, seed: string) => {
        const outFolder = path.join(folder, out);
        const args = ['separate', input, '--out', outFolder, '--seed', seed, ...GAUSSIAN];
        assert.equal((await runCli(args)).exitCode, 0);
        return readFile(path.join(outFolder, 'song', 'guitar.wav'));
      };
      const first = await run('first', '5');
      assert.ok(first.equals(await run('second', '5')));
      assert.ok(!first.equals(await run('third', '6')));
    }));

  it('prints one JSON object on stdout with --json, for good and bad inputs alike', () =>
    withTemporaryFolder(async (folder) => {
      const good = path.join(folder, 'good.wav');
      await writeRecording(good, 0.2);
      const missing = path.join(folder, 'missing.wav');
      const { exitCode, stdout } = await runCli([
        'separate',
        good,
        missing,
        '--out',
        path.join(folder, 'out'),
        '--json',
        '--stems',
        'drums,bass',
        ...GAUSSIAN,
      ]);
      assert.equal(exitCode, 1);
      const result = JSON.parse(stdout) as {
        outputs: (Manifest & { input: string })[];
        errors: { input: string; code: string }[];
      };
      assert.deepEqual(
        result.outputs.map(({ input }) => input),
        [good],
      );
      assert.deepEqual(Object.keys(result.outputs[0]!.stems), ['drums', 'bass']);
      assert.deepEqual(
        result.errors.map(({ input, code }) => [input, code]),
        [[missing, 'input-missing']],
      );
      assert.deepEqual(await filesBelow(path.join(folder, 'out')), [
        'bass.wav',
        'drums.wav',
        'stems.json',
      ]);
    }));

  it('imputes from a folder of stems, and from NAME=FILE pairs', () =>
    withTemporaryFolder(async (folder) => {
      const stems = path.join(folder, 'band');
      await mkdir(stems);
      await writeRecording(path.join(stems, 'bass.wav'), 0.4);
      await writeRecording(path.join(stems, 'piano.wav'), 0.4);
      const out = path.join(folder, 'out');
      const fromFolder = await runCli([
        'impute',
        stems,
        '--generate',
        'drums',
        '--out',
        out,
        ...GAUSSIAN,
      ]);
      assert.equal(fromFolder.exitCode, 0, fromFolder.stderr);
      assert.deepEqual(await filesBelow(path.join(out, 'band imputed drums 0')), [
        'drums.wav',
        'stems.json',
      ]);
      const fromPairs = await runCli([
        'impute',
        `bass=${path.join(stems, 'bass.wav')}`,
        '--generate',
        'guitar,drums',
        '--out',
        out,
        ...GAUSSIAN,
      ]);
      assert.equal(fromPairs.exitCode, 0, fromPairs.stderr);
      assert.deepEqual(await filesBelow(path.join(out, 'bass imputed drums+guitar 0')), [
        'drums.wav',
        'guitar.wav',
        'stems.json',
      ]);
    }));

  it('generates as many seconds as asked', () =>
    withTemporaryFolder(async (folder) => {
      const args = ['generate', '--seconds', '0.5', '--seed', '9', '--out', folder, ...GAUSSIAN];
      const { exitCode } = await runCli(args);
      assert.equal(exitCode, 0);
      const track = await readTrack({ name: '', folder: path.join(folder, 'generated-9') }, STEMS);
      assert.equal(track.stems[0]!.length, 11025);
    }));

  it('evaluates a dataset, by model and by another program’s predictions', () =>
    withTemporaryFolder(async (folder) => {
      const track = path.join(folder, 'Track00001');
      await mkdir(track);
      await writeRecording(path.join(track, 'bass.wav'), 5, 0);
      await writeRecording(path.join(track, 'drums.wav'), 5, 40);
      const byModel = await runCli(['evaluate', folder, '--json', ...GAUSSIAN]);
      const model = JSON.parse(byModel.stdout) as { tracks: number; sumErrorDbfs: number };
      assert.equal(model.tracks, 1);
      assert.ok(model.sumErrorDbfs < -132);
      const itself = await runCli(['evaluate', folder, '--predictions', folder, '--json']);
      const perfect = JSON.parse(itself.stdout) as { windows: number; active: { meanDb: number } };
      assert.equal(perfect.windows, 1);
      // an estimate that is the target to the bit is limited by the metric's e = 1e-8 only: far above 60 dB
      assert.ok(perfect.active.meanDb > 60);
    }));

  const wrongUse: [string, string[], RegExp][] = [
    ['an unknown option', ['separate', 'x.wav', '--stepz', '3'], /unknown option '--stepz'/],
    ['no input', ['separate'], /missing required argument 'input'/],
    ['steps that are no number', ['separate', 'x.wav', '--steps', 'few'], /whole number from 1/],
    [
      'more steps than a client may ask for',
      ['separate', 'x.wav', '--steps', '1e9'],
      /from 1 to 1000/,
    ],
    ['a model to verify that there is not', ['models', 'verify', 'nope'], /no model called nope/],
    ['a port that there is not', ['send', '--port', '65536', '/a', '1'], /from 1 to 65535/],
    ['an input without a name', ['separate', 'x.wav', ''], /must not be empty/],
    ['an output without a name', ['generate', '--seconds', '1', '--out', ''], /must not be empty/],
    ['more sound than a client may ask for', ['generate', '--seconds', '1e9'], /at most 3600/],
    [
      'predictions brought to a model’s rate',
      ['evaluate', '.', '--predictions', '.', '--model-rate'],
      /'--predictions <dir>' cannot be used with option '--model-rate'/,
    ],
    ['an unknown solver', ['separate', 'x.wav', '--solver', 'rk4'], /Allowed choices are euler/],
    [
      'an unknown stem',
      ['impute', '.', '--generate', 'kazoo', '--model', 'gaussian'],
      /no stem "kazoo"/,
    ],
  ];
  for (const [what, args, sentence] of wrongUse) {
    it(`ends with 2 and a sentence for ${what}`, async () => {
      const { exitCode, stdout, stderr } = await runCli(args);
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, sentence);
      assert.equal(stdout, '');
    });
  }

  it('ends with 2 for a model that is not there, and says which there are', async () => {
    const { exitCode, stderr } = await runCli(['separate', 'x.wav', '--model', 'nonesuch']);
    assert.equal(exitCode, 2);
    assert.match(stderr, /no model called "nonesuch".*gaussian/s);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  it('cleans up and ends with 130 when it is interrupted', () =>
    withTemporaryFolder(async (folder) => {
      const input = path.join(folder, 'long.wav');
      await writeRecording(input, 60);
      const out = path.join(folder, 'out');
      const { exitCode } = await runCli(
        ['separate', input, '--out', out, '--log-level', 'info', '--model', 'gaussian'],
        { when: { stderrHas: 'separating', act: (child) => child.kill('SIGINT') } },
      );
      assert.equal(exitCode, 130);
      assert.deepEqual(await filesBelow(folder), ['long.wav']);
    }));

  it('leaves no file when the disk is full', () =>
    withTemporaryFolder(async (folder) => {
      const input = path.join(folder, 'song.wav');
      await writeRecording(input, 8);
      const out = path.join(folder, 'out');
      // a limit on the size of any file (in units of 512 bytes) stops a write midway, as a full disk does
      const { exitCode, stderr } = await runCli(['separate', input, '--out', out, ...GAUSSIAN], {
        shellPrefix: 'ulimit -f 1000',
      });
      assert.equal(exitCode, 1);
      assert.match(stderr, /wav/);
      assert.deepEqual(await filesBelow(folder), ['song.wav']);
    }));

  it('lists and verifies models, and examines the machine', async () => {
    const list = JSON.parse((await runCli(['models', 'list', '--json'])).stdout) as {
      models: { name: string; valid: boolean }[];
    };
    assert.ok(list.models.some(({ name, valid }) => name === 'gaussian' && valid));
    const verify = await runCli(['models', 'verify', 'gaussian']);
    assert.equal(verify.exitCode, 0);
    assert.match(verify.stdout, /gaussian: good/);
    const doctor = JSON.parse((await runCli(['doctor', '--json'])).stdout) as {
      findings: { part: string; state: string; detail: string }[];
    };
    const cpu = doctor.findings.find(({ part }) => part === 'onnxruntime cpu');
    assert.equal(cpu?.state, 'good');
    const ffmpeg = doctor.findings.find(({ part }) => part === 'ffmpeg');
    const isThere = (await ffmpegTools()) !== undefined;
    assert.equal(ffmpeg?.state, isThere ? 'good' : 'missing');
    if (isThere) assert.match(ffmpeg.detail, /\/ffmpeg is version \d.*\/ffprobe is version \d/);
    for (const { part, state, detail } of doctor.findings) {
      assert.match(detail, /\.\s*$/);
      if (part.startsWith('onnxruntime') && state === 'good') assert.match(detail, /^It ran the /);
    }
  });

  it('says how to get the audio package where npm could not build it', async () => {
    const hook = `export const resolve = (name, context, next) => {
      if (name !== 'naudiodon') return next(name, context);
      throw Object.assign(new Error('Cannot find it'), { code: 'ERR_MODULE_NOT_FOUND' });
    }`;
    const module = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
    const hooked = `import { register } from 'node:module'; register(${JSON.stringify(module(hook))});`;
    const env = {
      ...process.env,
      STEMWRIGHT_MODEL: 'gaussian',
      NODE_OPTIONS: `--import=${module(hooked)}`,
    };
    const { exitCode, stdout } = await runCli(['doctor'], { env });
    assert.equal(exitCode, 0);
    const line = stdout.split('\n').find((each) => each.startsWith('Audio interface'))!;
    assert.match(line, /missing\..*C\+\+ compiler and Python.*install Stemwright again/);
  });

  it('lists devices without a word from the native packages on stdout', async () => {
    const { exitCode, stdout } = await runCli(['devices', '--json']);
    assert.equal(exitCode, 0);
    const devices = JSON.parse(stdout) as { audio: unknown; midi: unknown };
    assert.ok(devices.audio !== undefined && devices.midi !== undefined);
  });
});
