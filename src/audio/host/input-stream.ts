/**
 * Input stream: the blocks a sound device records, in order, each under the number of its first frame.
 *
 * Frames are lost in two ways, and told apart. Those that the stream's process had to leave out are counted: the next
 * block's number jumps by them. What was lost while there was no process, or inside the device's driver, nobody can
 * count: the numbers go on without a jump, and the next block says `afterGap`.
 */
import type { PlanarBlock } from '../../signal/planar-block.js';
import { SOUND_KINDS } from './audio-host-protocol.js';
import type { AudioStreamSetup } from './audio-stream-spec.js';
import { StreamProcess, type StreamState } from './stream-process.js';

export interface InputBlock {
  /** frames before it since the stream began, those that are known to be lost among them */
  readonly startFrame: number;
  /** an unknown number of frames is missing before it, besides */
  readonly afterGap: boolean;
  /** [channels][frames], full scale = 1; the receiver's to keep */
  readonly rows: PlanarBlock;
}

export interface InputHooks {
  readonly onBlock: (block: InputBlock) => void;
  readonly onState: (state: StreamState, reason: string) => void;
  /** frames that are counted as lost; undefined: some were lost, nobody knows how many */
  readonly onLoss: (frames: number | undefined) => void;
  /** a file in the place of a device lacks something, or something in it was passed over: one sentence */
  readonly onDamage: (sentence: string) => void;
  readonly onLine: (line: string) => void;
}

export class InputStream {
  readonly process: StreamProcess;
  readonly #hooks: InputHooks;
  /** frames wait until their block is whole; what the driver holds besides nobody can tell */
  readonly heldFrames: number;
  inputFrames = 0;
  lostFrames = 0;
  gaps = 0;
  /** where the next block begins if nothing is lost */
  #nextFrame = 0;
  /** what the process calls frame 0 */
  #origin = 0;
  #afterGap = false;

  constructor(setup: AudioStreamSetup, hooks: InputHooks) {
    this.#hooks = hooks;
    this.heldFrames = setup.blockFrames;
    this.process = new StreamProcess(setup, {
      onSound: ({ kind, position, rows }) => {
        if (kind === SOUND_KINDS.input) this.#deliver(position, rows);
      },
      onState: (state, reason) => {
        if (state === 'restarting' || state === 'waiting for device') this.#restart();
        hooks.onState(state, reason);
      },
      onLine: (line) => {
        hooks.onLine(line);
        if (line.includes('input overflow')) this.#gap();
      },
    });
  }

  #deliver(position: number, rows: PlanarBlock): void {
    const startFrame = this.#origin + position;
    const lost = startFrame - this.#nextFrame;
    const frames = rows[0]!.length;
    this.#nextFrame = startFrame + frames;
    this.inputFrames += frames;
    this.lostFrames += lost;
    const afterGap = this.#afterGap;
    this.#afterGap = false;
    if (lost > 0) this.#hooks.onLoss(lost);
    this.#hooks.onBlock({ startFrame, afterGap, rows });
  }

  /** The next process counts from 0 again. */
  #restart(): void {
    this.#origin = this.#nextFrame;
    if (this.inputFrames > 0) this.#gap();
  }

  #gap(): void {
    if (this.#afterGap) return;
    this.#afterGap = true;
    this.gaps += 1;
    this.#hooks.onLoss(undefined);
  }
}
