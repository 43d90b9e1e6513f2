/**
 * What every mode of live promises, in both places where one may run: on a thread of its own, and inline. The input is a file, the
 * model and its workers are real; only the sound's pace is this machine's clock.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import {
  FILE_INPUT,
  type LiveEvent,
  type LiveMeters,
  type LiveMode,
  type LiveRequest,
} from '../../../src/live/live.js';
import { readAudio } from '../../support/audio-files.js';
import { withEngine, type EngineUnderTest } from '../../support/engine-under-test.js';
import { LIVE_REQUEST } from '../../support/live-request.js';
import { repositoryPath } from '../../support/repository.js';
import { inSixteenBits, writeWav16 } from '../../support/wav-file.js';
import { whiteNoise } from '../../support/white-noise.js';

/** the model's own, so that nothing is resampled */
const RATE_HZ = 22_050;
/** a bar of four beats is a second */
const BPM = 240;
const PASS_FRAMES = RATE_HZ;
/** What is further off than that, the accompaniment takes for a jump of the music (live/modes/accompany/accompaniment). */
const JUMP_FRAMES = 0.02 * RATE_HZ;

const STEMS = ['bass', 'drums', 'guitar', 'piano'];
const MODES: Readonly<Record<LiveMode['kind'], LiveMode>> = {
  separate: { kind: 'separate' },
  listen: { kind: 'listen' },
  accompany: { kind: 'accompany', generate: ['bass'], plays: 'guitar', bars: 1, hold: false },
};
/** whose stems the meters have */
const METERED = { separate: STEMS, listen: [], accompany: ['bass'] };

interface Session extends EngineUnderTest {
  readonly request: LiveRequest;
  /** what is in the file */
  readonly input: Float32Array;
  readonly liveEvents: readonly LiveEvent[];
  /** Resolves as soon as it is true of what has been said. */
  readonly until: (isTrue: () => boolean) => Promise<void>;
}

for (const liveRuntime of ['thread', 'inline'] as const) {
  /** An engine, and a request that has not begun: a minute of noise in the place of a device. */
  const withSession = (kind: LiveMode['kind'], use: (session: Session) => Promise<void>) =>
    withEngine(
      {
        liveRuntime,
        model: 'echo',
        modelFolders: [repositoryPath('test', 'fixtures', 'models')],
      },
      async (test) => {
        const row = whiteNoise(60 * RATE_HZ, 1);
        const file = path.join(test.folder, 'noise.wav');
        await writeWav16(file, RATE_HZ, [row]);
        const liveEvents: LiveEvent[] = [];
        test.engine.live.subscribe((event) => liveEvents.push(event));
        const until = async (isTrue: () => boolean) => {
          while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
        };
        const request: LiveRequest = {
          ...LIVE_REQUEST,
          mode: MODES[kind],
          input: `${FILE_INPUT}${file}`,
          output: undefined,
          rateHz: RATE_HZ,
          channels: 1,
        };
        await use({ ...test, request, input: inSixteenBits(row), liveEvents, until });
      },
    );

  describe(`Live (${liveRuntime})`, () => {
    for (const kind of ['separate', 'listen', 'accompany'] as const) {
      it(`${kind}: begins, has its levels and meters, is captured to the bit, and ends`, () =>
        withSession(kind, async ({ engine, request, input, liveEvents, until }) => {
          const { live } = engine;
          const meters: LiveMeters[] = [];
          const end = live.subscribeMeters((said) => meters.push(said));
          live.setLevel('bass', { muted: true });
          const { rateHz, channels, levels } = await live.start(request);
          assert.deepEqual([rateHz, channels], [RATE_HZ, 1]);
          assert.deepEqual(Object.keys(levels), STEMS);
          if (kind !== 'listen') assert.equal(levels['bass']?.muted, true);
          await until(() => meters.length >= 3 && live.status()!.frames > RATE_HZ);
          for (const { input: level, stems } of meters.slice(1)) {
            // uniform noise from -0.5 to 0.5 has a mean square of 1/12 with a deviation of sqrt(0.8 / N) of it: 0.12 dB
            assert.ok(Math.abs(level.rmsDbfs - 10 * Math.log10(1 / 12)) < 1);
            assert.ok(level.peakDbfs <= 20 * Math.log10(0.5) && level.peakDbfs > -6.5);
            assert.deepEqual(Object.keys(stems), METERED[kind]);
          }
          end();
          const cut = await engine.capture.cut({ kind: 'seconds', seconds: 0.25 });
          const [row] = cut.read(0, cut.frames);
          const at = placeOf(input, row!.subarray(0, 16));
          assert.ok(at >= 0);
          assert.deepEqual(row, input.slice(at, at + row!.length));
          await live.stop();
          assert.equal(live.status(), undefined);
          // what was on its way when nobody wanted meters any more has come before the end
          const said = meters.length;
          const kinds = liveEvents.map(({ kind }) => kind);
          assert.deepEqual(kinds.slice(0, 2), ['levels', 'started']);
          assert.equal(kinds.at(-1), 'stopped');
          await live.start(request);
          const { frames } = live.status()!;
          await until(() => live.status()!.frames > frames + RATE_HZ / 4);
          assert.equal(meters.length, said);
        }));
    }

    it('refuses what it cannot do in the engine’s words, and begins afterwards', () =>
      withSession('accompany', async ({ engine, request }) => {
        const { live } = engine;
        const mode = { ...MODES.accompany, generate: ['guitar'] } as LiveMode;
        await assert.rejects(live.start({ ...request, mode }), {
          code: 'bad-argument',
          message: /both played and to be generated/,
        });
        await live.start(request);
      }));

    it('accompany: answers a loop with half of it, whole loops later, and holds its take', () =>
      withSession('accompany', async (session) => {
        const { engine, request, liveEvents, until } = session;
        const { live, transport } = engine;
        transport.set({ bpm: BPM, beatsPerBar: 4, beat: 0.5, playing: true, source: 'test' });
        const folder = path.join(session.folder, 'take');
        await live.start({ ...request, recording: { folder, encoding: 'float32' } });
        const isPlaying = (event: LiveEvent) => event.kind === 'loop' && event.state === 'playing';
        await until(() => liveEvents.some(isPlaying));
        assert.equal(live.held(), false);
        live.setHold(true);
        await until(() => liveEvents.some((event) => event.kind === 'hold' && event.held));
        assert.equal(live.held(), true);
        const { frames } = live.status()!;
        await until(() => live.status()!.frames > frames + 2 * PASS_FRAMES);
        await live.stop();
        assert.equal(live.held(), undefined);
        const [guitar, bass] = await Promise.all(
          ['guitar', 'bass'].map(async (stem) => {
            const { rows } = await readAudio(path.join(folder, `${stem}.wav`));
            return rows[0]!;
          }),
        );
        // fades, and places where the lag was found out better, are not half of anything
        const lags: number[] = [];
        for (let from = bass!.length - PASS_FRAMES; from + 64 < bass!.length; from += 1000) {
          const answer = bass!.subarray(from, from + 64).map((x) => 2 * x);
          const at = answer.some((x) => x !== 0) ? placeOf(guitar!, answer) : -1;
          if (at >= 0) lags.push(from - at);
        }
        assert.ok(lags.length >= 10, `only ${lags.length} places of 22 are answers`);
        for (const lag of lags) {
          const off = Math.abs(lag - PASS_FRAMES * Math.round(lag / PASS_FRAMES));
          assert.ok(lag > JUMP_FRAMES && off <= JUMP_FRAMES, `${lag} frames after what it answers`);
        }
      }));
  });
}

/** Where these samples are in a row; -1: nowhere. */
function placeOf(row: Float32Array, samples: Float32Array): number {
  return row.findIndex((_, start) => samples.every((x, n) => x === row[start + n]));
}
