/**
 * Which tracks a dataset has: its own, those of a split, without what Slakh2100-redux omits.
 */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { listTracks, type DatasetSelection } from '../../src/evaluation/dataset.js';
import { writeSlakhTrack } from '../support/slakh-folder.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { writeWav16 } from '../support/wav-file.js';

const STEMS = ['bass', 'drums', 'guitar', 'piano'];
const BASS = [{ instrumentClass: 'Bass', audio: new Float32Array(100) }];

/** [folder below the dataset, the MIDI file it was made from]: numbered through the splits, as Slakh2100 is. */
const SLAKH: [string, string][] = [
  ['train/Track00001', 'a'],
  ['train/Track00002', 'b'],
  ['validation/Track00003', 'c'],
  ['validation/Track00004', 'a'],
  ['test/Track00005', 'd'],
  ['test/Track00006', 'c'],
  ['test/Track00007', 'd'],
  ['test/Track00008', 'e'],
];

async function withSlakh(use: (dataset: string) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (dataset) => {
    for (const [folder, midiFile] of SLAKH) {
      await writeSlakhTrack(path.join(dataset, folder), BASS, { midiFile });
    }
    await use(dataset);
  });
}

async function numbers(dataset: string, selection?: DatasetSelection): Promise<number[]> {
  const tracks = await listTracks(dataset, STEMS, selection);
  return tracks.map(({ name }) => Number(name.slice('Track'.length)));
}

describe('a dataset', () => {
  it('is its own tracks, in either layout, by name', () =>
    withTemporaryFolder(async (dataset) => {
      await writeSlakhTrack(path.join(dataset, 'Track00002'), BASS);
      await mkdir(path.join(dataset, 'Track00001'));
      await writeWav16(path.join(dataset, 'Track00001', 'drums.wav'), 22_050, [
        new Float32Array(100),
      ]);
      await mkdir(path.join(dataset, 'Track00003', 'stems'), { recursive: true });
      assert.deepEqual(await numbers(dataset), [1, 2]);
    }));

  it('is its test split where it has no tracks of its own, or the split that is named', () =>
    withSlakh(async (dataset) => {
      assert.deepEqual(await numbers(dataset), [5, 6, 7, 8]);
      assert.deepEqual(await numbers(dataset, { split: 'train' }), [1, 2]);
      assert.deepEqual(await numbers(path.join(dataset, 'validation')), [3, 4]);
    }));

  it('is with redux without tracks whose MIDI file an earlier track has, of whatever split', () =>
    withSlakh(async (dataset) => {
      assert.deepEqual(await numbers(dataset, { redux: true }), [5, 8]);
      assert.deepEqual(await numbers(dataset, { redux: true, split: 'validation' }), [3]);
      assert.deepEqual(await numbers(dataset, { redux: true, split: 'train' }), [1, 2]);
    }));

  it('is never what Slakh2100-redux keeps in omitted/', () =>
    withSlakh(async (dataset) => {
      await writeSlakhTrack(path.join(dataset, 'omitted', 'Track00000'), BASS, { midiFile: 'e' });
      assert.deepEqual(await numbers(dataset), [5, 6, 7, 8]);
      // were it read, Track00000 would be the first of the MIDI file "e", and Track00008 a duplicate
      assert.deepEqual(await numbers(dataset, { redux: true }), [5, 8]);
    }));

  it('needs all splits to tell duplicates', () =>
    withSlakh(async (dataset) => {
      await assert.rejects(numbers(path.join(dataset, 'test'), { redux: true }), {
        code: 'bad-argument',
        message: /--redux needs the folder that holds train, validation, test/,
      });
    }));

  it('that holds nothing, or lacks the split, is refused', () =>
    withTemporaryFolder(async (dataset) => {
      await assert.rejects(numbers(dataset), {
        code: 'input-empty',
        message: /expected folders with bass, .* or with Slakh2100's metadata\.yaml/,
      });
      await assert.rejects(numbers(dataset, { split: 'test' }), { code: 'input-missing' });
    }));
});
