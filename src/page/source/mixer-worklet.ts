/**
 * Mixer worklet: on the browser's sound thread, the sum of all lanes at their gains, from one clock.
 *
 *   out[channel][n] = sum over lanes of gain[lane] * samples[lane][channel][frame + n]
 *
 * Where a block of a lane that is heard has not come it is silent and the clock stands: all lanes wait for the one that is late. A gain
 * that changes gets there within 128 frames, evenly. Memory that is not needed any more goes back to the page: left to this thread's
 * garbage, of which there is little else, it would lie there for minutes.
 */
import { BLOCK_FRAMES, type FromMixer, type Loop, type ToMixer } from './mixer-protocol.js';

/** how often the page is told where it is */
const TOLD_EVERY_FRAMES = 2048;

interface Block {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly frames: number;
}

interface Lane {
  readonly key: string;
  readonly channels: number;
  readonly blocks: Map<number, Block>;
  gain: number;
  /** the gain that the last frame had */
  reached: number;
}

class Mixer extends AudioWorkletProcessor {
  #lanes: readonly Lane[] = [];
  #frames = 0;
  #frame = 0;
  #isPlaying = false;
  #loop: Loop | undefined;
  #seek = 0;
  #untold = 0;
  #sums = new Float64Array();

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToMixer>) => {
      this.#hear(data);
    };
  }

  override process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const length = output?.[0]?.length ?? 0;
    if (output !== undefined && this.#isPlaying) this.#fill(output, length);
    for (const lane of this.#lanes) lane.reached = lane.gain;
    if (this.#isPlaying) this.#untold += length;
    if (this.#untold >= TOLD_EVERY_FRAMES) this.#tell();
    return true;
  }

  #fill(output: readonly Float32Array[], length: number): void {
    for (let at = 0; at < length;) {
      if (this.#loop !== undefined && this.#frame >= this.#loop.endFrame) {
        this.#frame = this.#loop.startFrame;
      }
      if (this.#frame >= this.#frames) {
        this.#isPlaying = false;
        this.#tell();
        return;
      }
      const index = Math.floor(this.#frame / BLOCK_FRAMES);
      const start = this.#frame - index * BLOCK_FRAMES;
      const ends = Math.min(this.#frames, this.#loop?.endFrame ?? Infinity) - this.#frame;
      const count = Math.min(length - at, ends, this.#framesThere(index, start));
      if (count <= 0) return;
      for (const [channel, out] of output.entries()) {
        this.#sum(out, channel, { index, at, start, count });
      }
      at += count;
      this.#frame += count;
    }
  }

  /** Summed in double, rounded once. */
  #sum(out: Float32Array, channel: number, stretch: Stretch): void {
    const { at, count } = stretch;
    if (this.#sums.length < count) this.#sums = new Float64Array(out.length);
    this.#sums.fill(0, 0, count);
    for (const lane of this.#lanes) {
      if (isHeard(lane)) add(this.#sums, lane, channel, { ...stretch, ramp: out.length });
    }
    for (let n = 0; n < count; n++) out[at + n] = this.#sums[n]!;
  }

  /** What all that are heard have of a block from a frame of it on. */
  #framesThere(index: number, start: number): number {
    let frames = BLOCK_FRAMES - start;
    for (const lane of this.#lanes) {
      if (!isHeard(lane)) continue;
      frames = Math.min(frames, (lane.blocks.get(index)?.frames ?? 0) - start);
    }
    return frames;
  }

  #hear(message: ToMixer): void {
    switch (message.kind) {
      case 'block':
        this.#keep(message);
        break;
      case 'drop': {
        const lane = this.#laneOf(message.key);
        if (lane !== undefined) this.#drop(lane, message.index);
        break;
      }
      case 'lanes':
        this.#setLanes(message);
        break;
      case 'length':
        this.#frames = message.frames;
        break;
      case 'playing':
        if (message.isPlaying && this.#frame >= this.#frames) this.#frame = 0;
        this.#isPlaying = message.isPlaying;
        this.#tell();
        break;
      case 'seek':
        this.#frame = message.frame;
        this.#seek = message.seek;
        this.#tell();
        break;
      case 'loop':
        this.#loop = message.loop;
        break;
    }
  }

  #keep({ key, index, samples, frames }: Extract<ToMixer, { kind: 'block' }>): void {
    const lane = this.#laneOf(key);
    if (lane === undefined) {
      this.#giveBack(samples);
      return;
    }
    this.#drop(lane, index);
    lane.blocks.set(index, { samples: new Float32Array(samples), frames });
  }

  #setLanes({ lanes }: Extract<ToMixer, { kind: 'lanes' }>): void {
    const before = this.#lanes;
    this.#lanes = lanes.map(({ key, channels, gain }) => {
      const known = before.find((lane) => lane.key === key);
      return {
        key,
        channels,
        gain,
        blocks: known?.blocks ?? new Map<number, Block>(),
        // what comes in while others sound begins softly
        reached: known?.reached ?? (this.#isPlaying ? 0 : gain),
      };
    });
    for (const lane of before) {
      if (this.#laneOf(lane.key) !== undefined) continue;
      for (const index of [...lane.blocks.keys()]) this.#drop(lane, index);
    }
  }

  #laneOf(key: string): Lane | undefined {
    return this.#lanes.find((lane) => lane.key === key);
  }

  #tell(): void {
    this.#untold = 0;
    const told: FromMixer = {
      kind: 'place',
      frame: this.#frame,
      isPlaying: this.#isPlaying,
      seek: this.#seek,
    };
    this.port.postMessage(told);
  }

  #drop({ blocks }: Lane, index: number): void {
    const block = blocks.get(index);
    blocks.delete(index);
    if (block !== undefined) this.#giveBack(block.samples.buffer);
  }

  #giveBack(samples: ArrayBuffer): void {
    const free: FromMixer = { kind: 'free', samples };
    this.port.postMessage(free, [samples]);
  }
}

function isHeard({ gain, reached }: Lane): boolean {
  return gain !== 0 || reached !== 0;
}

interface Stretch {
  readonly index: number;
  /** in the output */
  readonly at: number;
  /** in the block */
  readonly start: number;
  readonly count: number;
}

/** @param ramp frames within which a gain gets where it goes, the first of them at the output's first */
function add(
  sums: Float64Array,
  { blocks, channels, gain, reached }: Lane,
  channel: number,
  { index, at, start, count, ramp }: Stretch & { readonly ramp: number },
): void {
  const { samples } = blocks.get(index)!;
  const own = channel < channels ? channel : 0;
  const step = (gain - reached) / ramp;
  for (let n = 0; n < count; n++) {
    const now = step === 0 ? gain : reached + step * (at + n + 1);
    sums[n]! += now * samples[(start + n) * channels + own]!;
  }
}

registerProcessor('mixer', Mixer);
