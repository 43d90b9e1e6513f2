/** The card of an embedding: what is taken, and that each mistake is answered with the field it is in. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'mocha';
import { parseEmbeddingCard } from '../../src/evaluation/embedding-card.js';
import { LOG_MEL_FOLDER } from '../support/log-mel.js';

const GOOD = readFileSync(path.join(LOG_MEL_FOLDER, 'embedding.json'), 'utf8');

describe('An embedding’s card', () => {
  it('says which embedding it is', () => {
    const { name, description, dimensions } = parseEmbeddingCard(GOOD, 'embedding.json');
    assert.deepEqual([name, dimensions], ['log-mel', 64]);
    assert.match(description, /not the Fréchet audio distance/);
  });

  for (const [field, value] of [
    ['description', ' '],
    ['windowFrames', 0],
    ['sampleRateHz', '22050'],
    ['sha256', 'abc'],
    ['hop', 8000],
  ] as const) {
    it(`is refused with ${field} = ${JSON.stringify(value)}`, () => {
      const card = { ...(JSON.parse(GOOD) as object), [field]: value };
      assert.throws(() => parseEmbeddingCard(JSON.stringify(card), 'some/embedding.json'), {
        code: 'model-invalid',
        message: new RegExp(`^some/embedding\\.json: .*${field}`),
      });
    });
  }

  it('is refused when it is not JSON', () => {
    assert.throws(() => parseEmbeddingCard('{', 'x'), { code: 'model-invalid' });
  });
});
