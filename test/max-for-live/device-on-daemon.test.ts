import assert from 'node:assert/strict';

import { problemOf, until, withDevice } from '../support/device-on-daemon.js';
import { warpText } from '../support/live-clip.js';
import { checkSum, placedClips, writeTake } from '../support/placed-stems.js';
import { sharedDaemon } from '../support/shared-daemon.js';

/** the device looks at the timing three times, 200 ms apart */
const SETTLED_MS = 600;
const LABELS = ['Bass', 'Drums', 'Guitar', 'Piano'];

/** 0.3 s at 120 beats a minute */
const trimmed = (file: string) => ({
  name: 'Take',
  file_path: file,
  start_time: 16,
  end_time: 16.6,
  looping: 0,
  gain: 0.3,
  loop_start: 0.1,
  loop_end: 0.4,
  start_marker: 0.1,
  end_marker: 0.4,
  pitch_coarse: -2,
});

/** Two tempos: half a beat in 0.4 s, and from there on a beat in 0.4 s. */
const warped = (file: string) => ({
  name: 'Take',
  file_path: file,
  warping: 1,
  warp_mode: 4,
  pitch_fine: 7,
  warp_markers: warpText([
    { beat_time: 0, sample_time: 0.05 },
    { beat_time: 0.5, sample_time: 0.45 },
    { beat_time: 1, sample_time: 0.65 },
  ]),
});

/** One tempo, of which only Live's own marker tells: 120 beats a minute. */
const evenlyWarped = (file: string) => ({
  name: 'Take',
  file_path: file,
  warping: 1,
  warp_markers: warpText([{ beat_time: -1, sample_time: 0.02 }]),
});

/** Once and a half around, from within the loop. */
const LOOP = { looping: 1, loop_start: 0.5, loop_end: 2, start_marker: 1, end_marker: 2 };
const NO_LOOP = { looping: 0, loop_start: 0.25, loop_end: 2, start_marker: 0.25, end_marker: 2 };

describe('The Max for Live device, on a real daemon', () => {
  const daemon = sharedDaemon();

  it('puts four stems that sum to the selected arrangement clip at its beat, trimmed as it is', async () => {
    const file = await writeTake(await daemon.newMediaFolder());
    await withDevice(daemon.current(), {}, async (live) => {
      live.addClip(0, 'arrangement_clips', trimmed(file));
      live.press('separate');
      await until(() => live.tracks.length === 5, 'tracks');
      live.pass(SETTLED_MS);
      assert.equal(problemOf(live), '');
      assert.equal(live.undoSteps, 1);
      const [original, ...made] = live.tracks;
      const clip = original!.children['arrangement_clips']![0]!.values;
      assert.equal(clip['muted'], 1);
      assert.deepEqual(made.map(({ values }) => values['name']).sort(), LABELS);
      const placed = placedClips(live, 'arrangement_clips');
      for (const [stem] of placed) {
        const { start_time, end_time, looping, warping, start_marker, end_marker } = stem!;
        assert.deepEqual(
          { start_time, end_time, looping, warping, start_marker, end_marker },
          {
            start_time: 16,
            end_time: 16.6,
            looping: 0,
            warping: 0,
            start_marker: 0.1,
            end_marker: 0.4,
          },
        );
      }
      for (const [index, { values }] of made.entries()) {
        assert.ok(values['color'] !== clip['color']);
        for (const stem of placed[index]!) assert.equal(stem['color'], values['color']);
      }
      await checkSum(clip, placed, { startBeat: 16, beats: 0.6 });
    });
  });

  for (const [what, clip, beats] of [
    ['a warped clip', { ...NO_LOOP, start_time: 4, end_time: 5.75 }, 1.75],
    ['a looping clip', { ...LOOP, start_time: 4, end_time: 7.25 }, 3.25],
    [
      'a looping clip that is shorter than its loop',
      { ...LOOP, start_time: 4, end_time: 4.7 },
      0.7,
    ],
    [
      'a clip that begins before its loop',
      { ...LOOP, start_marker: 0, end_time: 9, start_time: 4 },
      5,
    ],
  ] as const) {
    it(`lays ${what} out in the Arrangement, beat by beat as it was`, async () => {
      const file = await writeTake(await daemon.newMediaFolder());
      for (const source of [warped(file), evenlyWarped(file)]) {
        await withDevice(daemon.current(), {}, async (live) => {
          live.addClip(0, 'arrangement_clips', { ...source, ...clip });
          live.press('separate');
          await until(() => live.tracks.length === 5, 'tracks');
          live.pass(SETTLED_MS);
          assert.equal(problemOf(live), '');
          const original = live.tracks[0]!.children['arrangement_clips']![0]!.values;
          const placed = placedClips(live, 'arrangement_clips');
          await checkSum(original, placed, { startBeat: 4, beats });
          // nothing is left where they were made, and nothing sounds longer
          assert.deepEqual(placedClips(live, 'clip_slots').flat(), []);
          for (const clips of placed) assert.equal(clips.at(-1)!['end_time'], clip.end_time);
        });
      }
    });
  }

  for (const [what, edges, beats] of [
    ['warped', NO_LOOP, 1.75],
    ['looping', LOOP, 4],
  ] as const) {
    it(`fills the same row of new tracks for a ${what} session clip, beat by beat as it was`, async () => {
      const file = await writeTake(await daemon.newMediaFolder());
      await withDevice(daemon.current(), {}, async (live) => {
        live.addClip(0, 'clip_slots', { ...warped(file), ...edges });
        live.press('separate');
        await until(() => live.tracks.length === 5, 'tracks');
        live.pass(SETTLED_MS);
        assert.equal(problemOf(live), '');
        const row = ({ children }: (typeof live.tracks)[number]) =>
          children['clip_slots']![1]!.children['clip']![0]!.values;
        const placed = live.tracks.slice(1).map((track) => [row(track)]);
        await checkSum(row(live.tracks[0]!), placed, { startBeat: 0, beats });
      });
    });
  }

  it('leaves out the stems that are not wanted, in a session clip that is not warped', async () => {
    const file = await writeTake(await daemon.newMediaFolder());
    await withDevice(daemon.current(), {}, async (live) => {
      live.addClip(0, 'clip_slots', trimmed(file));
      live.say('choose', 4, 0);
      live.press('separate');
      await until(() => live.tracks.length === 4, 'tracks');
      const clips = placedClips(live, 'clip_slots').flat();
      assert.deepEqual(
        clips.map(({ loop_end }) => loop_end),
        [0.4, 0.4, 0.4],
      );
    });
  });

  it('says so when Live copies a looping clip before it has done what it was told', async () => {
    const file = await writeTake(await daemon.newMediaFolder());
    await withDevice(daemon.current(), { copiesWhatWas: true }, async (live) => {
      const clip = { ...warped(file), ...LOOP, start_time: 4, end_time: 7.25 };
      live.addClip(0, 'arrangement_clips', clip);
      live.press('separate');
      await until(() => live.tracks.length === 5, 'tracks');
      assert.equal(problemOf(live), '');
      live.pass(SETTLED_MS);
      assert.match(problemOf(live), /changed the stems’ timing/);
    });
  });

  it('says so when Live does not take the clip’s warp markers', async () => {
    const file = await writeTake(await daemon.newMediaFolder());
    await withDevice(daemon.current(), { takesWarpMarkers: false }, async (live) => {
      live.addClip(0, 'clip_slots', { ...warped(file), ...LOOP });
      live.press('separate');
      await until(() => live.tracks.length === 5, 'tracks');
      live.pass(SETTLED_MS);
      assert.match(problemOf(live), /changed the stems’ timing/);
    });
  });

  it('generates at the song’s position, and adds to a clip the stems it does not have', async () => {
    const file = await writeTake(await daemon.newMediaFolder());
    await withDevice(daemon.current(), {}, async (live) => {
      live.say('seconds', 1);
      live.press('generate');
      await until(() => live.tracks.length === 5, 'generated tracks');
      const [clip] = placedClips(live, 'arrangement_clips')[3]!;
      const { start_time, end_time } = clip!;
      // 1 s at 120 beats a minute
      assert.deepEqual({ start_time, end_time }, { start_time: 8, end_time: 10 });
      live.addClip(0, 'arrangement_clips', trimmed(file));
      live.say('role', 1);
      live.press('accompany');
      await until(() => live.tracks.length === 8, 'accompanying tracks');
      const names = live.tracks.slice(1, 4).map(({ values }) => values['name']);
      assert.deepEqual(names.sort(), ['Bass', 'Guitar', 'Piano']);
    });
  });
});
