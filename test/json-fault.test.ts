/**
 * Where a text is not JSON: as an editor counts, for every kind of slip, and for exactly the texts that are none.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { jsonFault } from '../src/json-fault.js';
import { createSfc32State, nextSfc32, seedSfc32 } from '../src/signal/sfc32.js';

const END = 'the end of the file';

/** text -> line, column, what is expected, what is there */
const SLIPS: readonly [string, number, number, RegExp, string][] = [
  ['', 1, 1, /^a value$/, END],
  ['   \n ', 2, 2, /^a value$/, END],
  ['{"a": 1,}', 1, 9, /^a name in double quotes$/, '"}"'],
  ['{\n  "a": 1\n  "b": 2\n}', 3, 3, /^"," or "}"$/, '"\\""'],
  ['{"a" 1}', 1, 6, /^":"$/, '"1"'],
  ["{'a': 1}", 1, 2, /^a name in double quotes or "}"$/, '"\'"'],
  ['{a: 1}', 1, 2, /^a name/, '"a"'],
  ['[1,\r\n2,\r\n]', 3, 1, /^a value$/, '"]"'],
  ['[1 2]', 1, 4, /^"," or "]"$/, '"2"'],
  ['[1}', 1, 3, /^"," or "]"$/, '"}"'],
  ['// mine\n{}', 1, 1, /^a value$/, '"/"'],
  ['{"a": .5}', 1, 7, /^a value$/, '"."'],
  ['{"a": 01}', 1, 8, /^"," or "}"$/, '"1"'],
  ['{"a": True}', 1, 7, /^a value$/, '"T"'],
  ['{"a": "C:\\Music"}', 1, 10, /^an escape/, '"\\\\"'],
  ['{"a": "b\n}', 1, 9, /^the double quotes that end this text$/, '"\\n"'],
  ['{"a": "b', 1, 9, /^the double quotes/, END],
  ['{} {}', 1, 4, /^nothing more$/, '"{"'],
  // an editor counts characters
  ['{"👩🎹": x}', 1, 8, /^a value$/, '"x"'],
];

describe('Where a text is not JSON', () => {
  for (const [text, line, column, expected, got] of SLIPS) {
    it(`is told of ${JSON.stringify(text)}`, () => {
      const fault = jsonFault(text)!;
      assert.deepEqual([fault.line, fault.column, fault.got], [line, column, got]);
      assert.match(fault.expected, expected);
    });
  }

  it('is told however deep it is', () => {
    const fault = jsonFault('['.repeat(1e6));
    assert.deepEqual([fault?.line, fault?.column], [1, 1e6 + 1]);
  });

  it('is told of exactly those that JSON.parse refuses', () => {
    const state = createSfc32State();
    seedSfc32(state, [5, 0, 0, 0]);
    const random = () => nextSfc32(state) >>> 0;
    const good = JSON.stringify({ a: [1, -2.5e-3, 'x\n"é', null, true, {}, []], 'b\\': { c: '' } });
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      ' ',
      '\t',
      '\n',
      '0',
      '19',
      '-',
      '.',
      'e',
      't',
      '\u0001',
      'true',
      'null',
      '\\u00e9',
      '1e5',
    ];
    let refused = 0;
    for (let trial = 0; trial < 20_000; trial++) {
      const at = random() % good.length;
      const piece = pieces[random() % pieces.length]!;
      const text = good.slice(0, at) + piece + good.slice(at + (random() % 3));
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      assert.equal(jsonFault(text) === undefined, isJson, text);
      if (!isJson) refused++;
    }
    // both kinds are among them
    assert.ok(refused > 1000 && refused < 19_000, String(refused));
  });
});
