/**
 * Replies as OSC messages and back, for every reply there is.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import type { ReplyField } from '../../../src/control/api/reply-fields.js';
import { reply, REPLIES, type Reply, type ReplyKey } from '../../../src/control/api/replies.js';
import { fitPacket, MAX_SENT_BYTES } from '../../../src/control/osc/fit-packet.js';
import { MAX_ARGUMENTS } from '../../../src/control/osc/osc-codec.js';
import { decodePacket } from '../../../src/control/osc/osc-packet.js';
import { decodeReply, encodeReply } from '../../../src/control/osc/reply-codec.js';

/** What a field can hold, at its ends: floats that float32 holds exactly, integers beyond int32. */
const SAMPLES: Readonly<Record<ReplyField['kind'], readonly unknown[]>> = {
  id: ['take 1', 7],
  text: ['Café 音', ''],
  prose: ['That went wrong.', ''],
  integer: [0, 2 ** 40],
  number: [-0.5, 120.25],
  estimate: [0.5, undefined],
  flag: [true, false],
  names: [['bass', 'drums'], []],
  numbers: [[0.5, -2], []],
  rest: [['tiny', 'large'], []],
};

function sample(key: ReplyKey, which: 0 | 1, withOptional: boolean): Reply {
  const fields: readonly ReplyField[] = REPLIES[key].fields;
  const values: Record<string, unknown> = {};
  for (const { kind, name, optional } of fields) {
    if (withOptional || optional === undefined) values[name] = SAMPLES[kind][which];
  }
  return { key, id: SAMPLES.id[which], values } as unknown as Reply;
}

function received(told: Reply): Reply | undefined {
  return decodeReply(decodePacket(fitPacket(encodeReply(told))).messages[0]!);
}

describe('Replies over OSC', () => {
  for (const key of Object.keys(REPLIES) as ReplyKey[]) {
    it(`are read as they were meant: ${key}`, () => {
      for (const which of [0, 1] as const) {
        for (const withOptional of [true, false]) {
          const told = sample(key, which, withOptional);
          assert.deepEqual(received(told), told);
        }
      }
    });
  }

  it('say -1 for a number that is not known', () => {
    const values = { fraction: undefined, etaSeconds: 2, stage: 'loading' };
    const { args } = encodeReply(reply('progress', 1, values));
    assert.deepEqual(
      args.map(({ kind, value }) => [kind, value]),
      [
        ['i', 1],
        ['f', -1],
        ['f', 2],
        ['s', 'loading'],
      ],
    );
  });

  it('have as many of a list of names as there is room for', () => {
    const names = (length: number, characters: number) =>
      Array.from({ length }, (_, index) => String(index).padEnd(characters, 'x'));
    const told = (model: readonly string[]) => {
      const read = received(reply('version', 'v', { version: '1.2.3', protocol: 1, model }));
      assert.ok(read?.key === 'version');
      return read.values.model;
    };
    const [many, long] = [names(100, 2), names(30, 100)];
    // the id, the version and the protocol are arguments, too
    assert.deepEqual(told(many), many.slice(0, MAX_ARGUMENTS - 3));
    const kept = told(long);
    assert.deepEqual(kept, long.slice(0, kept.length));
    // a name takes 104 bytes and a type tag: less than one more is left
    assert.ok(kept.length === Math.floor((MAX_SENT_BYTES - 64) / 105), String(kept.length));
  });

  it('have as many of a list of numbers as there is room for', () => {
    const barSecondsAgo = Array.from({ length: 100 }, (_, bar) => bar / 2);
    const values = { seconds: 60, limitSeconds: 300, markSecondsAgo: undefined, barSecondsAgo };
    // the id and three numbers are arguments, too
    const kept = barSecondsAgo.slice(0, MAX_ARGUMENTS - 4);
    const read = received(reply('captureStatus', 'c', values));
    assert.deepEqual(read?.values, { ...values, barSecondsAgo: kept });
  });

  it('are not made of what is no reply', () => {
    const read = (address: string, ...args: (string | number)[]) => decodeReply({ address, args });
    assert.equal(read('/stemwright/ping', 1), undefined);
    assert.equal(read('/stemwright/pong'), undefined);
    assert.equal(read('/stemwright/queued', 1, 'first'), undefined);
    assert.equal(read('/stemwright/stem', 1, 'bass'), undefined);
  });
});
