/**
 * The transport over OSC: said by clients, told to subscribers when it is not what they expect; and MIDI learn where there is no MIDI.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { answer, answers, request } from '../../support/osc-dialogue.js';
import { withOscServer } from '../../support/osc-test-server.js';

describe('The transport over OSC', () => {
  it('is what a client says, under its name, and is not answered', async () => {
    await withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('transport', 96.5, 3.5, -1.5, 1));
      probe.send(request('ping', 'p'));
      assert.deepEqual(await answer(probe), ['pong', 'p']);
      assert.deepEqual(engine.transport.position(), {
        bpm: 96.5,
        beatsPerBar: 3.5,
        beat: -1.5,
        playing: true,
        atMs: 0,
        source: `osc udp 127.0.0.1:${probe.port}`,
      });
    });
  });

  it('that cannot be is an error without an id, and changes nothing', async () => {
    await withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      for (const wrong of [
        [0, 4, 0, 1],
        // the smallest that a float32 holds without losing digits, and others that no sequencer has
        [1.18e-38, 4, 0, 1],
        [0.5, 4, 0, 1],
        [1000.5, 4, 0, 1],
        [120, 0, 0, 1],
        [120, 0.2, 0, 1],
        [120, 4, 0, 2],
        [120, 4],
        [120, 4, 1e9, 1],
      ]) {
        probe.send(request('transport', ...wrong));
        assert.deepEqual((await answer(probe)).slice(0, 3), ['error', '', 'bad-argument']);
      }
      assert.equal(engine.transport.position(), undefined);
    });
  });

  it('is told to subscribers when it changes, not when it goes on as it was', async () => {
    await withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('subscribe', 's'));
      await answer(probe);
      const set = (beat: number, atMs: number, changes: object = {}): void => {
        engine.transport.set({
          bpm: 120,
          beatsPerBar: 4,
          beat,
          playing: true,
          source: 'a',
          atMs,
          ...changes,
        });
      };
      set(0, 0);
      set(2, 1000);
      set(2.01, 1000, { bpm: 120.05 });
      set(4, 2000, { bpm: 121 });
      set(4 + 121 / 60, 3000, { bpm: 121 });
      // a jump of a bar
      set(8 + 121 / 60, 3000, { bpm: 121 });
      set(8 + 121 / 60, 3000, { bpm: 121, playing: false });
      const told = await answers(probe, 4);
      assert.deepEqual(
        told.map(([address, id, bpm, , beat, playing]) => [
          address,
          id,
          bpm,
          Math.round(beat as number),
          playing,
        ]),
        [
          ['transport.reply', 's', 120, 0, 1],
          ['transport.reply', 's', 121, 4, 1],
          ['transport.reply', 's', 121, 10, 1],
          ['transport.reply', 's', 121, 10, 0],
        ],
      );
      probe.send(request('ping', 'p'));
      assert.deepEqual(await answer(probe), ['pong', 'p']);
    });
  });
});

describe('MIDI learn over OSC', () => {
  it('says that there is no MIDI where the daemon runs without', async () => {
    await withOscServer(async ({ udp }) => {
      const probe = await udp();
      probe.send(request('midi/learn', 'l', '/stemwright/generate', 4));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'l', 'midi-off']);
      probe.send(request('midi/learn/cancel', 'c'));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'c', 'midi-off']);
    });
  });
});
