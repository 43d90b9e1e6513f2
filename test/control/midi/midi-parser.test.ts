/**
 * Bytes to messages: every type, in every cut; real-time bytes anywhere; noise.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import type { MidiMessage } from '../../../src/control/midi/midi-message.js';
import { createMidiParser } from '../../../src/control/midi/midi-parser.js';
import { createSfc32State, nextSfc32, seedSfc32 } from '../../../src/signal/sfc32.js';

/** From the tables of the MIDI 1.0 specification. */
const MESSAGES: readonly (readonly [bytes: readonly number[], message: MidiMessage])[] = [
  [[0x80, 60, 64], { kind: 'noteOff', channel: 1, note: 60, velocity: 64 }],
  [[0x99, 36, 127], { kind: 'noteOn', channel: 10, note: 36, velocity: 127 }],
  [[0x90, 36, 0], { kind: 'noteOff', channel: 1, note: 36, velocity: 0 }],
  [[0xa2, 61, 5], { kind: 'polyPressure', channel: 3, note: 61, pressure: 5 }],
  [[0xbf, 7, 100], { kind: 'control', channel: 16, controller: 7, value: 100 }],
  [[0xc0, 12], { kind: 'program', channel: 1, program: 12 }],
  [[0xd4, 33], { kind: 'channelPressure', channel: 5, pressure: 33 }],
  [[0xe0, 0x01, 0x40], { kind: 'pitchBend', channel: 1, value: 8193 }],
  [[0xf0, 0x7e, 0x7f, 6, 1, 0xf7], { kind: 'sysex', data: Uint8Array.of(0x7e, 0x7f, 6, 1) }],
  [[0xf0, 0xf7], { kind: 'sysex', data: new Uint8Array() }],
  [[0xf1, 0x35], { kind: 'quarterFrame', data: 0x35 }],
  [[0xf2, 0x10, 0x02], { kind: 'songPosition', sixteenths: 272 }],
  [[0xf3, 9], { kind: 'songSelect', song: 9 }],
  [[0xf6], { kind: 'tuneRequest' }],
  [[0xf8], { kind: 'clock' }],
  [[0xfa], { kind: 'start' }],
  [[0xfb], { kind: 'continue' }],
  [[0xfc], { kind: 'stop' }],
  [[0xfe], { kind: 'activeSensing' }],
  [[0xff], { kind: 'systemReset' }],
];
const STREAM = MESSAGES.flatMap(([bytes]) => bytes);
const ALL = MESSAGES.map(([, message]) => message);

function parse(packets: readonly (readonly number[])[], sysexLimitBytes?: number) {
  const messages: MidiMessage[] = [];
  const timesMs: number[] = [];
  const parser = createMidiParser((message, atMs) => {
    messages.push(message);
    timesMs.push(atMs);
  }, sysexLimitBytes);
  packets.forEach((packet, index) => {
    parser.push(Uint8Array.from(packet), index);
  });
  return { messages, timesMs, counters: parser.counters };
}

const NOTHING_WRONG = { strayBytes: 0, cutOff: 0, oversized: 0 };

describe('The MIDI parser', () => {
  it('reads every type of message, in one packet or byte by byte', () => {
    for (const packets of [[STREAM], STREAM.map((byte) => [byte])]) {
      const { messages, counters } = parse(packets);
      assert.deepEqual(messages, ALL);
      assert.deepEqual(counters, NOTHING_WRONG);
    }
  });

  it('reads each message the same in all its cuts', () => {
    for (const [bytes, message] of MESSAGES) {
      // bit k of the mask: a cut after byte k
      for (let mask = 0; mask < 1 << (bytes.length - 1); mask++) {
        const packets: number[][] = [[]];
        bytes.forEach((byte, at) => {
          packets.at(-1)!.push(byte);
          if ((mask >> at) & 1) packets.push([]);
        });
        assert.deepEqual(parse(packets).messages, [message], `${bytes.join(' ')} cut ${mask}`);
      }
    }
  });

  it('reads the whole stream the same in packets of any size', () => {
    for (let size = 1; size <= STREAM.length; size++) {
      const packets = [];
      for (let at = 0; at < STREAM.length; at += size) packets.push(STREAM.slice(at, at + size));
      assert.deepEqual(parse(packets).messages, ALL, `packets of ${size}`);
    }
  });

  it('gives a message the time of its last byte', () => {
    assert.deepEqual(parse([[0x90, 60], [1, 0xf8], [61], [2]]).timesMs, [1, 1, 3]);
  });

  it('takes real-time bytes between any two bytes, sysex included, and loses neither', () => {
    for (const realTime of [0xf8, 0xfa, 0xfc, 0xfe, 0xff]) {
      for (const [bytes, message] of MESSAGES) {
        for (let at = 1; at < bytes.length; at++) {
          const { messages, counters } = parse([bytes.slice(0, at), [realTime], bytes.slice(at)]);
          assert.equal(messages.length, 2);
          assert.deepEqual(messages[1], message, `${realTime} in ${bytes.join(' ')} at ${at}`);
          assert.deepEqual(counters, NOTHING_WRONG);
        }
      }
    }
  });

  it('knows running status, also around real-time bytes, until a system common message', () => {
    const { messages, counters } = parse([[0xb0, 7, 1, 7, 0xf8, 2, 0xfe, 7, 3, 0xf6, 7, 4]]);
    const values = messages.flatMap((each) => (each.kind === 'control' ? [each.value] : []));
    assert.deepEqual(values, [1, 2, 3]);
    assert.equal(counters.strayBytes, 2);
  });

  it('skips and counts undefined status bytes and data that belongs to nothing', () => {
    const { messages, counters } = parse([
      [0x12, 0x34],
      [0x90, 60, 0xf9, 1, 0xfd],
      [0xf4, 0x01, 0xf5, 0xf7],
      [0xc0, 3],
    ]);
    assert.deepEqual(messages, [
      { kind: 'noteOn', channel: 1, note: 60, velocity: 1 },
      { kind: 'program', channel: 1, program: 3 },
    ]);
    // 12 34, F9, FD, F4 and its 01, F5, F7
    assert.equal(counters.strayBytes, 8);
  });

  it('drops what another status byte cuts off, and reads on', () => {
    const { messages, counters } = parse([[0x90, 60, 0x90, 61, 1, 0xf0, 1, 2, 0xb0, 7, 5]]);
    assert.deepEqual(
      messages.map(({ kind }) => kind),
      ['noteOn', 'control'],
    );
    assert.equal(counters.cutOff, 2);
  });

  it('takes sysex up to its limit and drops longer ones whole', () => {
    const sysex = (length: number) => [0xf0, ...Array.from({ length }, () => 1), 0xf7];
    assert.equal(parse([sysex(10)], 10).messages.length, 1);
    const { messages, counters } = parse([[...sysex(11), ...sysex(10), 0xf8]], 10);
    assert.deepEqual(
      messages.map(({ kind }) => kind),
      ['sysex', 'clock'],
    );
    assert.equal(counters.oversized, 1);
  });

  it('survives 300,000 random bytes and tells only what MIDI can say', () => {
    const SEED = 20_261_124;
    const LIMIT = 64;
    const state = createSfc32State();
    seedSfc32(state, [SEED, 0, 0, 0]);
    const parser = createMidiParser((message) => {
      for (const [field, value] of Object.entries(message)) {
        if (typeof value === 'number') {
          const most = field === 'value' || field === 'sixteenths' ? 0x3fff : 0x7f;
          assert.ok(value >= 0 && value <= most, `${field} ${value}, seed ${SEED}`);
        }
      }
      if (message.kind === 'sysex') assert.ok(message.data.length <= LIMIT);
    }, LIMIT);
    for (let packet = 0; packet < 10_000; packet++) {
      // mostly data, so that long messages come about
      const bytes = Uint8Array.from({ length: 30 }, () => {
        const random = nextSfc32(state) >>> 0;
        return random % 40 === 0 ? (random >>> 8) & 0xff : (random >>> 8) & 0x7f;
      });
      parser.push(bytes, packet);
    }
    assert.ok(parser.counters.strayBytes > 0 && parser.counters.oversized > 0);
  });
});
