/**
 * Player: plays a result's stems from one clock. The mixer on the sound thread has the blocks around where it is; they are fetched by
 * ranges of the stems' files, so that memory does not grow with length.
 */
import type { Connection } from './connection.js';
import { BLOCK_FRAMES, type FromMixer, type Loop, type ToMixer } from './mixer-protocol.js';
import type { Result, StemSound } from './read-results.js';
import { frameBytesOf, samplesOf } from './wav-samples.js';

export interface Playing {
  readonly frame: number;
  readonly isPlaying: boolean;
}

const BLOCKS_AHEAD = 3;
const BLOCKS_BEHIND = 1;
const RETRY_MS = 1000;

export class Player {
  readonly #connection: Connection;
  readonly #onPlaying: (playing: Playing) => void;
  readonly #context: AudioContext;
  readonly #node: Promise<AudioWorkletNode>;
  #result: Result;
  #loop: Loop | undefined;
  #frame = 0;
  #isClosed = false;
  /** blocks that the mixer has, or will have: index -> its frames */
  readonly #held = new Map<number, number>();

  constructor(result: Result, connection: Connection, onPlaying: (playing: Playing) => void) {
    this.#result = result;
    this.#connection = connection;
    this.#onPlaying = onPlaying;
    this.#context = new AudioContext({ sampleRate: result.stems[0]?.rateHz ?? 44_100 });
    this.#node = this.#start();
  }

  /** A result that grew. */
  update(result: Result): void {
    this.#result = result;
    this.#say({ kind: 'length', frames: endOf(result) });
    this.#feed();
  }

  play(isPlaying: boolean): void {
    // browsers let a page sound only after its user has done something
    if (isPlaying) void this.#context.resume();
    this.#say({ kind: 'playing', isPlaying });
  }

  seek(frame: number): void {
    this.#frame = frame;
    this.#say({ kind: 'seek', frame });
    this.#feed();
  }

  setLoop(loop: Loop | undefined): void {
    this.#loop = loop;
    this.#say({ kind: 'loop', loop });
    this.#feed();
  }

  setGains(gains: readonly number[]): void {
    this.#say({ kind: 'gains', gains });
  }

  close(): void {
    this.#isClosed = true;
    void this.#context.close();
  }

  async #start(): Promise<AudioWorkletNode> {
    await this.#context.audioWorklet.addModule('/page/source/mixer-worklet.js');
    const channels = Math.max(1, ...this.#result.stems.map((stem) => stem.channels));
    const node = new AudioWorkletNode(this.#context, 'mixer', {
      numberOfInputs: 0,
      outputChannelCount: [channels],
    });
    node.port.onmessage = ({ data }: MessageEvent<FromMixer>) => {
      this.#frame = data.frame;
      this.#onPlaying(data);
      this.#feed();
    };
    node.connect(this.#context.destination);
    this.#send(node, { kind: 'length', frames: endOf(this.#result) });
    this.#feed();
    return node;
  }

  #say(message: ToMixer): void {
    void this.#node.then((node) => {
      this.#send(node, message);
    });
  }

  #send(node: AudioWorkletNode, message: ToMixer): void {
    const transferred =
      message.kind === 'block' ? message.samples.flat().map(({ buffer }) => buffer) : [];
    node.port.postMessage(message, transferred);
  }

  /** Fetches what comes next, and drops what lies elsewhere. */
  #feed(): void {
    const wanted = this.#wantedBlocks();
    for (const index of this.#held.keys()) {
      if (wanted.has(index)) continue;
      this.#held.delete(index);
      this.#say({ kind: 'drop', index });
    }
    for (const index of wanted) void this.#fetchBlock(index);
  }

  #wantedBlocks(): ReadonlySet<number> {
    const wanted = new Set<number>();
    const frames = framesOf(this.#result);
    const add = (first: number, last: number): void => {
      for (
        let index = Math.max(0, first);
        index <= last && index * BLOCK_FRAMES < frames;
        index++
      ) {
        wanted.add(index);
      }
    };
    const here = Math.floor(this.#frame / BLOCK_FRAMES);
    add(here - BLOCKS_BEHIND, here + BLOCKS_AHEAD);
    if (this.#loop !== undefined) {
      const start = Math.floor(this.#loop.startFrame / BLOCK_FRAMES);
      add(start, start + 1);
    }
    return wanted;
  }

  async #fetchBlock(index: number): Promise<void> {
    const startFrame = index * BLOCK_FRAMES;
    const frames = Math.min(BLOCK_FRAMES, framesOf(this.#result) - startFrame);
    // the last block of a result that grows is fetched again when there is more of it
    if ((this.#held.get(index) ?? 0) >= frames) return;
    this.#held.set(index, frames);
    try {
      const { id, stems } = this.#result;
      const samples = await Promise.all(
        stems.map((stem) => this.#fetchSamples(id, stem, startFrame, frames)),
      );
      if (this.#held.get(index) === frames) this.#say({ kind: 'block', index, samples });
    } catch {
      // the daemon is gone, or is just giving the files their names
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (this.#isClosed) return;
      this.#held.delete(index);
      this.#feed();
    }
  }

  async #fetchSamples(
    result: string,
    sound: StemSound,
    startFrame: number,
    frames: number,
  ): Promise<Float32Array<ArrayBuffer>[]> {
    const first = sound.startByte + startFrame * frameBytesOf(sound);
    const last = first + frames * frameBytesOf(sound) - 1;
    const response = await this.#connection.fetch(soundAddress(result, sound.stem), {
      headers: { range: `bytes=${first}-${last}` },
    });
    return samplesOf(await response.arrayBuffer(), sound);
  }
}

/** What all stems have. */
export function framesOf({ stems }: Result): number {
  return stems.length === 0 ? 0 : Math.min(...stems.map(({ frames }) => frames));
}

/** Where it ends; the mixer waits for what one that grows has not yet. */
function endOf(result: Result): number {
  return result.isFinished ? framesOf(result) : Infinity;
}

function soundAddress(result: string, stem: string): string {
  return `/api/results/${encodeURIComponent(result)}/${encodeURIComponent(stem)}/sound`;
}
