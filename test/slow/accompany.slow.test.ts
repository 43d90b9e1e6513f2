/**
 * A loop accompanied between two real sound devices, recorded on one clock: clicks, which say where the answers lie, then a tone,
 * which shows every click and gap in what is played.
 *
 * The loop's bars are the transport's, which begin anywhere in the clicks' second: what is cut late is played late, so an answer
 * that is on the bar lies a whole number of loops after its click. A sound server on a busy machine loses sound of its own and the
 * output runs dry; so what must hold is asked of the longest run without such a loss, and a run may be repeated.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { OUTPUT_BLOCK_FRAMES } from '../../src/audio/host/audio-host.js';
import { withAccompaniedLoop } from '../support/accompanied-loop.js';
import { clickTrain } from '../support/click-train.js';
import { LIVE_RATE_HZ } from '../support/live-loop.js';
import { mean } from '../support/statistics.js';

/** a bar of a second is the loop */
const PASS_FRAMES = LIVE_RATE_HZ;
const MODE = ['generate', 'bass', 'plays', 'guitar', 'bars', 1, 'steps', 1] as const;
const CLICK_PASSES = 16;
const TONE_PASSES = 24;
/** the tone's first pass is answered in its third, and begins anywhere in it */
const ANSWERED_PASSES = 4;
/** of them, without a loss */
const LEAST_PASSES = 5;
/** What the output's stream holds is known to a block; PulseAudio holds a fragment of the input besides (slow/capture). */
const MOST_LATE_MS = (1000 * OUTPUT_BLOCK_FRAMES) / LIVE_RATE_HZ + 23;
/** The lead is within 2 ms of its mean (output-lead) on either side; the frame clock is right within 1 ms (slow/capture). */
const STEADY_MS = 5;

const CLICK_HEIGHT = 0.9;
const TONE_HEIGHT = 0.5;
/** another phase in each pass */
const W = (2 * Math.PI * 1001.3) / LIVE_RATE_HZ;
const FADE_FRAMES = Math.round(0.01 * LIVE_RATE_HZ);

function clicksAndTone(): Float32Array {
  const row = new Float32Array((CLICK_PASSES + TONE_PASSES) * PASS_FRAMES);
  const frames = CLICK_PASSES * PASS_FRAMES;
  row.set(clickTrain({ frames, periodFrames: PASS_FRAMES, startFrame: 0, height: CLICK_HEIGHT }));
  for (let n = frames; n < row.length; n++) row[n] = TONE_HEIGHT * Math.sin(W * n);
  return row;
}

/** @returns by how many ms the loudest frame around each click is later than it; undefined where nothing is heard */
function answersMs(output: Float32Array, clicks: readonly number[]): (number | undefined)[] {
  return clicks.map((click) => {
    const around = output.subarray(click - PASS_FRAMES / 2, click + PASS_FRAMES / 2);
    const loudest = around.reduce(
      (best, x, n) => (Math.abs(x) > Math.abs(around[best]!) ? n : best),
      0,
    );
    if (Math.abs(around[loudest]!) < CLICK_HEIGHT / 8) return undefined;
    return (1000 * (loudest - PASS_FRAMES / 2)) / LIVE_RATE_HZ;
  });
}

/** The most answers in a row whose distances from their clicks lie within twice the limit of each other. */
function steadiest(offsetsMs: readonly (number | undefined)[]): number[] {
  let [best, run]: [number[], number[]] = [[], []];
  for (const offset of offsetsMs) {
    run = offset === undefined ? [] : [...run, offset];
    while (Math.max(...run) - Math.min(...run) > 2 * STEADY_MS) run.shift();
    if (run.length > best.length) best = [...run];
  }
  return best;
}

/** The longest run of an answered tone without a click and without a gap, in frames. */
function longestSmooth(tone: Float32Array): number {
  const height = TONE_HEIGHT / 2;
  // |(u a + (1 - u) b)''| <= A w^2 + 2 |u'| 2 A w + |u''| 2 A with |u'| <= pi / 2F, |u''| <= pi^2 / 2F^2 of a fade; twice that of a
  // loop that is held, which fades into itself; and a hundredth for what the resamplers leave
  const slope = Math.PI / 2 / FADE_FRAMES;
  const mostBend = 1.01 * height * (W ** 2 + 2 * (4 * slope * W + 4 * slope ** 2));
  // in antiphase a fade leaves half of the sine's mean square at least
  const leastSquare = (0.9 * (height / 2)) ** 2;
  let [longest, start, squares] = [0, 0, 0];
  for (let n = 2; n < tone.length; n++) {
    const bend = Math.abs(tone[n]! - 2 * tone[n - 1]! + tone[n - 2]!);
    squares += tone[n]! ** 2 - (n >= FADE_FRAMES ? tone[n - FADE_FRAMES]! ** 2 : 0);
    const isGap = n >= FADE_FRAMES && squares / FADE_FRAMES < leastSquare;
    if (bend > mostBend || isGap) start = n;
    longest = Math.max(longest, n - start);
  }
  return longest;
}

describe('An accompaniment between two sound devices', function () {
  this.retries(2);

  it('lies on the bar but for what its devices hold, steadily, and has no click and no gap where the loop begins again', () =>
    withAccompaniedLoop(MODE, {}, async ({ run, heard, send }) => {
      const row = clicksAndTone();
      const running = run([row, row], 1);
      await heard(/live\/news me loop .*playing/);
      // for the second half of the tone
      await sleep(1000 * (CLICK_PASSES + TONE_PASSES / 2));
      send('live/hold', 1);
      await heard(/live\/held me 1/);
      const { input, output } = await running;
      const played = input[0]!;
      const first = played.findIndex((x) => x > CLICK_HEIGHT / 2);
      const clicks = Array.from({ length: CLICK_PASSES }, (_, pass) => first + pass * PASS_FRAMES);
      const offsetsMs = steadiest(answersMs(output[0]!, clicks.slice(1)));
      const shown = offsetsMs.map((ms) => ms.toFixed(1)).join(', ');
      assert.ok(offsetsMs.length >= LEAST_PASSES, `the steadiest answers: ${shown} ms`);
      assert.ok(Math.abs(mean(offsetsMs)) <= MOST_LATE_MS, `${shown} ms from the bar`);
      const toneFrame = first + (CLICK_PASSES + ANSWERED_PASSES) * PASS_FRAMES;
      const toneEnd = first + (CLICK_PASSES + TONE_PASSES) * PASS_FRAMES;
      const frames = longestSmooth(output[0]!.subarray(toneFrame, toneEnd));
      assert.ok(frames >= LEAST_PASSES * PASS_FRAMES, `only ${frames} frames without click or gap`);
    }));
});
