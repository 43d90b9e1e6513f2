/**
 * Where the Max for Live device puts stems, on a real daemon: the part of the file that the clip plays, wherever the clip is by then,
 * in the view that is in front; looked at again when Live has done what it was told.
 */
import assert from 'node:assert/strict';

import { problemOf, until, untilProblem, withDevice } from '../support/device-on-daemon.js';
import { warpText } from '../support/live-clip.js';
import type { LiveStandIn } from '../support/live-stand-in.js';
import { checkSum, placedClips, writeTake } from '../support/placed-stems.js';
import { sharedDaemon } from '../support/shared-daemon.js';

const RATE_HZ = 8000;
const FILE_SECONDS = 20;
/** of the clip's file around what it plays */
const CONTEXT_SECONDS = 4;
/** the device looks at the timing three times, 200 ms apart */
const SETTLED_MS = 600;

const length = { sample_rate: RATE_HZ, sample_length: RATE_HZ * FILE_SECONDS };

/** One second from 12.5 s on, at 120 beats a minute. */
const unwarped = (file: string) => ({
  name: 'Take',
  file_path: file,
  ...length,
  start_time: 16,
  end_time: 18,
  looping: 0,
  loop_start: 12.5,
  loop_end: 13.5,
  start_marker: 12.5,
  end_marker: 13.5,
});

/** One second from 0.5 s on, of a file of 2 s. */
const short = (file: string) => ({
  ...unwarped(file),
  sample_length: RATE_HZ * 2,
  loop_start: 0.5,
  loop_end: 1.5,
  start_marker: 0.5,
  end_marker: 1.5,
});

/** Two beats from 12.65 s on, at 100 beats a minute. */
const warped = (file: string) => ({
  ...unwarped(file),
  warping: 1,
  warp_markers: warpText([
    { beat_time: 0, sample_time: 0.05 },
    { beat_time: 40, sample_time: 24.05 },
  ]),
  loop_start: 21,
  loop_end: 23,
  start_marker: 21,
  end_marker: 23,
});

/** A loop of one beat. */
const looping = (file: string) => ({ ...warped(file), looping: 1, loop_end: 22, end_marker: 39 });

const original = (live: LiveStandIn) => live.tracks[0]!.children['arrangement_clips']![0]!.values;

async function placed(live: LiveStandIn, count = 5): Promise<void> {
  await until(() => live.tracks.length === count || problemOf(live) !== '', 'tracks');
  assert.equal(live.tracks.length, count, problemOf(live));
  live.pass(SETTLED_MS);
}

function optionsOf(live: LiveStandIn): (string | number)[] {
  return live.sent.findLast(([address]) => address === '/stemwright/separate')!.slice(5, 9);
}

describe('The Max for Live device works on', () => {
  const daemon = sharedDaemon();

  for (const [what, clip, from, to] of [
    ['an unwarped clip', unwarped, 8, 18],
    ['a looping clip', looping, 8, 18],
  ] as const) {
    it(`the part of the file that ${what} plays, and some seconds around it, to the sample`, async () => {
      const file = await writeTake(await daemon.newMediaFolder(), FILE_SECONDS);
      await withDevice(daemon.current(), {}, async (live) => {
        live.addClip(0, 'arrangement_clips', clip(file));
        live.say('preset', 'draft');
        live.press('separate');
        assert.deepEqual(optionsOf(live), ['from', from, 'to', to]);
        await placed(live);
        assert.equal(problemOf(live), '');
        const clips = placedClips(live, 'arrangement_clips');
        await checkSum(original(live), clips, { startBeat: 16, beats: 2, fileBegins: from });
      });
    });
  }

  it('all of the file, when that is wanted or not longer, or Live does not say how long it is', async () => {
    const file = await writeTake(await daemon.newMediaFolder(), FILE_SECONDS);
    await withDevice(daemon.current(), {}, async (live) => {
      const seconds = 2 * CONTEXT_SECONDS + 1;
      for (const [wholeFile, other] of [
        [1, unwarped(file)],
        [0, { ...unwarped(file), sample_length: RATE_HZ * seconds }],
        [0, { ...unwarped(file), sample_length: 0, sample_rate: 0 }],
      ] as const) {
        live.say('whole_file', wholeFile);
        live.addClip(0, 'clip_slots', other);
        live.press('separate');
        assert.deepEqual(optionsOf(live), ['preset', 'standard']);
        live.press('cancel');
        await untilProblem(live, /^Cancelled/);
      }
    });
  });
});

describe('The Max for Live device puts stems', () => {
  const daemon = sharedDaemon();

  it('where the clip is by then, right of its track, when it was moved and a track inserted meanwhile', async () => {
    const file = await writeTake(await daemon.newMediaFolder());
    await withDevice(daemon.current(), {}, async (live) => {
      live.addClip(0, 'arrangement_clips', short(file));
      live.press('separate');
      Object.assign(original(live), { start_time: 32, end_time: 34 });
      const { values } = live.tracks[0]!.children['arrangement_clips']![0]!;
      live.set.insertTrack(0);
      await placed(live, 6);
      const stems = live.tracks.slice(2).map(({ children }) => children['arrangement_clips']!);
      const clips = stems.map((track) => track.map((clip) => clip!.values));
      assert.deepEqual(
        [live.tracks[0], live.tracks[1]].map((track) => track!.values['name']),
        ['Audio', 'Audio'],
      );
      await checkSum(values, clips, { startBeat: 32, beats: 2 });
      assert.equal(problemOf(live), '');
    });
  });

  it('as the clip was, and says so, when it plays another part of its file by then', async () => {
    const file = await writeTake(await daemon.newMediaFolder(), 12);
    await withDevice(daemon.current(), {}, async (live) => {
      live.addClip(0, 'arrangement_clips', { ...short(file), sample_length: RATE_HZ * 12 });
      live.say('preset', 'draft');
      live.press('separate');
      const before = { ...original(live), start_time: 8, end_time: 10 };
      Object.assign(original(live), { start_time: 8, loop_start: 10.5, loop_end: 11.5 });
      await placed(live);
      assert.match(problemOf(live), /^The clip was changed meanwhile/);
      const clips = placedClips(live, 'arrangement_clips');
      await checkSum(before, clips, { startBeat: 8, beats: 2 });
    });
  });

  it('nowhere when the clip is gone by then, and says in which folder they are', async () => {
    const file = await writeTake(await daemon.newMediaFolder());
    await withDevice(daemon.current(), {}, async (live) => {
      live.addClip(0, 'arrangement_clips', short(file));
      live.press('separate');
      live.tracks[0]!.children['arrangement_clips']!.pop();
      await untilProblem(live, /^The clip is gone\. No tracks were made; the stems are in \//);
      assert.equal(live.tracks.length, 1);
    });
  });

  it('of a clip whose edge is so near to 0 that Max would write it with an exponent, which Live does not read', async () => {
    const file = await writeTake(await daemon.newMediaFolder());
    await withDevice(daemon.current(), {}, async (live) => {
      const edges = { loop_start: 0.000_02, start_marker: 0.000_02, end_time: 19 };
      live.addClip(0, 'arrangement_clips', { ...short(file), ...edges });
      live.press('separate');
      await placed(live);
      assert.equal(problemOf(live), '');
      const starts = placedClips(live, 'arrangement_clips').flat();
      assert.deepEqual(new Set(starts.map(({ loop_start }) => loop_start)), new Set([0]));
    });
  });

  it('and mutes the clip, unless that is not wanted', async () => {
    const file = await writeTake(await daemon.newMediaFolder());
    for (const wanted of [1, 0]) {
      await withDevice(daemon.current(), {}, async (live) => {
        if (wanted === 0) live.say('mute_original', 0);
        live.addClip(0, 'arrangement_clips', short(file));
        live.press('separate');
        await placed(live);
        assert.equal(original(live)['muted'], wanted);
      });
    }
  });

  it('that it generates into the view that is in front: the selected scene, or the song’s position', async () => {
    await withDevice(daemon.current(), {}, async (live) => {
      live.say('seconds', 1);
      live.set.show('Session', 1);
      live.press('generate');
      await placed(live);
      const rows = live.tracks
        .slice(1)
        .map(({ children }) =>
          children['clip_slots']!.map((slot) => slot!.children['clip']!.length),
        );
      assert.deepEqual(
        rows,
        Array.from({ length: 4 }, () => [0, 1]),
      );
      live.set.show('Arranger');
      live.press('generate');
      await placed(live, 9);
      for (const [clip] of placedClips(live, 'arrangement_clips').slice(4)) {
        assert.equal(clip!['start_time'], 8);
      }
      assert.equal(problemOf(live), '');
    });
  });

  it('in a version of Live that has no undo steps, too, and asks for one where it has', async () => {
    for (const knowsUndoSteps of [true, false]) {
      await withDevice(daemon.current(), { knowsUndoSteps }, async (live) => {
        live.say('seconds', 1);
        live.press('generate');
        await placed(live);
        assert.equal(live.undoSteps, knowsUndoSteps ? 1 : 0);
        assert.equal(problemOf(live), '');
      });
    }
  });

  it('right a moment later, where Live has not done it at once', async () => {
    const file = await writeTake(await daemon.newMediaFolder());
    await withDevice(daemon.current(), {}, async (live) => {
      live.addClip(0, 'arrangement_clips', short(file));
      live.press('separate');
      await until(() => live.tracks.length === 5, 'tracks');
      const clips = placedClips(live, 'arrangement_clips').flat();
      // as Live does when it analyses a file after it was imported
      for (const stem of clips) Object.assign(stem, { warping: 1, loop_end: 9, end_time: 20 });
      live.pass(SETTLED_MS);
      assert.equal(problemOf(live), '');
      await checkSum(original(live), placedClips(live, 'arrangement_clips'), {
        startBeat: 16,
        beats: 2,
      });
    });
  });
});

describe('The Max for Live device', () => {
  const daemon = sharedDaemon();

  it('takes a button that bounces as one press', async () => {
    await withDevice(daemon.current(), {}, (live) => {
      live.press('generate');
      live.pass(200);
      live.say('generate');
      assert.equal(problemOf(live), '');
      live.pass(400);
      live.say('generate');
      assert.match(problemOf(live), /job is running/);
      live.press('cancel');
      return untilProblem(live, /^Cancelled/);
    });
  });

  for (const [signature, quarters] of [
    [[6, 8], 3],
    [[7, 8], 3.5],
    [[3, 4], 3],
  ] as const) {
    it(`tells the daemon that a bar of ${signature.join('/')} has ${quarters} quarter notes`, () =>
      withDevice(daemon.current(), { signature }, (live) => {
        live.tick();
        const told = live.sent.findLast(([address]) => address === '/stemwright/transport')!;
        assert.equal(told[2], quarters);
        return Promise.resolve();
      }));
  }

  it('shows a path to copy, which Windows does not let Max open', async () => {
    const options = { system: 'windows', importsFiles: false } as const;
    await withDevice(daemon.current(), options, async (live) => {
      live.say('seconds', 1);
      live.press('generate');
      await untilProblem(live, /No tracks were made/);
      assert.deepEqual(live.opened, []);
      const folder = live.boxes.get('Folder')!;
      assert.equal(folder.hidden, 0);
      assert.ok(problemOf(live).endsWith(String(folder.said.get('set')![0])));
    });
  });

  it('offers the daemon’s models and separators, and loads the one that is chosen', async () => {
    await withDevice(daemon.current(), {}, async (live) => {
      const range = (name: string) => live.boxes.get(name)!.said.get('_parameter_range');
      await until(() => range('Model') !== undefined, 'models');
      const models = range('Model')! as string[];
      const shown = Number(live.boxes.get('Model')!.said.get('set')![0]);
      assert.equal(models[shown], 'gaussian');
      assert.equal(range('Separator')![0], 'the model');
      assert.ok(range('Separator')!.includes('gaussian'));
      live.say('model', shown);
      assert.ok(!live.sent.some(([address]) => String(address).endsWith('model/load')));
      const other = models.findIndex((name) => name !== 'gaussian');
      live.say('model', other);
      assert.equal(live.sent.at(-1)![2], models[other]);
      const isShown = () => live.boxes.get('Model')!.said.get('set')![0] === other;
      await until(() => isShown() || problemOf(live) !== '', 'the other model');
      live.say('model', shown);
      await until(() => live.boxes.get('Model')!.said.get('set')![0] === shown, 'the first again');
    });
  });

  it('separates a mix first, by the separator that is chosen, and adds to it', async () => {
    const file = await writeTake(await daemon.newMediaFolder());
    await withDevice(daemon.current(), {}, async (live) => {
      const menu = () => live.boxes.get('Separator')!.said.get('_parameter_range');
      await until(() => menu() !== undefined, 'separators');
      live.addClip(0, 'arrangement_clips', short(file));
      live.say('role', 4);
      live.say('separator', menu()!.indexOf('gaussian'));
      for (const slot of [1, 2, 3]) live.say('choose', slot, 0);
      live.press('accompany');
      const asked = live.sent.findLast(([address]) => address === '/stemwright/impute')!;
      assert.deepEqual([asked[2], asked.at(-4), asked.at(-3)], [file, 'separator', 'gaussian']);
      await until(() => live.tracks.length > 1 || problemOf(live) !== '', 'an end');
      assert.ok(live.tracks.length > 1, problemOf(live));
    });
  });
});
