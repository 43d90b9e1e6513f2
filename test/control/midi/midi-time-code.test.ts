/**
 * MIDI time code: quarter frames in both directions, all rates, full frames, and what is none.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { createTimeCodeReader, type TimeCode } from '../../../src/control/midi/midi-time-code.js';

type Fields = readonly [hours: number, minutes: number, seconds: number, frames: number];

/** The eight pieces of a time, from the specification's table. */
function pieces([hours, minutes, seconds, frames]: Fields, rateCode: number): number[] {
  const nibbles = [frames, seconds, minutes, hours | (rateCode << 5)].flatMap((byte) => [
    byte & 0x0f,
    byte >> 4,
  ]);
  return nibbles.map((nibble, piece) => (piece << 4) | nibble);
}

function read(data: readonly number[]): (TimeCode | undefined)[] {
  const reader = createTimeCodeReader();
  return data.map((piece) => reader.read({ kind: 'quarterFrame', data: piece }));
}

const TIME: Fields = [17, 42, 31, 22];

describe('MIDI time code', () => {
  it('is complete with its last piece, and says where the tape is then', () => {
    const times = read(pieces(TIME, 1));
    assert.deepEqual(times.slice(0, 7), new Array(7).fill(undefined));
    assert.deepEqual(times[7], {
      hours: 17,
      minutes: 42,
      seconds: 31,
      frames: 22,
      rate: 25,
      direction: 'forwards',
      // seven quarter frames after the first piece
      positionSeconds: 17 * 3600 + 42 * 60 + 31 + 23.75 / 25,
    });
  });

  it('goes on every two frames', () => {
    const later: Fields = [17, 42, 31, 24];
    const times = read([...pieces(TIME, 3), ...pieces(later, 3)]).filter(Boolean);
    assert.deepEqual(
      times.map((time) => time?.frames),
      [22, 24],
    );
  });

  it('is read backwards: complete with piece 0, at the time it says', () => {
    const time = read(pieces(TIME, 3).reverse()).at(-1);
    assert.equal(time?.direction, 'backwards');
    assert.equal(time.positionSeconds, 17 * 3600 + 42 * 60 + 31 + 22 / 30);
  });

  it('needs eight pieces in a row: a gap, a repetition or a turn begins anew', () => {
    const whole = pieces(TIME, 0);
    const gap = [...whole.slice(0, 3), ...whole.slice(4)];
    const repeated = [...whole.slice(0, 4), ...whole.slice(3)];
    const turned = [...whole.slice(4), ...whole.slice(4, 7).reverse(), ...whole.slice(5)];
    for (const data of [gap, repeated, turned, whole.slice(1)]) {
      assert.deepEqual(read(data).filter(Boolean), []);
      assert.equal(read([...data, ...whole]).filter(Boolean).length, 1);
    }
  });

  it('counts drop frames: an hour of numbers is an hour but 3.6 ms', () => {
    const at = (fields: Fields): number =>
      read(pieces(fields, 2).reverse()).at(-1)!.positionSeconds;
    // 108,000 numbers less 2 in 54 of 60 minutes, at 30,000/1001 a second
    assert.equal(at([1, 0, 0, 0]), (107_892 * 1001) / 30_000);
    // the numbers 0 and 1 of minute 1 are not there: its first is the one after 00:00:59:29
    const step = at([0, 1, 0, 2]) - at([0, 0, 59, 29]);
    assert.ok(Math.abs(step - 1001 / 30_000) < 1e-9);
    assert.equal(at([0, 10, 0, 0]), (17_982 * 1001) / 30_000);
  });

  it('locates by full frames, whatever the device', () => {
    const reader = createTimeCodeReader();
    const data = Uint8Array.of(0x7f, 0x12, 1, 1, (3 << 5) | 1, 2, 3, 15);
    assert.deepEqual(reader.read({ kind: 'sysex', data }), {
      hours: 1,
      minutes: 2,
      seconds: 3,
      frames: 15,
      rate: 30,
      direction: 'standing',
      positionSeconds: 3723.5,
    });
    assert.equal(reader.read({ kind: 'sysex', data: data.subarray(0, 7) }), undefined);
    assert.equal(
      reader.read({ kind: 'sysex', data: Uint8Array.of(0x7e, ...data.subarray(1)) }),
      undefined,
    );
  });

  it('is not a time that no day has', () => {
    for (const fields of [
      [24, 0, 0, 0],
      [0, 60, 0, 0],
      [0, 0, 60, 0],
      [0, 0, 0, 25],
    ] as const) {
      assert.deepEqual(read(pieces(fields, 1)).filter(Boolean), []);
    }
  });
});
