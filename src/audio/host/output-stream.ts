/**
 * Output stream: what is written is what the device hears, after what was written before; silence while too little is
 * waiting. What the device has not taken is counted, so that a writer can hold its latency.
 *
 * Written frames are only lost while the stream does not run, when more than the limit waits, when they are late
 * (output-feed), and with a process that dies; they are counted, to the frame, as not taken.
 */
import { planarFrames, type PlanarBlock } from '../../signal/planar-block.js';
import { encodeSound, SOUND_KINDS } from './audio-host-protocol.js';
import type { AudioStreamSetup } from './audio-stream-spec.js';
import { StreamProcess, type StreamState } from './stream-process.js';

/**
 * `writer`: too little was waiting, and the device hears silence until the prefill is there again; `device`: the device
 * got its block too late, which says that this machine is overloaded.
 */
export type UnderrunCause = 'writer' | 'device';

export interface OutputHooks {
  readonly onState: (state: StreamState, reason: string) => void;
  /** Called once a second at most, however many there were. */
  readonly onUnderrun: (cause: UnderrunCause) => void;
  /** written frames that were lost because more than the limit was waiting; once until there is room again */
  readonly onOverflow: (frames: number) => void;
  readonly onLine: (line: string) => void;
}

/** The most that may wait, in seconds: a writer this far ahead has lost its clock. */
const QUEUE_LIMIT_SECONDS = 10;
const TELL_EVERY_MS = 1000;

export class OutputStream {
  readonly process: StreamProcess;
  readonly #hooks: OutputHooks;
  readonly #setup: AudioStreamSetup;
  outputFrames = 0;
  lostFrames = 0;
  /** what its queue and its device hold between them (output-feed); 0 until there is one */
  heldFrames = 0;
  readonly underruns: Record<UnderrunCause, number> = { writer: 0, device: 0 };
  /** sent to the process that runs now, taken of it, and dropped by it */
  #sent = 0;
  #taken = 0;
  #dropped = 0;
  #takenMs = 0;
  #silence = 0;
  #isDry = true;
  #isFull = false;
  readonly #toldMs: Record<UnderrunCause, number> = { writer: -Infinity, device: -Infinity };

  constructor(setup: AudioStreamSetup, hooks: OutputHooks) {
    this.#hooks = hooks;
    this.#setup = setup;
    this.process = new StreamProcess(setup, {
      onSound: ({ kind, position, silence }) => {
        if (kind === SOUND_KINDS.taken) this.#take(position, silence);
        if (kind === SOUND_KINDS.dropped) this.#drop(position);
        if (kind === SOUND_KINDS.held) this.heldFrames = position;
      },
      onState: (state, reason) => {
        if (state !== 'running') this.#restart();
        hooks.onState(state, reason);
      },
      onLine: (line) => {
        hooks.onLine(line);
        if (line.includes('output underflow')) this.#underrun('device');
      },
    });
  }

  /**
   * Written frames that the device has not played of its queue. It takes a block at a time; in between its clock goes on,
   * and so does this number, so that who follows it sees a slope and no stairs.
   */
  get queuedFrames(): number {
    if (this.#isDry) return this.#waitingFrames;
    const playedFrames = ((performance.now() - this.#takenMs) / 1000) * this.#setup.rateHz;
    return Math.max(0, this.#waitingFrames - Math.min(playedFrames, this.#setup.blockFrames));
  }

  get #waitingFrames(): number {
    return this.#sent - this.#taken - this.#dropped;
  }

  write(rows: PlanarBlock): void {
    if (rows.length !== this.#setup.channels) {
      throw new Error(`AudioHost.write: expected ${this.#setup.channels} rows, got ${rows.length}`);
    }
    const frames = planarFrames(rows);
    if (frames === 0) return;
    if (this.process.state !== 'running') {
      this.lostFrames += frames;
      return;
    }
    if (this.#waitingFrames + frames > QUEUE_LIMIT_SECONDS * this.#setup.rateHz) {
      this.lostFrames += frames;
      if (!this.#isFull) this.#hooks.onOverflow(frames);
      this.#isFull = true;
      return;
    }
    this.#isFull = false;
    this.process.send(encodeSound(SOUND_KINDS.output, 0, 0, rows));
    this.#sent += frames;
  }

  #take(taken: number, silence: number): void {
    const progress = taken - this.#taken;
    const heardSilence = silence > this.#silence;
    const ranDry = heardSilence && !this.#isDry;
    this.#isDry = heardSilence;
    this.outputFrames += progress;
    this.#taken = taken;
    this.#takenMs = performance.now();
    this.#silence = silence;
    if (ranDry) this.#underrun('writer');
  }

  #drop(dropped: number): void {
    this.lostFrames += dropped - this.#dropped;
    this.#dropped = dropped;
  }

  #underrun(cause: UnderrunCause): void {
    this.underruns[cause] += 1;
    const now = performance.now();
    if (now - this.#toldMs[cause] < TELL_EVERY_MS) return;
    this.#toldMs[cause] = now;
    this.#hooks.onUnderrun(cause);
  }

  /** What a process had not handed on is gone with it. */
  #restart(): void {
    this.lostFrames += this.#waitingFrames;
    this.#sent = 0;
    this.#taken = 0;
    this.#dropped = 0;
    this.#silence = 0;
    this.#isDry = true;
  }
}
