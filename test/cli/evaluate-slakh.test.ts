/**
 * stemwright evaluate on Slakh2100 as it is downloaded: the test split, stems by instrument class, and what is left out said.
 */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import type { Evaluation } from '../../src/evaluation/evaluate-separation.js';
import { runCli } from '../support/run-cli.js';
import { writeSlakhTrack, type SlakhStemFile } from '../support/slakh-folder.js';
import { beating } from '../support/synthetic-source.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { writeWav16 } from '../support/wav-file.js';

const RATE_HZ = 8000;
/** one window of the metric */
const SECONDS = 4;
const GAUSSIAN = ['--model', 'gaussian', '--steps', '2'];

function part(number: number, gain = 0.5): Float32Array {
  const sample = beating(RATE_HZ);
  return Float32Array.from({ length: SECONDS * RATE_HZ }, (_, t) => gain * sample(number, t));
}

const stem = (instrumentClass: string, audio?: Float32Array): SlakhStemFile => ({
  instrumentClass,
  audio,
  rateHz: RATE_HZ,
});

/** Two tracks of a MIDI file, one each in train and test, and one more in test; the latter lacks a file. */
async function writeSlakh(dataset: string): Promise<void> {
  const track = (name: string) => path.join(dataset, name);
  const band = [stem('Bass', part(0)), stem('Drums', part(40))];
  await writeSlakhTrack(track('train/Track00001'), band, { midiFile: 'a' });
  await mkdir(path.join(dataset, 'validation'));
  await writeSlakhTrack(track('test/Track01876'), band, { midiFile: 'a' });
  const guitars = [stem('Guitar', part(9, 0.3)), stem('Guitar', part(23, 0.2))];
  await writeSlakhTrack(
    track('test/Track01877'),
    [...guitars, stem('Bass', part(0)), stem('Organ', part(5)), stem('Piano')],
    { midiFile: 'b' },
  );
}

async function evaluation(...args: string[]): Promise<Evaluation> {
  const { exitCode, stdout, stderr } = await runCli(['evaluate', ...args, '--json']);
  assert.equal(exitCode, 0, stderr);
  return JSON.parse(stdout) as Evaluation;
}

describe('stemwright evaluate on Slakh2100', () => {
  it('separates the test split, says what is left out, and omits what redux omits', () =>
    withTemporaryFolder(async (dataset) => {
      await writeSlakh(dataset);
      const all = await evaluation(dataset, ...GAUSSIAN);
      assert.equal(all.tracks, 2);
      assert.equal(all.windows, 2);
      // float32 stems and their float32 sum: 4 x 2^-24 of full scale is -132 dBFS
      assert.ok(all.sumErrorDbfs !== null && all.sumErrorDbfs < -132);
      assert.equal(all.leftOut.length, 1);
      assert.match(all.leftOut[0]!, /Track01877\/stems\/S04 \(Piano\) has no file/);
      const redux = await evaluation(dataset, '--redux', '--model-rate', ...GAUSSIAN);
      assert.equal(redux.tracks, 1);
    }));

  it('scores predictions against the sum of a class’s stems', () =>
    withTemporaryFolder(async (folder) => {
      const [dataset, predictions] = [path.join(folder, 'slakh'), path.join(folder, 'predictions')];
      await writeSlakh(dataset);
      const track = path.join(predictions, 'Track01877');
      await mkdir(track, { recursive: true });
      const [first, second] = [part(9, 0.3), part(23, 0.2)];
      const guitar = first.map((sample, t) => sample + second[t]!);
      await writeWav16(path.join(track, 'guitar.wav'), RATE_HZ, [guitar]);
      await writeWav16(path.join(track, 'bass.wav'), RATE_HZ, [part(0)]);
      const { active } = await evaluation(dataset, '--redux', '--predictions', predictions);
      // three roundings to 16 bits, 2^-16 full scale at most each, are 80 dB below guitars of RMS above 0.1; one guitar
      // alone would score below 10 dB
      assert.ok(active.perStemDb['guitar']! > 40, String(active.perStemDb['guitar']));
    }));

  it('refuses a track whose metadata does not parse before any track is separated', () =>
    withTemporaryFolder(async (dataset) => {
      await writeSlakh(dataset);
      const file = path.join(dataset, 'test', 'Track01877', 'metadata.yaml');
      await writeFile(file, 'stems: {S00: [');
      const { exitCode, stdout, stderr } = await runCli(['evaluate', dataset, ...GAUSSIAN]);
      assert.equal(exitCode, 1);
      assert.equal(stdout, '');
      assert.match(stderr, /Track01877\/metadata\.yaml: is not YAML/);
      assert.doesNotMatch(stderr, /1 of 2/);
    }));
});
