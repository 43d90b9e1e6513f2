/**
 * Mixer worklet: on the browser's sound thread, the sum of all lanes at their gains, from one clock.
 *
 *   out[channel][n] = sum over lanes of gain[lane] * samples[lane][channel][frame + n]
 *
 * Where a block of a lane that is heard has not come it is silent and the clock stands: all lanes wait for the one that is late. A gain
 * that changes gets there within 128 frames, evenly. What is not needed any more is given back at once, not when garbage is collected:
 * a sound thread that makes no objects collects late.
 */
import { BLOCK_FRAMES, type FromMixer, type Loop, type ToMixer } from './mixer-protocol.js';
import { samplesOf, type SampleLayout } from './wav-samples.js';

/** how often the page is told where it is */
const TOLD_EVERY_FRAMES = 2048;

interface Lane {
  readonly key: string;
  readonly layout: SampleLayout;
  readonly blocks: Map<number, Float32Array<ArrayBuffer>>;
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
      const { length = 0 } = lane.blocks.get(index) ?? {};
      frames = Math.min(frames, length / lane.layout.channels - start);
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
        if (lane !== undefined) drop(lane, message.index);
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

  #keep({ key, index, bytes }: Extract<ToMixer, { kind: 'block' }>): void {
    const lane = this.#laneOf(key);
    if (lane === undefined) return;
    drop(lane, index);
    lane.blocks.set(index, samplesOf(bytes, lane.layout));
  }

  #setLanes({ lanes }: Extract<ToMixer, { kind: 'lanes' }>): void {
    const before = this.#lanes;
    this.#lanes = lanes.map(({ key, layout, gain }) => {
      const known = before.find((lane) => lane.key === key);
      // what comes in while others sound begins softly
      const reached = this.#isPlaying ? 0 : gain;
      return {
        key,
        layout,
        gain,
        blocks: known?.blocks ?? new Map(),
        reached: known?.reached ?? reached,
      };
    });
    for (const lane of before) {
      if (this.#laneOf(lane.key) !== undefined) continue;
      for (const index of [...lane.blocks.keys()]) drop(lane, index);
    }
  }

  #laneOf(key: string): Lane | undefined {
    return this.#lanes.find((lane) => lane.key === key);
  }

  #tell(): void {
    this.#untold = 0;
    const told: FromMixer = { frame: this.#frame, isPlaying: this.#isPlaying, seek: this.#seek };
    this.port.postMessage(told);
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
  { blocks, layout: { channels }, gain, reached }: Lane,
  channel: number,
  { index, at, start, count, ramp }: Stretch & { readonly ramp: number },
): void {
  const samples = blocks.get(index)!;
  const own = channel < channels ? channel : 0;
  const step = (gain - reached) / ramp;
  for (let n = 0; n < count; n++) {
    const now = step === 0 ? gain : reached + step * (at + n + 1);
    sums[n]! += now * samples[(start + n) * channels + own]!;
  }
}

/** Its memory goes back at once where the browser can do that, which those of since 2024 can. */
function drop({ blocks }: Lane, index: number): void {
  const samples = blocks.get(index);
  blocks.delete(index);
  samples?.buffer.transfer?.(0);
}

registerProcessor('mixer', Mixer);
