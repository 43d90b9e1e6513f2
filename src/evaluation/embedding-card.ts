/**
 * Embedding card: what embedding.json says about a graph that turns sound into a vector, so that a distance can say
 * which embedding it was measured with.
 */
import { z } from 'zod';

import { checkJson, type Parsed } from '../json-file.js';
import { OperationalError } from '../operational-error.js';
import { count, sha256Hex, text } from '../value-schemas.js';

const schema = z.strictObject({
  /** as figures name it */
  name: text,
  version: text,
  licence: text,
  /** what was trained on what, and which of its layers this is */
  description: text,
  /** where its weights come from */
  source: text,
  sampleRateHz: count,
  /** length of an input */
  windowFrames: count,
  /** from one input to the next */
  hopFrames: count,
  /** length of the vector */
  dimensions: count,
  /** hex digest of embedding.onnx */
  sha256: sha256Hex,
});

export type EmbeddingCard = Parsed<typeof schema>;

/**
 * @param file how to call it in messages
 * @throws OperationalError `model-invalid`, naming each field that is wrong
 */
export function parseEmbeddingCard(json: string, file: string): EmbeddingCard {
  const result = checkJson(json, schema, ({ path, message }) => `${path.join('.')}: ${message}`);
  if ('data' in result) return result.data;
  throw new OperationalError(
    'model-invalid',
    `${file}: ${result.problems.join('; ')}. Correct the file; test/fixtures/embeddings has one that is right.`,
  );
}
