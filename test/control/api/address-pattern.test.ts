/**
 * Address patterns as OSC 1.0 has them, and hostile ones: those that take other matchers time without end.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { MOST_PATTERN_CHARACTERS, readPattern } from '../../../src/control/api/address-pattern.js';

function matching(pattern: string, ...addresses: string[]): string[] {
  const matches = readPattern(pattern);
  assert.ok(matches !== undefined, pattern);
  return addresses.filter(matches);
}

const STEMS = ['/live/bass', '/live/drums', '/live/drum', '/live/piano'];

describe('OSC address patterns', () => {
  it('match themselves, and nothing longer or shorter', () => {
    assert.deepEqual(matching('/live/drum', ...STEMS), ['/live/drum']);
  });

  it('have ? for one character and * for any number of them, none included', () => {
    assert.deepEqual(matching('/live/drum?', ...STEMS), ['/live/drums']);
    assert.deepEqual(matching('/live/drum*', ...STEMS), ['/live/drums', '/live/drum']);
    assert.deepEqual(matching('/live/*s*', ...STEMS), ['/live/bass', '/live/drums']);
    assert.deepEqual(matching('/live/*', ...STEMS), STEMS);
  });

  it('have brackets for one of some characters or a range of them, or with ! for none of them', () => {
    const all = ['/a', '/b', '/c', '/-', '/!'];
    assert.deepEqual(matching('/[ac]', ...all), ['/a', '/c']);
    assert.deepEqual(matching('/[a-c]', ...all), ['/a', '/b', '/c']);
    assert.deepEqual(matching('/[!a-b]', ...all), ['/c', '/-', '/!']);
    assert.deepEqual(matching('/[a-]', ...all), ['/a', '/-']);
    assert.deepEqual(matching('/[a!]', ...all), ['/a', '/!']);
  });

  it('have braces for one of some words, of any length', () => {
    assert.deepEqual(matching('/live/{bass,drum}', ...STEMS), ['/live/bass', '/live/drum']);
    assert.deepEqual(matching('/live/drum{,s}', ...STEMS), ['/live/drums', '/live/drum']);
    assert.deepEqual(matching('/live/{d,b}*{m,s}', ...STEMS), [
      '/live/bass',
      '/live/drums',
      '/live/drum',
    ]);
  });

  it('match within the parts between slashes, never across them', () => {
    assert.deepEqual(matching('/live*', ...STEMS), []);
    assert.deepEqual(matching('/*', ...STEMS), []);
    assert.deepEqual(matching('/*/bass', ...STEMS), ['/live/bass']);
    assert.deepEqual(matching('//bass', ...STEMS), []);
  });

  it('are none where a bracket is not closed or not opened, a slash is in one, or they are longer than any surface sends', () => {
    for (const text of ['/[a', '/{a,b', '/a]', '/a}', '/{a/b}', '/[a/]']) {
      assert.equal(readPattern(text), undefined, text);
    }
    assert.ok(readPattern('/'.padEnd(MOST_PATTERN_CHARACTERS, 'a')) !== undefined);
    assert.equal(readPattern('/'.padEnd(MOST_PATTERN_CHARACTERS + 1, '*')), undefined);
  });

  it('are matched however hostile they are: a matcher that tries all ways would not end', () => {
    const long = `/${'a'.repeat(180)}`;
    for (const part of ['*a', '*?', '{a,aa}', '{a,a,a}', '[a-z]*', '*{a,}']) {
      const hostile = `/${part.repeat(Math.floor((MOST_PATTERN_CHARACTERS - 2) / part.length))}b`;
      assert.deepEqual(matching(hostile, long), [], hostile);
    }
  });

  it('take a text for what it is, whatever it means to regular expressions', () => {
    assert.deepEqual(matching('/(a+)+$', '/aaa', '/(a+)+$'), ['/(a+)+$']);
    assert.deepEqual(matching('/a.c*', '/abc', '/a.cd'), ['/a.cd']);
  });
});
