/**
 * MIDI learn as a whole: from the request over OSC and the control that moves to the map file.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { BAND_MIDI_MAP } from '../../support/band-stems.js';
import { LEARN_LIMIT_MS } from '../../../src/control/midi/midi-learn.js';
import { loadMidiMap } from '../../../src/control/midi/midi-map-file.js';
import { CONTROLLER, GENERATING_MAP, pad, until, withMidi } from '../../support/midi-under-test.js';
import { answer, answers, request } from '../../support/osc-dialogue.js';

describe('MIDI learn', () => {
  it('binds the next control, says what that did before, and writes a file that a new start reads', () =>
    withMidi(
      async ({ midi, udp, engine, mapFile, pass }) => {
        const probe = await udp();
        probe.send(request('midi/learn', 'l', '/stemwright/generate', 4, 'preset', 'standard'));
        assert.deepEqual(await answer(probe), ['midi/learning', 'l', LEARN_LIMIT_MS / 1000]);
        // a clock that runs meanwhile is no control, and the control does not do what it did
        midi.play(CONTROLLER, [0xf8, ...pad(1)]);
        assert.deepEqual(await answers(probe, 2), [
          ['midi/learned', 'l', 'note 36 on channel 10', '/stemwright/generate 8 preset draft'],
          ['done', 'l'],
        ]);
        await pass(0);
        assert.equal(engine.submitted.length, 0);
        midi.play(CONTROLLER, pad(1));
        const [{ command } = { command: undefined }] = engine.submitted;
        assert.ok(command?.kind === 'generate');
        assert.deepEqual([command.seconds, command.sampling.preset], [4, 'standard']);
        const { entries } = await loadMidiMap(mapFile, BAND_MIDI_MAP);
        assert.deepEqual(entries.at(-1), {
          trigger: { type: 'note', channel: 10, number: 36 },
          send: ['/stemwright/generate', 4, 'preset', 'standard'],
        });
        assert.equal(entries.length, BAND_MIDI_MAP.entries.length);
      },
      { map: GENERATING_MAP },
    ));

  it('tells a 14-bit controller from one with seven bits', () =>
    withMidi(async ({ midi, udp, pass }) => {
      const probe = await udp();
      const learn = async (...moves: number[][]): Promise<unknown> => {
        probe.send(request('midi/learn', 'l', '/stemwright/transport', '$value(60,180)', 4, 0, 1));
        await answer(probe);
        for (const bytes of moves) midi.play(CONTROLLER, bytes);
        await pass(51);
        const [[, , control]] = (await answers(probe, 2)) as [unknown[]];
        return control;
      };
      assert.equal(await learn([0xb0, 7, 1], [0xb0, 39, 5]), '14-bit control 7 on channel 1');
      assert.equal(await learn([0xb0, 7, 1]), 'control 7 on channel 1');
      assert.equal(await learn([0xb0, 7, 1], [0xb1, 39, 5]), 'control 7 on channel 1');
      assert.equal(await learn([0xb3, 70, 1]), 'control 70 on channel 4');
      assert.equal(await learn([0xe1, 0, 0]), 'pitch bend on channel 2');
    }));

  it('ends when no control moves in time, when it is cancelled, and when something else is to be learned', () =>
    withMidi(
      async ({ midi, udp, engine, pass }) => {
        const probe = await udp();
        const learn = async (id: string): Promise<void> => {
          probe.send(request('midi/learn', id, '/stemwright/generate', 4));
          await answerTo(id);
        };
        const answerTo = async (id: string): Promise<unknown[]> => {
          const reply = await answer(probe);
          assert.equal(reply[1], id);
          return reply;
        };
        await learn('a');
        await pass(LEARN_LIMIT_MS);
        assert.equal((await answerTo('a'))[2], 'learn-timeout');
        await learn('b');
        probe.send(request('midi/learn/cancel', 'x'));
        assert.deepEqual(
          (await answers(probe, 2)).map(([, id, code]) => [id, code]),
          [
            ['x', undefined],
            ['b', 'cancelled'],
          ],
        );
        await learn('c');
        probe.send(request('midi/learn', 'd', '/stemwright/generate', 4));
        const replies = await answers(probe, 2);
        assert.deepEqual(replies.map(([reply, id]) => [reply, id]).sort(), [
          ['error', 'c'],
          ['midi/learning', 'd'],
        ]);
        probe.send(request('midi/learn/cancel', 'y'));
        await answers(probe, 2);
        midi.play(CONTROLLER, pad(1));
        assert.equal(engine.submitted.length, 1);
      },
      { map: GENERATING_MAP },
    ));

  it('refuses what the daemon would refuse, before a control is moved', () =>
    withMidi(async ({ udp }) => {
      const probe = await udp();
      probe.send(request('midi/learn', 'l', '/stemwright/generate', '$value(0,4)'));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'l', 'bad-argument']);
    }));

  it('binds a control all the same when the map cannot be written, and says so', () =>
    withMidi(async ({ midi, udp, engine, folder }) => {
      // a file where the map's folder should be
      await writeFile(path.join(folder, 'maps'), '');
      const probe = await udp();
      probe.send(request('midi/learn', 'l', '/stemwright/generate', 4));
      await answer(probe);
      midi.play(CONTROLLER, pad(5));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'l', 'output-exists']);
      midi.play(CONTROLLER, pad(5));
      assert.equal(engine.submitted.length, 1);
    }));

  it('leaves a map that was edited since it was read, and says so', () =>
    withMidi(async ({ midi, udp, mapFile }) => {
      const probe = await udp();
      const edited =
        '{"entries": [{"trigger": {"type": "note", "number": 1}, "send": ["/stemwright/cancel"]}]}';
      await mkdir(path.dirname(mapFile), { recursive: true });
      await writeFile(mapFile, edited);
      probe.send(request('midi/learn', 'l', '/stemwright/generate', 4));
      await answer(probe);
      midi.play(CONTROLLER, pad(5));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'l', 'output-exists']);
      assert.equal(await readFile(mapFile, 'utf8'), edited);
    }));

  it('loses none of two controls that are learned at once', () =>
    withMidi(async ({ midi, udp, mapFile }) => {
      const probe = await udp();
      for (const [index, id] of ['a', 'b'].entries()) {
        probe.send(request('midi/learn', id, '/stemwright/generate', 4));
        while ((await answer(probe))[0] !== 'midi/learning');
        midi.play(CONTROLLER, [0x90, 90 + index, 1]);
      }
      await until(async () => (await readFile(mapFile, 'utf8').catch(() => '')).includes(':91'));
      const { entries } = await loadMidiMap(mapFile, BAND_MIDI_MAP);
      assert.deepEqual(
        entries.slice(-2).map(({ trigger }) => trigger.number),
        [90, 91],
      );
    }));
});
