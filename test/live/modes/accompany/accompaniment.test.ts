/** Loop accompaniment: what a player loops in is answered a pass later, on its frame, without a gap or a click. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { readAudio } from '../../../support/audio-files.js';
import { clickTrain } from '../../../support/click-train.js';
import {
  accompanyRequest,
  BAR_FRAMES,
  BLOCK_FRAMES,
  FADE_FRAMES,
  FIRST_BAR_FRAME,
  LOOP_RATE_HZ,
  withPlayedLoop,
  type PlayedLoop,
} from '../../../support/played-loop.js';
import { whiteNoise } from '../../../support/white-noise.js';

const PASS_FRAMES = 2 * BAR_FRAMES;
const BASS = 0;
const PIANO = 3;

/** The count-in and passes of noise, each of its own. */
function passes(count: number): Float32Array {
  return whiteNoise(at(count), 7);
}

/** The frame that a pass begins with. */
function at(pass: number): number {
  return FIRST_BAR_FRAME + pass * PASS_FRAMES;
}

/** The event loop turns a few dozen times between two windows of a loop: this often without one means that it is made. */
const QUIET_TURNS = 1000;

async function untilNoMoreIsAsked({ inference }: PlayedLoop): Promise<void> {
  for (let asked = -1, quiet = 0; quiet < QUIET_TURNS; quiet++) {
    await nextTurn();
    if (inference.tasks.length === asked) continue;
    asked = inference.tasks.length;
    quiet = 0;
  }
}

/** @returns the greatest distance of what was heard of a stem in [from, to) from `expected` of the same frame */
function worstIn(
  heard: Float32Array,
  from: number,
  to: number,
  expected: (frame: number) => number,
): number {
  assert.ok(to <= heard.length, `${heard.length} frames were heard`);
  let worst = 0;
  for (let n = from; n < to; n++) worst = Math.max(worst, Math.abs(heard[n]! - expected(n)));
  return worst;
}

/** Whether a stem is half of the pass `back` before, but for the fade at the beginning of the pass. */
function assertAnswers(heard: Float32Array, row: Float32Array, pass: number, back: number): void {
  const from = at(pass);
  const answer = (n: number) => row[n - back * PASS_FRAMES]! / 2;
  assert.equal(worstIn(heard, from + FADE_FRAMES, from + PASS_FRAMES - 2000, answer), 0);
}

function loopStates({ liveEvents }: PlayedLoop): string[] {
  return liveEvents.flatMap((item) => (item.kind === 'loop' ? [item.state] : []));
}

describe('An accompaniment', () => {
  it('sounds from the pass after on, on the very frame of the bar, and answers each pass anew', () =>
    withPlayedLoop(async (loop) => {
      await loop.engine.live.start(accompanyRequest());
      const row = passes(6);
      await loop.play(row);
      const heard = loop.heard(BASS);
      // nothing while the loop is played for the first time; from the next bar line on the first answer
      assert.equal(
        worstIn(heard, 0, at(1) + BAR_FRAMES, () => 0),
        0,
      );
      const bar = at(1) + BAR_FRAMES;
      const first = (n: number) => row[n - PASS_FRAMES]! / 2;
      assert.equal(worstIn(heard, bar + FADE_FRAMES, bar + BAR_FRAMES - 2000, first), 0);
      // then each pass is answered in the pass after the next: while the next was played, it was worked on
      for (const pass of [2, 3, 4]) assertAnswers(heard, row, pass, 2);
      // nothing else sounds
      assert.ok(loop.heard(PIANO).every((x) => x === 0));
      assert.deepEqual(new Set(loopStates(loop)), new Set(['playing']));
    }));

  it('has another seed each pass, or one take where it is held', () =>
    withPlayedLoop(async (loop) => {
      const row = passes(5);
      await loop.engine.live.start(accompanyRequest());
      await loop.play(row);
      const seeds = new Set(loop.inference.tasks.map(({ plan }) => plan.seed));
      assert.deepEqual([...seeds], [0, 1, 2, 3]);
      await loop.engine.live.stop();
      await loop.engine.live.start(accompanyRequest({ hold: true }));
      await loop.play(passes(5));
      assert.deepEqual([...new Set(loop.inference.tasks.map(({ plan }) => plan.seed))], [0]);
    }));

  it('keeps the take that sounds from the moment it is held on, and answers anew once it is let go', () =>
    withPlayedLoop(async (loop) => {
      const { engine, liveEvents } = loop;
      await engine.live.start(accompanyRequest());
      const row = passes(10);
      // in pass 2 the take of pass 0 sounds; that of pass 1 is there, and waits
      const [held, letGo] = [2.5, 6.5].map(
        (pass) => BLOCK_FRAMES * Math.round(at(pass) / BLOCK_FRAMES),
      );
      await loop.play(row.subarray(0, held));
      engine.live.setHold(true);
      await loop.play(row.subarray(held, letGo));
      engine.live.setHold(false);
      await loop.play(row.subarray(letGo));
      const heard = loop.heard(BASS);
      for (const [pass, back] of [
        [2, 2],
        [3, 3],
        [4, 4],
        [5, 5],
        [6, 6],
        // pass 6 was whole after it had been let go, and is answered in the pass after the next
        [7, 7],
        [8, 2],
      ] as const) {
        assertAnswers(heard, row, pass, back);
      }
      const told = liveEvents.flatMap((item) => (item.kind === 'hold' ? [item.held] : []));
      assert.deepEqual(told, [false, true, false]);
    }));

  it('lets a take go that comes when another has been held meanwhile', () =>
    withPlayedLoop(async (loop) => {
      await loop.engine.live.start(accompanyRequest());
      const row = passes(6);
      await loop.play(row.subarray(0, at(3)));
      loop.inference.hold();
      await loop.play(row.subarray(at(3), at(3.5)));
      // the take of pass 2 is being worked on
      loop.engine.live.setHold(true);
      loop.inference.release();
      await loop.play(row.subarray(at(3.5)));
      const heard = loop.heard(BASS);
      for (const [pass, back] of [
        [3, 2],
        [4, 3],
        [5, 4],
      ] as const) {
        assertAnswers(heard, row, pass, back);
      }
    }));

  it('can only be held while it plays', () =>
    withPlayedLoop(async ({ engine }) => {
      const { live } = engine;
      const hold = () => {
        live.setHold(true);
      };
      assert.throws(hold, { code: 'live-off' });
      const { mode, ...separating } = accompanyRequest();
      assert.equal(mode?.kind, 'accompany');
      await live.start({ ...separating, mode: { kind: 'listen' } });
      assert.throws(hold, { code: 'bad-argument', message: /mode accompany/ });
      assert.equal(live.held(), undefined);
    }));

  it('puts out no more than it hears from its first block on, however long the device has run', () =>
    withPlayedLoop(async ({ engine, host }) => {
      await engine.live.start(accompanyRequest());
      await host.feed(3 * LOOP_RATE_HZ, [new Float32Array(BLOCK_FRAMES)]);
      assert.ok(host.played()[BASS]!.length <= BLOCK_FRAMES);
    }));

  it('keeps what sounds when a take is late, says so, and is never late itself', () =>
    withPlayedLoop(async (loop) => {
      await loop.engine.live.start(accompanyRequest());
      const row = passes(8);
      await loop.play(row.subarray(0, at(3)));
      loop.inference.hold();
      // the takes of passes 2 and 3 do not come; that of pass 1 sounds in 3, 4 and 5
      await loop.play(row.subarray(at(3), at(5.5)));
      loop.inference.release();
      await loop.play(row.subarray(at(5.5)));
      const heard = loop.heard(BASS);
      for (const [pass, back] of [
        [3, 2],
        [4, 3],
        [5, 4],
      ] as const) {
        assertAnswers(heard, row, pass, back);
      }
      assert.ok(loopStates(loop).includes('late'));
      // the one that was held was of pass 2
      assertAnswers(heard, row, 6, 4);
    }));

  it('has no click and no gap at the loop point over 20 passes', () =>
    withPlayedLoop(async (loop) => {
      await loop.engine.live.start(accompanyRequest());
      // 1001.3 Hz is at another phase in each pass
      const w = (2 * Math.PI * 1001.3) / LOOP_RATE_HZ;
      await loop.play(Float32Array.from({ length: at(23) }, (_, n) => Math.sin(w * n)));
      const heard = loop.heard(BASS);
      const [from, to] = [at(2) + FADE_FRAMES, heard.length];
      const seam = (n: number) => (n - at(0)) % PASS_FRAMES < FADE_FRAMES + 2;
      let [inside, atSeams, quietest] = [0, 0, Infinity];
      for (let n = from + 2; n < to; n++) {
        const bend = Math.abs(heard[n]! - 2 * heard[n - 1]! + heard[n - 2]!);
        if (seam(n)) atSeams = Math.max(atSeams, bend);
        else inside = Math.max(inside, bend);
      }
      // |(u a + (1 - u) b)''| <= A w^2 + 2 |u'| 2 A w + |u''| 2 A with |u'| <= pi / 2F, |u''| <= pi^2 / 2F^2 of the fade
      const slope = Math.PI / 2 / FADE_FRAMES;
      const limit = inside * (1 + (4 * slope) / w + (4 * slope ** 2) / w ** 2);
      assert.ok(inside > 0.9 * (w ** 2 / 2) && atSeams <= limit, `${atSeams} against ${inside}`);
      for (let n = from; n + FADE_FRAMES < to; n += 50) {
        const window = heard.subarray(n, n + FADE_FRAMES);
        quietest = Math.min(quietest, Math.hypot(...window) / Math.sqrt(FADE_FRAMES));
      }
      // in antiphase the fade (cos) leaves A |cos|, whose mean square over the fade is half of the sine's A^2 / 2
      assert.ok(quietest > 0.9 * (0.5 / 2), `${quietest}`);
    })).timeout(120_000);

  it('stops with the music, and comes in again with it, where the loop is', () =>
    withPlayedLoop(async (loop) => {
      await loop.engine.live.start(accompanyRequest({ hold: true }));
      const click = (frames: number) =>
        clickTrain({ frames, periodFrames: PASS_FRAMES, startFrame: at(0) });
      await loop.play(click(at(2.5)));
      loop.say(false);
      await loop.play(new Float32Array(BAR_FRAMES));
      const stopped = loop.heard(BASS).length;
      // from the beginning of the loop, whatever time it is
      loop.say(true, 32);
      const again = at(2.5) + BAR_FRAMES;
      await loop.play(new Float32Array(2 * PASS_FRAMES));
      const heard = loop.heard(BASS);
      assert.equal(
        worstIn(heard, stopped - 3000, stopped, () => 0),
        0,
      );
      const hits = [...heard.keys()].filter((n) => n > stopped && heard[n]! > 0.4);
      assert.deepEqual(hits, [again + PASS_FRAMES, again + 2 * PASS_FRAMES]);
    }));

  it('rides at its stem’s level, and is silent while another is soloed', () =>
    withPlayedLoop(async (loop) => {
      const { live } = loop.engine;
      await live.start(accompanyRequest());
      const row = passes(5);
      await loop.play(row.subarray(0, at(3)));
      live.setLevel('bass', { gainDb: -20 });
      await loop.play(row.subarray(at(3), at(4)));
      live.setLevel('drums', { soloed: true });
      await loop.play(row.subarray(at(4)));
      const heard = loop.heard(BASS);
      const [from, to] = [at(3) + 2000, at(4)];
      const quieter = (n: number) => row[n - 2 * PASS_FRAMES]! / 20;
      // 10^(-20/20) in 64 bits, rounded to 32
      assert.ok(worstIn(heard, from, to, quieter) < 2 ** -24);
      assert.equal(
        worstIn(heard, to + 2000, heard.length, () => 0),
        0,
      );
    }));

  it('takes several instruments apart first, and what they have of the asked stem is left out', () =>
    withPlayedLoop(async (loop) => {
      await loop.engine.live.start(accompanyRequest({ plays: undefined }));
      const row = passes(4);
      // each pass has its answer before the next one ends
      for (let frame = 0; frame < row.length; frame += PASS_FRAMES / 2) {
        await loop.play(row.subarray(frame, frame + PASS_FRAMES / 2));
        await untilNoMoreIsAsked(loop);
      }
      const heard = loop.heard(BASS);
      const [from, to] = [at(3) + FADE_FRAMES, at(4) - 2000];
      // half of three quarters; separation makes its stems sum to the mixture to the last bit, by 2^-25 at most each
      const answer = (n: number) => (3 / 8) * row[n - 2 * PASS_FRAMES]!;
      assert.ok(worstIn(heard, from, to, answer) <= 3 * 2 ** -25);
    }));

  it('is recorded at full level with what was played in, each where it was heard', () =>
    withPlayedLoop(async (loop) => {
      const { live } = loop.engine;
      const folder = path.join(loop.folder, 'take');
      const recording = { folder, encoding: 'float32' } as const;
      await live.start({ ...accompanyRequest({ bars: 1 }), recording });
      live.setLevel('bass', { gainDb: -20 });
      // eight seconds: played at once, more would be too much for the disk
      const row = passes(2);
      await loop.play(row);
      await live.stop();
      const [guitar, bass] = await Promise.all(
        ['guitar', 'bass'].map((stem) => readAudio(path.join(folder, `${stem}.wav`))),
      );
      assert.deepEqual(guitar!.rows[0], row);
      assert.equal(bass!.rows[0]!.length, row.length);
      const [from, to] = [at(1.5) + FADE_FRAMES, at(2) - 2000];
      const answer = (n: number) => row[n - 2 * BAR_FRAMES]! / 2;
      assert.equal(worstIn(bass!.rows[0]!, from, to, answer), 0);
      const told = loop.liveEvents.flatMap((item) => (item.kind === 'recorded' ? [item.stem] : []));
      assert.deepEqual(told, ['guitar', 'bass']);
    }));

  it('is recorded with the whole input where that is several instruments', () =>
    withPlayedLoop(async (loop) => {
      const folder = path.join(loop.folder, 'take');
      const recording = { folder, encoding: 'float32' } as const;
      await loop.engine.live.start({ ...accompanyRequest({ plays: undefined }), recording });
      const row = passes(1);
      await loop.play(row);
      await loop.engine.live.stop();
      assert.deepEqual((await readdir(folder)).sort(), ['bass.wav', 'input.wav']);
      assert.deepEqual((await readAudio(path.join(folder, 'input.wav'))).rows[0], row);
    }));

  it('refuses what it cannot do with a sentence, and leaves nothing open', () =>
    withPlayedLoop(async ({ engine, host }) => {
      const { live } = engine;
      for (const [mode, message] of [
        [{ generate: ['flute'] }, /no stem "flute"/],
        [{ plays: 'flute' }, /no stem "flute"/],
        [{ generate: ['guitar'] }, /both played and to be generated/],
      ] as const) {
        await assert.rejects(live.start(accompanyRequest(mode)), { code: 'bad-argument', message });
      }
      assert.equal(host.opened.length, 0);
      await live.start(accompanyRequest());
      await live.stop();
      assert.equal(host.isClosed, true);
    }));
});
