/** A listener for what must not be said: fails with the sentence. */
import assert from 'node:assert/strict';

export function unexpected(sentence: string): never {
  assert.fail(sentence);
}
