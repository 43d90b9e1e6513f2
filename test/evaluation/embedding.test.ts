/**
 * The embedding that ships, through onnxruntime: its equations window by window, and refusals of folders whose card and graph do not
 * go together.
 */
import assert from 'node:assert/strict';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { openEmbedding } from '../../src/evaluation/embedding.js';
import { LOG_MEL_FOLDER, LOG_MEL_RATE_HZ, logMelOf } from '../support/log-mel.js';
import { maxDistance } from '../support/statistics.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { whiteNoise } from '../support/white-noise.js';

describe('The embedding', () => {
  it('follows its equations, window by window, at its own rate', async () => {
    const embedding = await openEmbedding(LOG_MEL_FOLDER, 1);
    try {
      const { windowFrames, hopFrames } = embedding.card;
      const row = whiteNoise(windowFrames + hopFrames, 3, 0.1);
      const [first, second, ...more] = await embedding.embed(row, LOG_MEL_RATE_HZ);
      assert.equal(more.length, 0);
      // 32-bit sums of some 1,000 products, whose logarithms are near 0: 1e-5 each, the mean of 63 less
      const tolerance = 1e-4;
      assert.ok(maxDistance(first!, logMelOf(row.subarray(0, windowFrames))) < tolerance);
      assert.ok(maxDistance(second!, logMelOf(row.subarray(hopFrames))) < tolerance);
      const slower = await embedding.embed(row, LOG_MEL_RATE_HZ / 2);
      // at half the rate it lasts twice as long: three windows' length, with those half a window between
      assert.equal(slower.length, 5);
    } finally {
      await embedding.close();
    }
  });

  it('leaves out what is less than a window', async () => {
    const embedding = await openEmbedding(LOG_MEL_FOLDER, 1);
    try {
      const row = new Float32Array(embedding.card.windowFrames - 1);
      assert.deepEqual(await embedding.embed(row, LOG_MEL_RATE_HZ), []);
    } finally {
      await embedding.close();
    }
  });

  it('is refused when the graph is not the card’s, has other shapes, or is not there', () =>
    withTemporaryFolder(async (folder) => {
      await cp(LOG_MEL_FOLDER, folder, { recursive: true });
      const cardPath = path.join(folder, 'embedding.json');
      const card = JSON.parse(await readFile(cardPath, 'utf8')) as object;
      const refused = async (changes: object, message: RegExp) => {
        await writeFile(cardPath, JSON.stringify({ ...card, ...changes }));
        await assert.rejects(openEmbedding(folder), { code: 'model-invalid', message });
      };
      await refused({ sha256: '0'.repeat(64) }, /SHA-256 must be that in embedding\.json/);
      await refused(
        { dimensions: 100 },
        /says audio \[1, 32768\] -> embedding \[1, 100\], but it is audio \[1, 32768\] -> embedding \[1, 64\]/,
      );
      await rm(path.join(folder, 'embedding.onnx'));
      await assert.rejects(openEmbedding(folder), {
        code: 'model-invalid',
        message: /embedding\.onnx cannot be read/,
      });
    }));
});
