/**
 * A loop that is played into an engine by hand: sound, its time and its transport on one clock, so that everything is on its
 * frame. The model is one that answers half of what it is given, so that what comes out can be written down.
 */
import type { EngineOptions } from '../../src/daemon/create-engine.js';
import type { AccompanySettings, LiveEvent, LiveRequest } from '../../src/live/live.js';
import type { Inference } from '../../src/model/inference.js';
import type { ModelCard } from '../../src/model/model-card.js';
import { HALF_FRAMES } from '../../src/signal/fractional-interpolator.js';
import { createStemBlock, stemRow } from '../../src/signal/stem-block.js';
import { withEngine, type EngineUnderTest } from './engine-under-test.js';
import { handFedHost, OUTPUT_HELD_FRAMES, type HandFedHost } from './hand-fed-host.js';
import { heldInference, type HeldInference } from './held-inference.js';
import { LIVE_REQUEST } from './live-request.js';

/** the models' own, so that nothing is resampled */
export const LOOP_RATE_HZ = 22_050;
export const BAR_FRAMES = 2 * LOOP_RATE_HZ;
export const FADE_FRAMES = Math.round(0.01 * LOOP_RATE_HZ);
export const BLOCK_FRAMES = 512;
/** 120 quarters a minute, four of them a bar */
const BPM = 120;
const FRAMES_PER_BEAT = BAR_FRAMES / 4;
const ORIGIN_MS = 1e6;
/** where the music's first bar begins: the session hears the end of a count-in */
export const FIRST_BAR_FRAME = 1000;
/** Sound is heard so late after what it is written beside: its block must be whole, the device holds some, and the follower looks ahead. */
export const HEARD_LATER_FRAMES = BLOCK_FRAMES + OUTPUT_HELD_FRAMES + HALF_FRAMES;

export interface PlayedLoop extends EngineUnderTest {
  readonly host: HandFedHost;
  readonly inference: HeldInference;
  readonly liveEvents: LiveEvent[];
  /** Plays [frames] in, from where the last call ended. */
  readonly play: (row: Float32Array) => Promise<void>;
  /** The transport says where the music is now; without a beat: where it is by the frames. */
  readonly say: (playing: boolean, beat?: number) => void;
  /** What was heard of a stem (0: bass), each sample at the frame it was heard at. */
  readonly heard: (stem: number) => Float32Array;
}

/** An engine on that model, with no session yet; the music's first bar begins soon. */
export function withPlayedLoop(
  use: (loop: PlayedLoop) => Promise<void>,
  options: Partial<EngineOptions> = {},
): Promise<void> {
  const host = handFedHost();
  let frames = 0;
  const nowMs = () => ORIGIN_MS + (1000 * frames) / LOOP_RATE_HZ;
  let inference: HeldInference | undefined;
  return withEngine(
    {
      liveRuntime: 'inline',
      startHost: host.start,
      nowMs,
      startModel: ({ card }) => {
        inference = heldInference(answeringHalf(card));
        return Promise.resolve(inference);
      },
      ...options,
    },
    async (test) => {
      const liveEvents: LiveEvent[] = [];
      test.engine.live.subscribe((item) => liveEvents.push(item));
      const say = (playing: boolean, beat = (frames - FIRST_BAR_FRAME) / FRAMES_PER_BEAT) => {
        test.engine.transport.set({ bpm: BPM, beatsPerBar: 4, beat, playing, source: 'test' });
      };
      const play = async (row: Float32Array): Promise<void> => {
        for (let at = 0; at < row.length; at += BLOCK_FRAMES) {
          const block = row.slice(at, at + BLOCK_FRAMES);
          frames += block.length;
          await host.feed(frames - block.length, [block]);
        }
      };
      const heard = (stem: number) => {
        const put = host.played()[stem] ?? new Float32Array(0);
        const all = new Float32Array(HEARD_LATER_FRAMES + put.length);
        all.set(put, HEARD_LATER_FRAMES);
        return all;
      };
      say(true);
      await use({
        ...test,
        host,
        liveEvents,
        play,
        say,
        heard,
        get inference() {
          return inference ?? fail();
        },
      });
    },
  );
}

export function accompanyRequest(mode: Partial<AccompanySettings> = {}): LiveRequest {
  const accompany: AccompanySettings = {
    kind: 'accompany',
    generate: ['bass'],
    plays: 'guitar',
    bars: 2,
    hold: false,
    ...mode,
  };
  return { ...LIVE_REQUEST, rateHz: LOOP_RATE_HZ, channels: 1, mode: accompany };
}

/** Stems that are asked for are half of the known ones' sum; a mixture is shared out evenly. */
function answeringHalf(card: ModelCard): Pick<Inference, 'card' | 'sample'> {
  const stems = card.stems.length;
  return {
    card,
    sample: ({ frames, mixture, known, knownMask }) => {
      const block = createStemBlock({ channels: 1, stems, frames });
      for (let n = 0; n < frames; n++) {
        let sum = 0;
        for (let stem = 0; stem < stems; stem++) {
          if (knownMask?.[stem * frames + n] === 1) sum += known!.data[stem * frames + n]!;
        }
        for (let stem = 0; stem < stems; stem++) {
          const isKnown = knownMask?.[stem * frames + n] === 1;
          const made = mixture === null ? sum / 2 : mixture[n]! / stems;
          stemRow(block, 0, stem)[n] = isKnown ? known!.data[stem * frames + n]! : made;
        }
      }
      return Promise.resolve({ stems: block, evaluations: 1, sessionSeconds: 0 });
    },
  };
}

function fail(): never {
  throw new Error('no worker has been started');
}
