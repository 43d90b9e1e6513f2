/**
 * Capture: the last minutes of the live input, always kept while an input is open, and cut where a job or a loop wants it.
 *
 *   input blocks -> ring;   arrivals -> frame clock;   transport -> bar lines;   span -> frames of the ring
 *
 *   frame of a moment t = frame clock's frame at t + offsetMs
 *
 * It listens to every sound input that the engine opens; a new one takes the place of the one before. Frames that are known to
 * be lost are silence, and so is a gap of unknown length, for as long as it lasted by this machine's clock.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import type { AudioHost, AudioHostOptions, InputBlock } from '../audio/host/audio-host.js';
import type { PlanarBlock } from '../signal/planar-block.js';
import { OperationalError } from '../operational-error.js';
import type { Transport } from './transport.js';
import { BarLines } from './bar-lines.js';
import { CaptureRing } from './capture-ring.js';
import type { CaptureSpan } from './capture-span.js';
import { FrameClock } from './frame-clock.js';
import type { InputTimeline } from './input-timeline.js';

/** A part of the input. Read it soon: it stays for ten seconds at least. */
export interface Cut {
  readonly rateHz: number;
  readonly channels: number;
  readonly frames: number;
  /** @returns a copy of [start, end) of it. @throws Error on frames it does not have, or that are gone */
  read(start: number, end: number): PlanarBlock;
}

/** What of the input is there, in seconds before the newest frame. */
export interface CaptureStatus {
  /** how much is kept, and how much is at most */
  readonly seconds: number;
  readonly limitSeconds: number;
  /** undefined: no moment is marked */
  readonly markSecondsAgo: number | undefined;
  /** bar lines within what is kept, the newest first, {@link MOST_BAR_LINES} at most */
  readonly barSecondsAgo: readonly number[];
}

/** What control surfaces see of it. */
export interface Capture {
  status(): CaptureStatus;
  /** Remembers this moment. @throws OperationalError `capture-empty` where no input has been open */
  mark(): void;
  /** From now on sound counts as so late in the input; bars that are cut and loops that are answered are moved by it. */
  setOffset(offsetMs: number): void;
  /**
   * The part as it is now; bars that have just ended are waited for until their last frame is in.
   * @throws OperationalError `capture-empty`, `capture-short`, `transport-unknown`
   */
  cut(span: CaptureSpan): Promise<Cut>;
}

export interface CaptureOptions {
  readonly transport: Transport;
  /** the clock that the transport has */
  readonly nowMs: () => number;
  readonly limitSeconds: number;
  /** how late sound is in the input at first, constantly: what the device and its driver hold back */
  readonly offsetMs: number;
}

type StartHost = (options: AudioHostOptions) => Promise<AudioHost>;

interface Input {
  readonly rateHz: number;
  readonly channels: number;
  readonly ring: CaptureRing;
  readonly clock: FrameClock;
  /** the device's number of the frame that comes next */
  nextFrame: number;
}

/** At 120 bpm those of four minutes. */
export const MOST_BAR_LINES = 120;
const SPARE_SECONDS = 10;
/** Eight channels at 192 kHz are kept for less than five minutes. */
const MOST_BYTES = 1 << 30;
const SAMPLE_BYTES = 4;
/** A slice takes less (capture-ring), and five minutes of stereo have 430. */
const SLICE_EVERY_MS = 5;
/** An input that has a gap is on its way: what comes so late is not waited for. */
const HEAR_LIMIT_MS = 1000;
/** Later than that nothing is played along with; as settings and requests have it, either way. */
export const MOST_OFFSET_MS = 5000;
/** A moment is on a frame if it is nearer to it than any clock can tell. */
const ROUNDING_FRAMES = 1e-3;

export class CaptureKeeper implements Capture {
  readonly #options: CaptureOptions;
  readonly #bars: BarLines;
  readonly #waiting = new Set<() => void>();
  #input: Input | undefined;
  #markFrame: number | undefined;
  readonly #offsetListeners = new Set<(offsetMs: number) => void>();
  #offsetMs: number;

  constructor(options: CaptureOptions) {
    this.#options = options;
    this.#offsetMs = options.offsetMs;
    this.#bars = new BarLines(1000 * (options.limitSeconds + SPARE_SECONDS));
    options.transport.subscribe((position) => {
      this.#bars.note(position);
    });
  }

  /** Opens sound devices and keeps what comes in. */
  listeningTo(startHost: StartHost): StartHost {
    return async (options) => {
      const host = await startHost(options);
      if (options.input !== undefined) {
        const { rateHz, channels } = options.input;
        const keep = this.keeping(rateHz, channels);
        host.onInput(
          (block) => {
            keep(block, 0);
          },
          { overhear: true },
        );
      }
      return host;
    };
  }

  /**
   * Keeps an input that is opened elsewhere, in the place of the one before.
   * @returns takes its blocks, and for how long each has been here
   */
  keeping(rateHz: number, channels: number): (block: InputBlock, sinceMs: number) => void {
    const input = this.#open(rateHz, channels);
    return (block, sinceMs) => {
      this.#receive(input, block, this.#options.nowMs() - sinceMs);
    };
  }

  /** Of the input that was opened last. @throws Error where there has been none */
  timeline(): InputTimeline {
    const input = this.#input;
    if (input === undefined) throw new Error('CaptureKeeper.timeline: no input is open');
    const { ring, clock, rateHz } = input;
    const offsetMs = () => this.#offsetMs;
    return {
      nowMs: this.#options.nowMs,
      bars: this.#bars,
      get startFrame() {
        return ring.startFrame;
      },
      get endFrame() {
        return ring.endFrame;
      },
      get lateFrames() {
        return Math.round((offsetMs() * rateHz) / 1000);
      },
      playedMs: (frame) => clock.msAt(frame)! - offsetMs(),
      playedFrame: (ms) => Math.round(clock.frameAt(ms + offsetMs())!),
      cameInMs: (frame) => clock.msAt(frame)!,
      cameInFrame: (ms) => Math.round(clock.frameAt(ms)!),
      read: (startFrame, endFrame) => ring.read(startFrame, endFrame),
    };
  }

  mark(): void {
    const { ring, clock } = this.#opened();
    const frame = clock.frameAt(this.#options.nowMs() + this.#offsetMs);
    this.#markFrame = Math.max(ring.startFrame, Math.round(frame ?? ring.endFrame));
  }

  setOffset(offsetMs: number): void {
    this.#offsetMs = offsetMs;
    for (const listener of [...this.#offsetListeners]) listener(offsetMs);
  }

  status(): CaptureStatus {
    const limitSeconds = this.#options.limitSeconds;
    const input = this.#input;
    if (input === undefined) {
      return { seconds: 0, limitSeconds, markSecondsAgo: undefined, barSecondsAgo: [] };
    }
    const { ring, clock, rateHz } = input;
    const seconds = (ring.endFrame - ring.startFrame) / rateHz;
    const secondsAgo = (frame: number) => (ring.endFrame - frame) / rateHz;
    const mark = this.#markFrame;
    return {
      seconds,
      limitSeconds,
      markSecondsAgo: mark === undefined ? undefined : Math.max(0, secondsAgo(mark)),
      barSecondsAgo: this.#bars.lines(MOST_BAR_LINES, this.#options.nowMs()).flatMap((ms) => {
        const frame = clock.frameAt(ms + this.#offsetMs);
        const ago = frame === undefined ? -1 : secondsAgo(frame);
        return ago >= 0 && ago <= seconds ? [ago] : [];
      }),
    };
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** @returns a function that ends the subscription */
  subscribeOffset(listener: (offsetMs: number) => void): () => void {
    this.#offsetListeners.add(listener);
    return () => void this.#offsetListeners.delete(listener);
  }

  async cut(span: CaptureSpan): Promise<Cut> {
    const input = this.#opened();
    switch (span.kind) {
      case 'seconds': {
        const { endFrame } = input.ring;
        return cutOf(input, endFrame - Math.round(span.seconds * input.rateHz), endFrame);
      }
      case 'mark':
        return this.#cutFromMark(input);
      case 'bars':
        return this.#cutBars(input, span.bars);
    }
  }

  #opened(): Input {
    if (this.#input !== undefined && this.#input.ring.endFrame > 0) return this.#input;
    throw new OperationalError(
      'capture-empty',
      'Nothing has come in yet. Start live, or the daemon with --input, and play something.',
    );
  }

  #open(rateHz: number, channels: number): Input {
    const { limitSeconds } = this.#options;
    const mostFrames = Math.floor(MOST_BYTES / SAMPLE_BYTES / channels);
    const spareFrames = SPARE_SECONDS * rateHz;
    const limitFrames = Math.min(limitSeconds * rateHz, mostFrames - spareFrames);
    const shape = { channels, limitFrames, spareFrames };
    const again = this.#input?.ring.next(shape);
    this.#markFrame = undefined;
    // where its memory is of no use it is to be gone before there is other
    this.#input = undefined;
    const ring = again ?? new CaptureRing(shape);
    const clock = new FrameClock(rateHz, limitSeconds + SPARE_SECONDS);
    const input: Input = { rateHz, channels, ring, clock, nextFrame: 0 };
    this.#input = input;
    void this.#takePages(input);
    return input;
  }

  /** Takes the memory of a ring, a slice at a time: it is seconds of work at the most channels. */
  async #takePages(input: Input): Promise<void> {
    const slices = input.ring.pages();
    while (input === this.#input && slices.next().done !== true) {
      await sleep(SLICE_EVERY_MS, undefined, { ref: false });
    }
  }

  #receive(input: Input, { startFrame, afterGap, rows }: InputBlock, cameInMs: number): void {
    if (input !== this.#input) return;
    const { ring, clock } = input;
    const frames = rows[0]!.length;
    if (startFrame > input.nextFrame) ring.appendSilence(startFrame - input.nextFrame);
    if (afterGap) {
      const endFrame = clock.frameAt(cameInMs);
      if (endFrame !== undefined) {
        ring.appendSilence(Math.max(0, Math.round(endFrame) - frames - ring.endFrame));
      }
      clock.breakOff();
    }
    input.nextFrame = startFrame + frames;
    ring.append(rows);
    clock.add(ring.endFrame, cameInMs);
    for (const look of [...this.#waiting]) look();
  }

  #cutFromMark(input: Input): Cut {
    if (this.#markFrame === undefined) {
      throw new OperationalError(
        'capture-empty',
        'No moment is marked. Send /stemwright/capture/mark, play, then ask again.',
      );
    }
    return cutOf(input, this.#markFrame, input.ring.endFrame);
  }

  async #cutBars(input: Input, bars: number): Promise<Cut> {
    const { transport, nowMs } = this.#options;
    const offsetMs = this.#offsetMs;
    if (transport.position() === undefined) {
      throw new OperationalError(
        'transport-unknown',
        'Nobody has said where bars begin. Send /stemwright/transport or a MIDI clock, or ask for seconds: capture:12s.',
      );
    }
    const { ring, clock } = input;
    const frameOf = (ms: number) => Math.round(clock.frameAt(ms + offsetMs)!);
    const newest = this.#bars.lastBars(bars, nowMs());
    if ('endMs' in newest) await this.#heard(input, frameOf(newest.endMs));
    const heardMs = clock.msAt(ring.endFrame + ROUNDING_FRAMES)! - offsetMs;
    const span = this.#bars.lastBars(bars, Math.min(nowMs(), heardMs));
    if ('found' in span) throw tooFewBars(bars, span.found);
    return cutOf(input, frameOf(span.startMs), frameOf(span.endMs));
  }

  /** Resolves when the input has come so far, or is not going to. */
  #heard({ ring }: Input, endFrame: number): Promise<void> {
    if (ring.endFrame >= endFrame) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(limit);
        this.#waiting.delete(look);
        resolve();
      };
      const look = () => {
        if (ring.endFrame >= endFrame) done();
      };
      const limit = setTimeout(done, HEAR_LIMIT_MS);
      this.#waiting.add(look);
    });
  }
}

/** @throws OperationalError `capture-short` where the ring does not go back so far, `capture-empty` for nothing */
function cutOf({ rateHz, channels, ring }: Input, startFrame: number, endFrame: number): Cut {
  if (startFrame < ring.startFrame) {
    const there = (Math.max(0, endFrame - ring.startFrame) / rateHz).toFixed(1);
    const asked = ((endFrame - startFrame) / rateHz).toFixed(1);
    throw new OperationalError(
      'capture-short',
      `Expected ${asked} s of input, but only the last ${there} s are there. Ask for less, or play on.`,
    );
  }
  if (endFrame <= startFrame) {
    throw new OperationalError('capture-empty', 'Nothing has come in since then. Play, then ask.');
  }
  return {
    rateHz,
    channels,
    frames: endFrame - startFrame,
    read: (start, end) => ring.read(startFrame + start, startFrame + end),
  };
}

function tooFewBars(asked: number, found: number): OperationalError {
  return new OperationalError(
    'capture-short',
    `Expected ${asked} whole bars in a row, but only ${found} have been played since the music last started or ` +
      'jumped. Ask for fewer, or play on.',
  );
}
