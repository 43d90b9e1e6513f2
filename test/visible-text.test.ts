/**
 * Visible text: nothing that a terminal obeys is left, and nothing else is changed.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { visibleJson, visibleLines, visibleText } from '../src/visible-text.js';

const codes = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, at) => String.fromCharCode(first + at));

/** Controls of both sets; marks, embeddings, overrides and isolates of bidirectional text; line separators; a lone half of a character. */
const OBEYED = [
  ...codes(0x00, 0x1f),
  ...codes(0x7f, 0x9f),
  ...['\u061c', '\u200e', '\u200f'],
  ...codes(0x202a, 0x202e),
  ...codes(0x2066, 0x2069),
  ...['\u2028', '\u2029', '\ufeff'],
  '\ud83d',
];

describe('Visible text', () => {
  it('shows every character that terminals obey or that hides and turns what is around it', () => {
    assert.equal(visibleText('\x1b]0;title\x07'), '\\x1b]0;title\\x07');
    assert.equal(visibleText('a\x9b2Jb\x7f'), 'a\\x9b2Jb\\x7f');
    assert.equal(visibleText('song\u202e3pm.wav'), 'song\\u202e3pm.wav');
    assert.equal(visibleText('two\r\nlines\there'), 'two\\r\\nlines\\there');
    const seen = visibleText(OBEYED.join(''));
    assert.match(seen, /^[\x20-\x7e]+$/);
    assert.equal(seen.split('\\').length - 1, OBEYED.length);
  });

  it('shows bytes of paths that are no UTF-8 by their numbers', () => {
    assert.equal(visibleText('caf\udce9.wav'), 'caf\\xe9.wav');
    assert.equal(visibleLines('caf\udce9\n'), 'caf\\xe9\n');
  });

  it('leaves what people write as it is, backslashes and joined characters included', () => {
    for (const text of ['C:\\Music\\x1b.wav', 'Sigur Rós – ( ).flac', 'می‌خواهم', '👩‍🎤 日本', '']) {
      assert.equal(visibleText(text), text);
    }
  });

  it('keeps lines apart where there are several, and nothing else', () => {
    assert.equal(visibleLines('Usage:\n  \x1b[31m\r\n'), 'Usage:\n  \\x1b[31m\\r\n');
  });

  it('leaves JSON what it is, and means the same', () => {
    const value = { [`k${OBEYED.join('')}`]: OBEYED.join('') };
    const json = visibleJson(JSON.stringify(value));
    assert.match(json, /^[\x20-\x7e]+$/);
    assert.deepEqual(JSON.parse(json), value);
  });
});
