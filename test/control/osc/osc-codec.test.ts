/**
 * Messages to bytes and back. Each defect of osc-js that the adapter corrects has a test here; that osc-js still has it is tested in
 * test/expectation/osc-js-defects.test.ts.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { decodeMessage, encodeMessage, MAX_ARGUMENTS } from '../../../src/control/osc/osc-codec.js';
import { float, integer, text } from '../../../src/control/osc/osc-message.js';
import { oscFloat, oscInt, oscMessage, oscString } from '../../support/osc-bytes.js';

const PATH = '/Users/José/音楽/🎸.wav';

describe('OSC messages', () => {
  it('carry paths as UTF-8, to the byte', () => {
    const packet = encodeMessage({ address: '/a', args: [text(PATH)] });
    assert.deepEqual(packet, oscMessage('/a', 's', oscString(PATH)));
    assert.deepEqual(decodeMessage(packet), { address: '/a', args: [PATH] });
  });

  it('say float for 1.0 and int for 1', () => {
    const packet = encodeMessage({ address: '/a', args: [float(1), integer(1), float(Infinity)] });
    assert.deepEqual(packet, oscMessage('/a', 'fif', oscFloat(1), oscInt(1), oscFloat(Infinity)));
  });

  it('carry whole numbers beyond int32 as int64, and refuse to wrap an int32', () => {
    const frames = 2 ** 31;
    assert.deepEqual(
      decodeMessage(encodeMessage({ address: '/a', args: [integer(frames)] })).args,
      [2n ** 31n],
    );
    const wrong = { address: '/a', args: [{ kind: 'i', value: frames } as const] };
    assert.throws(() => encodeMessage(wrong), /not an int32: 2147483648/);
  });

  it('are read from a view into a larger buffer', () => {
    const blob = Buffer.concat([oscInt(3), Buffer.from([1, 2, 3, 0])]);
    const message = oscMessage('/blob', 'bi', blob, oscInt(9));
    const pool = Buffer.concat([Buffer.alloc(5, 0xff), message, Buffer.alloc(7, 0xff)]);
    const view = pool.subarray(5, 5 + message.length);
    assert.deepEqual(decodeMessage(view), {
      address: '/blob',
      args: [new Uint8Array([1, 2, 3]), 9],
    });
  });

  it('without type tags have no arguments', () => {
    assert.deepEqual(decodeMessage(oscString('/stemwright/ping')), {
      address: '/stemwright/ping',
      args: [],
    });
  });

  it('may hold strings of the alternate type', () => {
    assert.deepEqual(decodeMessage(oscMessage('/a', 'S', oscString('draft'))).args, ['draft']);
  });

  it('may hold true, false, nil and infinitum', () => {
    assert.deepEqual(decodeMessage(oscMessage('/a', 'TFNI')).args, [true, false, null, Infinity]);
  });

  it('are refused with a sentence when they are malformed', () => {
    const many = MAX_ARGUMENTS + 1;
    const malformed: readonly [string, Buffer, RegExp][] = [
      ['no leading slash', oscMessage('a'), /begins with an address/],
      ['an address without end', Buffer.from('/abc'), /begins with an address/],
      ['arguments without tags', Buffer.concat([oscString('/a'), oscInt(1)]), /type tags/],
      ['tags without end', Buffer.concat([oscString('/a'), Buffer.from(',iii')]), /type tags/],
      ['an array', oscMessage('/a', '[i]', oscInt(1)), /got "\["/],
      ['too many arguments', oscMessage('/a', 'T'.repeat(many)), /at most 64 arguments, got 65/],
      ['a missing argument', oscMessage('/a', 'ii', oscInt(1)), /Cannot read the OSC arguments/],
      ['bytes left over', oscMessage('/a', 'i', oscInt(1), oscInt(2)), /ends at byte 12 of 16/],
      ['an unterminated string', oscMessage('/a', 's', Buffer.from('abcd')), /not terminated/],
      ['the same before a true', oscMessage('/a', 'sT', Buffer.from('abcd')), /not terminated/],
      ['a blob of negative size', oscMessage('/a', 'b', oscInt(-1)), /Cannot read/],
      ['a blob longer than the message', oscMessage('/a', 'b', oscInt(2 ** 30)), /Cannot read/],
    ];
    for (const [what, bytes, sentence] of malformed) {
      assert.throws(
        () => decodeMessage(bytes),
        (error: Error & { code?: string }) =>
          error.code === 'bad-message' && sentence.test(error.message),
        what,
      );
    }
  });

  it('are not sent with a NUL inside a string, which would cut it', () => {
    assert.throws(() => encodeMessage({ address: '/a', args: [text('a\0b')] }), /NUL/);
  });

  it('keep an address as it is', () => {
    assert.deepEqual(encodeMessage({ address: '/a/', args: [] }), oscMessage('/a/'));
    assert.throws(() => encodeMessage({ address: 'a', args: [] }), /leading slash, got "a"/);
  });
});
