/**
 * MIDI control as a whole, from bytes of a controller to the engine's commands, and back to its lamps.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { defaultPads } from '../../../src/control/midi/default-midi-map.js';
import { loadMidiMap } from '../../../src/control/midi/midi-map-file.js';
import type { MidiMap } from '../../../src/control/midi/midi-map-schema.js';
import { POLL_MS, SETTLE_MS } from '../../../src/control/midi/midi-ports.js';
import { OperationalError } from '../../../src/operational-error.js';
import {
  CONTROLLER,
  GENERATING_MAP,
  pad,
  settled,
  until,
  withMidi,
} from '../../support/midi-under-test.js';
import { BAND_MIDI_MAP, BAND_STEMS } from '../../support/band-stems.js';
import { answer, answers, request } from '../../support/osc-dialogue.js';
import { presetSampling } from '../../../src/sampling/sampling-settings.js';

const DRAFT = {
  ...presetSampling('draft', 0),
} as const;

describe('A MIDI controller', () => {
  it('has the commands that OSC has: each request of a map, sent both ways, gives the same command', async () => {
    const map: MidiMap = {
      entries: [
        {
          trigger: { type: 'note', number: 36 },
          send: ['/stemwright/separate', 'SONG', 'stems', 'bass', 'preset', 'draft'],
        },
        {
          trigger: { type: 'program', number: 5 },
          send: ['/stemwright/impute', 'drums=SONG', 'bass,piano', 'seed', 9],
        },
        {
          trigger: { type: 'control', number: 20 },
          send: ['/stemwright/generate', 2.5, 'steps', 3],
        },
      ],
      lamps: [],
    };
    await withMidi(
      async ({ midi, engine, udp, folder, pass }) => {
        const probe = await udp();
        const song = path.join(folder, 'song.wav');
        await writeFile(song, '');
        const entries = map.entries.map(({ trigger, send }) => ({
          trigger,
          send: send.map((word) =>
            String(word).includes('SONG') ? String(word).replace('SONG', song) : word,
          ),
        }));
        await writeFile(path.join(folder, 'map.json'), JSON.stringify({ entries }));
        const loaded = await loadMidiMap(path.join(folder, 'map.json'), BAND_MIDI_MAP);
        // the same map, with the path that is only known now, is learned control by control
        const bytes = [
          [0x90, 36, 1],
          [0xc0, 5],
          [0xb0, 20, 127],
        ];
        for (const [index, { send }] of loaded.entries.entries()) {
          const [address, ...args] = send;
          probe.send(request('midi/learn', 'l', address, ...args));
          await answer(probe);
          midi.play(CONTROLLER, bytes[index]!);
          await pass(100);
          assert.deepEqual(
            (await answers(probe, 2)).map(([reply]) => reply),
            ['midi/learned', 'done'],
          );
          midi.play(CONTROLLER, [0xb0, 20, 0, ...bytes[index]!]);
          await until(() => engine.submitted.length === 2 * index + 1);
          probe.send(request(address.replace('/stemwright/', ''), `o${index}`, ...args));
          await until(() => engine.submitted.length === 2 * index + 2);
          const [byMidi, byOsc] = engine.submitted.slice(-2);
          assert.deepEqual(byMidi?.command, byOsc?.command);
          assert.equal(byMidi?.origin.client, `midi ${CONTROLLER}`);
          await answers(probe, 2);
        }
      },
      { map: { entries: [], lamps: [] } },
    );
  });

  it('cancels what a pad has just asked for, though it is no job yet', () =>
    withMidi(async ({ midi, engine, log }) => {
      engine.capture.cut = () => new Promise(() => undefined);
      midi.play(CONTROLLER, pad(1));
      midi.play(CONTROLLER, pad(8));
      await until(() => log.some(({ message }) => message.includes('before it became a job')));
      assert.deepEqual([engine.submitted, engine.cancelled], [[], []]);
    }));

  it('runs what the default map says', () =>
    withMidi(async ({ midi, engine, log }) => {
      // so that nothing is written, and nothing but a job of somebody else runs
      engine.capture.refusal = new OperationalError('capture-empty', 'Nothing yet.');
      const jobId = engine.jobs.submit(
        {
          kind: 'generate',
          seconds: 1,
          encoding: 'float32',
          outputFolder: '/stems/x',
          sampling: DRAFT,
        },
        { client: 'osc', requestId: 1 },
      );
      for (const { pad: number } of defaultPads(BAND_STEMS)) midi.play(CONTROLLER, pad(number));
      await settled();
      const eightBars = { kind: 'bars', bars: 8 };
      assert.deepEqual(engine.capture.spans, [eightBars, eightBars]);
      assert.equal(log.filter(({ message }) => message.includes('Nothing yet.')).length, 2);
      assert.deepEqual(engine.cancelled, [jobId]);
      assert.equal(engine.live.started.length, 1);
      const { bass, piano } = engine.live.levels();
      assert.deepEqual([bass?.muted, piano?.muted], [true, true]);
      // the fourth knob of either kind of controller, all the way up: +6 dB, as the map says
      for (const control of [4, 73]) {
        engine.live.setLevel('piano', { gainDb: 0 });
        midi.play(CONTROLLER, [0xb0, control, 127]);
        await settled();
        assert.equal(engine.live.levels()['piano']?.gainDb, 6);
      }
    }));

  it('hears of a request that fails in the log, and goes on', () =>
    withMidi(
      async ({ midi, engine, log }) => {
        engine.refusal = new Error('a defect');
        midi.play(CONTROLLER, pad(1));
        await settled();
        assert.match(log.at(-1)!.message, /request failed: The daemon failed at this request/);
        engine.refusal = undefined;
        midi.play(CONTROLLER, pad(1));
        assert.equal(engine.submitted.length, 1);
      },
      { map: GENERATING_MAP },
    ));

  it('needs no token and has no limit of messages: it is a part of the daemon', () =>
    withMidi(
      async ({ midi, engine, server }) => {
        for (let press = 0; press < 1000; press++) midi.play(CONTROLLER, pad(1));
        await settled();
        assert.equal(engine.submitted.length, 1000);
        assert.equal(server.counters.rateLimited, 0);
      },
      { map: GENERATING_MAP },
    ));

  it('moves the transport, which subscribers over OSC are told of', () =>
    withMidi(async ({ midi, udp, engine }) => {
      const probe = await udp();
      probe.send(request('subscribe', 's'));
      await answer(probe);
      midi.play(CONTROLLER, [0xf2, 8, 0, 0xfb], 1000);
      // the position, then that it plays
      assert.deepEqual(await answers(probe, 2), [
        ['transport.reply', 's', 120, 4, 2, 0, `midi clock ${CONTROLLER}`],
        ['transport.reply', 's', 120, 4, 2, 1, `midi clock ${CONTROLLER}`],
      ]);
      for (let tick = 0; tick < 24; tick++) midi.play(CONTROLLER, [0xf8], 1000 + tick * 25);
      midi.play(CONTROLLER, [0xfc], 1600);
      const told = [await answer(probe)];
      while (told.at(-1)![5] !== 0) told.push(await answer(probe));
      // 120 until the sixth tick, corrected as it turns out to be wrong; then the true tempo; then the end
      assert.ok(told.length < 6);
      assert.deepEqual(
        told.map(([, , bpm]) => Math.round(bpm as number)),
        [...told.slice(2).map(() => 120), 100, 100],
      );
      assert.equal(engine.transport.position()?.beat, 3);
    }));

  it('shows jobs, progress and the transport on its lamps, when they change', async () => {
    const lamp = { type: 'control', channel: 1, on: 127, off: 0 } as const;
    const map: MidiMap = {
      entries: [],
      lamps: [
        { ...lamp, state: 'running', type: 'note', channel: 2, number: 43, on: 3 },
        { ...lamp, state: 'progress', number: 10 },
        { ...lamp, state: 'playing', number: 11, output: 'other' },
      ],
    };
    await withMidi(
      async ({ midi, engine, pass }) => {
        const take = () => midi.sent.splice(0);
        const off = [
          [CONTROLLER, 0x91, 43, 0],
          [CONTROLLER, 0xb0, 10, 0],
        ];
        assert.deepEqual(take(), off);
        const origin = { client: 'cli', requestId: 'r' };
        engine.tell('job-x', { kind: 'queued', place: 0 }, origin);
        assert.deepEqual(take(), [[CONTROLLER, 0x91, 43, 3]]);
        const progress = (fraction: number) => {
          engine.tell(
            'job-x',
            { kind: 'progress', fraction, etaSeconds: 1, stage: 'sampling' },
            origin,
          );
        };
        for (const fraction of [0, 0.5, 0.5, 0.501, 1]) progress(fraction);
        assert.deepEqual(take(), [
          [CONTROLLER, 0xb0, 10, 64],
          [CONTROLLER, 0xb0, 10, 127],
        ]);
        engine.transport.set({ beat: 0, playing: true, source: 'osc' });
        assert.deepEqual(take(), []);
        midi.plug('Other Device');
        await pass(POLL_MS);
        await pass(SETTLE_MS);
        assert.deepEqual(take(), [['Other Device', 0xb0, 11, 127]]);
        engine.tell('job-x', { kind: 'cancelled' }, origin);
        assert.deepEqual(take(), off);
      },
      { map },
    );
  });

  it('holds an accompaniment’s take and lets it go, and shows on a lamp whether it is held', async () => {
    const map: MidiMap = {
      entries: [
        { trigger: { type: 'note', number: 36 }, send: ['/stemwright/live/hold', '$toggle(0,1)'] },
      ],
      lamps: [{ state: 'holding', type: 'note', channel: 1, number: 36, on: 127, off: 0 }],
    };
    await withMidi(
      ({ midi, engine }) => {
        midi.sent.splice(0);
        midi.play(CONTROLLER, pad(1));
        midi.play(CONTROLLER, pad(1));
        assert.deepEqual(engine.live.holds, [true, false]);
        const [on, off] = [127, 0].map((value) => [CONTROLLER, 0x90, 36, value]);
        assert.deepEqual(midi.sent.splice(0), [on, off]);
        midi.play(CONTROLLER, pad(1));
        engine.live.tell({ kind: 'stopped' });
        assert.deepEqual(midi.sent, [on, off]);
        return Promise.resolve();
      },
      { map },
    );
  });

  it('calls off what it has asked for and what waits for its beat, where no job runs', async () => {
    const map: MidiMap = {
      ...GENERATING_MAP,
      entries: [
        {
          trigger: { type: 'note', number: 36 },
          send: ['/stemwright/generate', 8, 'at', 'bar'],
        },
        ...GENERATING_MAP.entries.slice(1),
      ],
    };
    await withMidi(
      async ({ midi, engine }) => {
        const say = (beat: number) => {
          engine.transport.set({ bpm: 120, beatsPerBar: 4, beat, playing: true, source: 'test' });
        };
        say(2);
        midi.play(CONTROLLER, pad(1));
        midi.play(CONTROLLER, pad(8));
        await settled();
        say(4);
        await settled();
        assert.equal(engine.submitted.length, 0);
        midi.play(CONTROLLER, pad(1));
        say(8);
        await settled();
        assert.equal(engine.submitted.length, 1);
        midi.play(CONTROLLER, pad(8));
        assert.deepEqual(engine.cancelled, ['job-1']);
      },
      { map },
    );
  });

  it('is brought up to date when it is plugged in again, and its clock no longer counts meanwhile', () =>
    withMidi(
      async ({ midi, engine, pass }) => {
        midi.play(CONTROLLER, [0xfa, 0xf8]);
        assert.equal(engine.transport.position()?.playing, true);
        midi.unplug(CONTROLLER);
        await pass(POLL_MS);
        await pass(SETTLE_MS);
        assert.equal(engine.transport.position()?.playing, false);
        engine.tell('job-x', { kind: 'queued', place: 0 }, { client: 'cli', requestId: 'r' });
        midi.sent.splice(0);
        midi.plug(CONTROLLER);
        await pass(POLL_MS);
        await pass(SETTLE_MS);
        assert.deepEqual(midi.sent, [[CONTROLLER, 0x90, 43, 127]]);
        midi.play(CONTROLLER, pad(1));
        assert.equal(engine.submitted.length, 1);
      },
      { map: GENERATING_MAP },
    ));

  it('that sends half a message when it is pulled begins with a whole one when it comes back', () =>
    withMidi(async ({ midi, engine, pass }) => {
      midi.play(CONTROLLER, [0x99, 36]);
      midi.unplug(CONTROLLER);
      await pass(POLL_MS);
      await pass(SETTLE_MS);
      midi.plug(CONTROLLER);
      await pass(POLL_MS);
      await pass(SETTLE_MS);
      midi.play(CONTROLLER, [100]);
      assert.equal(engine.submitted.length, 0);
    }));
});
