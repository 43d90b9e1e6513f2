/**
 * A model of five stems, the fifth with a label, a colour and aliases that no code knows: from its card they reach OSC, MIDI,
 * Reaper and the Max for Live device, each on a real daemon.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { defaultMidiMap } from '../../src/control/midi/default-midi-map.js';
import { readModelFolder } from '../../src/model/model-folder.js';
import { stemLooks } from '../../src/model/stem-looks.js';
import { until, problemOf, withDevice } from '../support/device-on-daemon.js';
import { shownSlots } from '../support/live-stand-in.js';
import { needsLua, runScenario } from '../support/lua.js';
import { answer, answers, request } from '../support/osc-dialogue.js';
import { openUdpProbe } from '../support/osc-probes.js';
import { checkSum, placedClips, writeTake } from '../support/placed-stems.js';
import { repositoryPath } from '../support/repository.js';
import { sharedDaemon } from '../support/shared-daemon.js';

const MODEL = 'five-stems';
const MODELS_FOLDER = repositoryPath('test', 'fixtures', 'models');
const LABELS = ['Bass', 'Drums', 'Guitar', 'Piano', 'String section'];
/** the first four by their place in the palette of src/model/stem-looks.ts, the fifth from the card */
const COLOURS = ['#4a90e2', '#e8803a', '#5cb85c', '#a46ed4', '#336699'];

/** 0 to 1 each, and opaque, as Max takes colours */
const FIFTH_IN_MAX = [0x33 / 255, 0x66 / 255, 0x99 / 255, 1];

const readCard = async () =>
  (await readModelFolder(repositoryPath('test', 'fixtures', 'models', MODEL))).card;

describe('A fifth stem, from its model’s card alone', () => {
  const daemon = sharedDaemon({ model: MODEL, args: ['--model-folders', MODELS_FOLDER] });

  it('is told over OSC with its label, colour and aliases, after the four before it', async () => {
    const looks = stemLooks(await readCard());
    const probe = await openUdpProbe(daemon.current().port);
    try {
      probe.send(request('model/stems', 'looks'));
      const told = await answers(probe, 6);
      const ofCard = looks.map(({ stem, label, colour, aliases }) => [
        'model/stem',
        'looks',
        MODEL,
        stem,
        label,
        colour,
        aliases.join(','),
      ]);
      assert.deepEqual(told, [...ofCard, ['done', 'looks']]);
      assert.deepEqual(told[0]!.slice(3), ['bass', 'Bass', COLOURS[0], 'bass guitar,bs']);
      assert.deepEqual(told[4]!.slice(3), ['strings', 'String section', '#336699', 'violins,vln']);
      assert.deepEqual(
        told.slice(0, 5).map((reply) => reply[5]),
        COLOURS,
      );
    } finally {
      await probe.close();
    }
  });

  it('has controls at addresses of its own over OSC, which follow what moves them', async () => {
    const probe = await openUdpProbe(daemon.current().port);
    try {
      probe.send(request('subscribe', 'surface'));
      probe.send(request('live/strings/fader', 0.5));
      let told = await answer(probe);
      while (told[0] !== 'live/strings/fader') told = await answer(probe);
      assert.deepEqual(told, ['live/strings/fader', 0.5]);
    } finally {
      await probe.close();
    }
  });

  it('has a level and a mute in the default MIDI map, and takes none of another stem’s', async () => {
    const { entries } = defaultMidiMap((await readCard()).stems);
    const ofFifth = entries.filter(({ send }) => send.includes('strings'));
    assert.deepEqual(ofFifth, [
      // the second bank's first pad
      {
        trigger: { type: 'note', number: 44 },
        send: ['/stemwright/live/mute', 'strings', '$toggle(0,1)'],
      },
      // the fifth knob of either kind of controller
      ...[5, 74].map((number) => ({
        trigger: { type: 'control', number },
        send: ['/stemwright/live/gain', 'strings', '$fader(-60,6)'],
      })),
    ]);
    const triggers = entries.map(({ trigger }) => JSON.stringify(trigger));
    assert.equal(new Set(triggers).size, triggers.length);
  });

  it('has a slot of the Max for Live device, whose controls set it, and a track that is its part of the sum', async () => {
    const file = await writeTake(await daemon.newMediaFolder());
    await withDevice(daemon.current(), {}, async (live) => {
      assert.deepEqual(shownSlots(live), LABELS);
      assert.equal(live.boxes.get('Want 6')!.hidden, 1);
      assert.deepEqual(live.boxes.get('Want 5')!.said.get('activebgoncolor'), FIFTH_IN_MAX);
      const level = live.boxes.get('Level 5')!;
      assert.equal(level.hidden, 1);
      live.say('unfold', 1);
      assert.equal(level.hidden, 0);
      assert.deepEqual(level.said.get('_parameter_shortname'), ['String section']);
      assert.deepEqual(level.said.get('activedialcolor'), FIFTH_IN_MAX);
      const roles = live.boxes.get('Clip plays')!.said.get('_parameter_range');
      assert.deepEqual(roles, [...LABELS, 'a mix']);
      live.say('gain', 5, -6);
      live.say('mute', 5, 1);
      assert.deepEqual(
        live.sent.filter(([address]) => /live\/(gain|mute)/.test(String(address))),
        [
          ['/stemwright/live/gain', 'strings', -6],
          ['/stemwright/live/mute', 'strings', 1],
        ],
      );

      const beats = { start_time: 4, end_time: 6 };
      const trim = { loop_start: 0.5, loop_end: 1.5, start_marker: 0.5, end_marker: 1.5 };
      live.addClip(0, 'arrangement_clips', {
        name: 'Take',
        file_path: file,
        looping: 0,
        ...beats,
        ...trim,
      });
      live.press('separate');
      await until(() => live.tracks.length === 6, 'tracks');
      assert.equal(problemOf(live), '');
      const looks = live.tracks
        .slice(1)
        .map(({ values }) => `${String(values['name'])} ${hex(values['color'])}`);
      const wanted = LABELS.map((label, index) => `${label} ${COLOURS[index]!}`);
      assert.deepEqual(looks.sort(), wanted.sort());
      const clip = live.tracks[0]!.children['arrangement_clips']![0]!.values;
      const placed = placedClips(live, 'arrangement_clips');
      await checkSum(clip, placed, { startBeat: 4, beats: 2 });
    });
  });

  describe('in Reaper', () => {
    needsLua();

    it('has a track with its label and colour, and tracks with its aliases are known', async () =>
      runScenario('five_stems', {
        daemon: daemon.current(),
        mediaFolder: await daemon.newMediaFolder(),
      }));
  });
});

/** @param colour as Live takes it */
function hex(colour: unknown): string {
  return `#${Number(colour).toString(16).padStart(6, '0')}`;
}
