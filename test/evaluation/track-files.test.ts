/** Tracks whose stems are files of any audio format, at once. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { isTrack, trackFiles } from '../../src/evaluation/track-files.js';
import { readTrack } from '../../src/evaluation/stem-track.js';
import { encoded, needsFfmpeg } from '../support/ffmpeg-files.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { inSixteenBits } from '../support/wav-file.js';
import { whiteNoise } from '../support/white-noise.js';

const STEMS = ['bass', 'drums'];

describe('The files of a track', () => {
  it('are its stems in any audio format, WAV and FLAC before others', () =>
    withTemporaryFolder(async (folder) => {
      const names = ['bass.aac', 'bass.flac', 'bass.txt', 'drums.m4a', 'drums.jpg'];
      for (const name of names) await writeFile(path.join(folder, name), '');
      const { files } = await trackFiles({ name: 'track', folder }, STEMS);
      assert.deepEqual(files, [[path.join(folder, 'bass.flac')], [path.join(folder, 'drums.m4a')]]);
    }));

  it('make a folder a track, which pictures and texts do not', () => {
    assert.ok(isTrack(['cover.jpg', 'bass.opus'], STEMS));
    assert.ok(!isTrack(['bass.jpg', 'drums.txt', 'bass'], STEMS));
  });
});

describe('A track, with ffmpeg', () => {
  needsFfmpeg();

  it('is read from Apple Lossless and Matroska as from WAV', () =>
    withTemporaryFolder(async (folder) => {
      const rows = [1, 2].map((seed) => whiteNoise(5_000, seed));
      const source = (row: number) => ({ rateHz: 44_100, rows: [rows[row]!] });
      await encoded(folder, 'bass.m4a', source(0), ['-c:a', 'alac']);
      await encoded(folder, 'drums.mka', source(1), ['-c:a', 'flac']);
      const { rateHz, stems } = await readTrack({ name: 'track', folder }, STEMS);
      assert.equal(rateHz, 44_100);
      // where 16 bits round to zero, it has no sign in a file
      assert.deepEqual(
        stems,
        rows.map((row) => inSixteenBits(row).map((sample) => sample + 0)),
      );
    }));
});
