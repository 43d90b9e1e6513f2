import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import {
  decodePacket,
  MAX_BUNDLE_DEPTH,
  MAX_PACKET_BYTES,
} from '../../../src/control/osc/osc-packet.js';
import { ntpTimeTag, oscBundle, oscInt, oscMessage, oscString } from '../../support/osc-bytes.js';

describe('OSC packets', () => {
  it('keep the order and the time of each bundle when bundles are nested', () => {
    const [outerMs, innerMs] = [1_700_000_000_250, 1_700_000_000_501];
    const packet = oscBundle(
      ntpTimeTag(outerMs),
      oscMessage('/before'),
      oscBundle(ntpTimeTag(innerMs), oscMessage('/in/1'), oscMessage('/in/2')),
      oscMessage('/after', 'i', oscInt(3)),
    );
    assert.deepEqual(decodePacket(packet).messages, [
      { address: '/before', args: [], timeMs: outerMs },
      { address: '/in/1', args: [], timeMs: innerMs },
      { address: '/in/2', args: [], timeMs: innerMs },
      { address: '/after', args: [3], timeMs: outerMs },
    ]);
  });

  it('tell times to the millisecond, also after the counter of seconds wraps in 2036', () => {
    // every millisecond of a second, in 1999 and 2040
    for (const startMs of [Date.UTC(1999, 11, 31, 23, 59, 59), Date.UTC(2040, 0, 1)]) {
      for (let ms = startMs; ms < startMs + 1000; ms++) {
        const [message] = decodePacket(oscBundle(ntpTimeTag(ms), oscMessage('/a'))).messages;
        assert.equal(message?.timeMs, ms);
      }
    }
  });

  it('know "immediately", which is also the time of a message without a bundle', () => {
    const times = [oscBundle(1n, oscMessage('/a')), oscMessage('/a')].map(
      (packet) => decodePacket(packet).messages[0]?.timeMs,
    );
    assert.deepEqual(times, ['immediate', 'immediate']);
  });

  it('lose only the message of a bundle that cannot be read', () => {
    const { messages, problem } = decodePacket(
      oscBundle(1n, oscMessage('/a'), oscString('no address'), oscMessage('/b')),
    );
    assert.deepEqual(
      messages.map(({ address }) => address),
      ['/a', '/b'],
    );
    assert.equal(problem?.code, 'bad-message');
  });

  it('with very many messages that cannot be read are one problem, and are not looked through', () => {
    const unreadable = Array.from({ length: 1000 }, () => Buffer.alloc(4));
    const { messages, problem } = decodePacket(
      oscBundle(1n, oscMessage('/a'), ...unreadable, oscMessage('/b')),
    );
    assert.deepEqual(
      messages.map(({ address }) => address),
      ['/a'],
    );
    assert.match(problem!.message, /begins with an address.*15 or more/);
  });

  it('may be empty bundles', () => {
    assert.deepEqual(decodePacket(oscBundle(1n)), { messages: [], problem: undefined });
  });

  it('are refused when they are too long, too deep, or not whole', () => {
    const nested = (depth: number): Buffer =>
      depth === 0 ? oscMessage('/a') : oscBundle(1n, nested(depth - 1));
    assert.equal(decodePacket(nested(MAX_BUNDLE_DEPTH)).messages.length, 1);
    const refused: readonly [Buffer, RegExp][] = [
      [nested(MAX_BUNDLE_DEPTH + 1), /nested at most 4 deep/],
      [oscMessage(`/${'a'.repeat(MAX_PACKET_BYTES)}`), /at most 8192 bytes, got 8200/],
      [Buffer.alloc(0), /got 0 bytes/],
      [Buffer.alloc(6), /got 6 bytes/],
      [oscString('#bundle'), /ends within its time tag/],
      [Buffer.concat([oscBundle(1n), oscInt(8), oscInt(0)]), /an element of 8 bytes where 4 are/],
      [Buffer.concat([oscBundle(1n), oscInt(-4), oscInt(0)]), /an element of -4 bytes/],
      [Buffer.concat([oscBundle(1n), oscInt(0)]), /an element of 0 bytes/],
    ];
    for (const [packet, message] of refused) {
      assert.throws(() => decodePacket(packet), { code: 'bad-message', message });
    }
  });
});
