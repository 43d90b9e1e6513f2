/**
 * Mixer worklet: on the browser's sound thread, the sum of all lanes at their gains, from one clock.
 *
 *   out[channel][n] = sum over lanes of gain[lane] * samples[lane][channel][frame + n]
 *
 * Where a block has not come it is silent and the clock stands: all lanes wait for the one that is late. A gain that changes gets there
 * within 128 frames, evenly.
 */
import { BLOCK_FRAMES, type FromMixer, type Loop, type ToMixer } from './mixer-protocol.js';

/** how often the page is told where it is */
const TOLD_EVERY_FRAMES = 2048;

class Mixer extends AudioWorkletProcessor {
  readonly #blocks = new Map<number, readonly (readonly Float32Array[])[]>();
  #frames = 0;
  #frame = 0;
  #isPlaying = false;
  #loop: Loop | undefined;
  #gains: readonly number[] = [];
  #reached: number[] = [];
  #untold = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<ToMixer>) => {
      this.#hear(data);
    };
  }

  override process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const length = output?.[0]?.length ?? 0;
    if (output !== undefined && this.#isPlaying) this.#fill(output, length);
    this.#reached = [...this.#gains];
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
      const block = this.#blocks.get(index);
      const start = this.#frame - index * BLOCK_FRAMES;
      const there = (block?.[0]?.[0]?.length ?? 0) - start;
      if (block === undefined || there <= 0) return;
      const ends = [this.#frames, this.#loop?.endFrame ?? Infinity];
      const count = Math.min(length - at, there, ...ends.map((end) => end - this.#frame));
      this.#add(output, block, { at, start, count });
      at += count;
      this.#frame += count;
    }
  }

  #add(
    output: readonly Float32Array[],
    block: readonly (readonly Float32Array[])[],
    { at, start, count }: { readonly at: number; readonly start: number; readonly count: number },
  ): void {
    const ramp = output[0]?.length ?? 1;
    for (const [channel, out] of output.entries()) {
      for (let n = 0; n < count; n++) {
        let sum = 0;
        for (let lane = 0; lane < block.length; lane++) {
          const gain = this.#gains[lane] ?? 1;
          const from = this.#reached[lane] ?? gain;
          const now = from === gain ? gain : from + ((gain - from) * (at + n + 1)) / ramp;
          const samples = block[lane]![channel] ?? block[lane]![0]!;
          sum += now * samples[start + n]!;
        }
        out[at + n] = sum;
      }
    }
  }

  #hear(message: ToMixer): void {
    switch (message.kind) {
      case 'block':
        this.#blocks.set(message.index, message.samples);
        break;
      case 'drop':
        this.#blocks.delete(message.index);
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
        this.#tell();
        break;
      case 'loop':
        this.#loop = message.loop;
        break;
      case 'gains':
        this.#gains = message.gains;
        break;
    }
  }

  #tell(): void {
    this.#untold = 0;
    const told: FromMixer = { frame: this.#frame, isPlaying: this.#isPlaying };
    this.port.postMessage(told);
  }
}

registerProcessor('mixer', Mixer);
