/**
 * Block feed: fetches the blocks of sounds around where they are played, by ranges of their files, what is needed first before the rest;
 * drops those that lie elsewhere, and breaks off what is being fetched of them. So memory does not grow with length, and what there is
 * goes round: page, mixer, page.
 */
import { RefusedError, type Connection } from './connection.js';
import { BLOCK_FRAMES, type Loop, type ToMixer } from './mixer-protocol.js';
import type { Sound } from './read-results.js';
import { frameBytesOf, readSamples } from './wav-samples.js';

const BLOCKS_AHEAD = 3;
const BLOCKS_BEHIND = 1;
/** A browser has six connections to a daemon; one is the stream of events, and the user may ask for something, too. */
const MOST_AT_ONCE = 4;
const RETRY_MS = 1000;

/** A block that the mixer has, or will have. */
interface Held {
  readonly sound: Sound;
  readonly index: number;
  /** how much of it there is or will be; of a sound that grows it may become more */
  readonly frames: number;
  /** undefined: nothing of it is on its way */
  readonly fetching: AbortController | undefined;
  /** be it less than is on its way */
  readonly isInMixer: boolean;
}

export interface Place {
  readonly frame: number;
  readonly loop: Loop | undefined;
}

export interface FeedEvents {
  readonly send: (message: ToMixer) => void;
  /** the daemon has a sound no more, and says so */
  readonly onGone: (message: string) => void;
}

export class BlockFeed {
  readonly #connection: Connection;
  readonly #events: FeedEvents;
  readonly #held = new Map<string, Held>();
  /** memory of blocks that nobody needs now */
  readonly #free: ArrayBuffer[] = [];
  #sounds: readonly Sound[] = [];
  #place: Place = { frame: 0, loop: undefined };
  #isClosed = false;

  constructor(connection: Connection, events: FeedEvents) {
    this.#connection = connection;
    this.#events = events;
  }

  /** @param sounds those that are heard first of all */
  play(sounds: readonly Sound[], place: Place): void {
    this.#sounds = sounds;
    this.#place = place;
    this.#feed();
  }

  /** Takes back what the mixer needs no more. */
  takeBack(samples: ArrayBuffer): void {
    this.#free.push(samples);
  }

  close(): void {
    this.#isClosed = true;
    for (const { fetching } of this.#held.values()) fetching?.abort();
  }

  #feed(): void {
    if (this.#isClosed) return;
    const wanted = this.#wanted();
    for (const [name, { sound, index, fetching, isInMixer }] of this.#held) {
      if (wanted.has(name)) continue;
      this.#held.delete(name);
      fetching?.abort();
      if (isInMixer) this.#events.send({ kind: 'drop', key: sound.address, index });
    }
    const underWay = [...this.#held.values()].filter(({ fetching }) => fetching !== undefined);
    let free = MOST_AT_ONCE - underWay.length;
    for (const [name, { sound, index }] of wanted) {
      if (free <= 0) return;
      const frames = Math.min(BLOCK_FRAMES, sound.frames - index * BLOCK_FRAMES);
      const held = this.#held.get(name);
      // the last block of a sound that grows is fetched again when there is more of it
      if (held !== undefined && (held.fetching !== undefined || held.frames >= frames)) continue;
      const isInMixer = held?.isInMixer ?? false;
      void this.#fetch(name, { sound, index, frames, isInMixer });
      free--;
    }
  }

  /** What is to be held, by name, in the order in which it is needed. */
  #wanted(): ReadonlyMap<string, Pick<Held, 'sound' | 'index'>> {
    const wanted = new Map<string, Pick<Held, 'sound' | 'index'>>();
    const { frame, loop } = this.#place;
    const here = Math.floor(frame / BLOCK_FRAMES);
    const indices = Array.from({ length: BLOCKS_AHEAD + 1 }, (_, ahead) => here + ahead);
    if (loop !== undefined) {
      const start = Math.floor(loop.startFrame / BLOCK_FRAMES);
      indices.push(start, start + 1);
    }
    for (let behind = 1; behind <= BLOCKS_BEHIND; behind++) indices.push(here - behind);
    for (const index of indices) {
      for (const sound of this.#sounds) {
        if (index < 0 || index * BLOCK_FRAMES >= sound.frames) continue;
        wanted.set(`${sound.address}#${index}`, { sound, index });
      }
    }
    return wanted;
  }

  async #fetch(name: string, block: Omit<Held, 'fetching'>): Promise<void> {
    const fetching = new AbortController();
    const begun = { ...block, fetching };
    this.#held.set(name, begun);
    const { sound, index, frames } = block;
    const first = sound.startByte + index * BLOCK_FRAMES * frameBytesOf(sound);
    const last = first + frames * frameBytesOf(sound) - 1;
    const samples = this.#memoryFor(sound);
    try {
      const { body } = await this.#connection.fetch(`${sound.address}/sound`, {
        headers: { range: `bytes=${first}-${last}` },
        signal: fetching.signal,
      });
      if (body !== null) await readSamples(body, sound, { into: samples, frames });
      fetching.signal.throwIfAborted();
      this.#held.set(name, { ...block, fetching: undefined, isInMixer: true });
      this.#events.send({ kind: 'block', key: sound.address, index, samples, frames });
    } catch (error) {
      this.#free.push(samples);
      if (fetching.signal.aborted) return;
      if (error instanceof RefusedError && error.code === 'input-missing') {
        this.#events.onGone(error.message);
      }
      // the daemon is gone, or is just giving the files their names
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (this.#held.get(name) !== begun) return;
      this.#held.set(name, { ...block, frames: 0, fetching: undefined });
    }
    this.#feed();
  }

  #memoryFor({ channels }: Sound): ArrayBuffer {
    const bytes = BLOCK_FRAMES * channels * Float32Array.BYTES_PER_ELEMENT;
    const at = this.#free.findIndex(({ byteLength }) => byteLength === bytes);
    return at < 0 ? new ArrayBuffer(bytes) : this.#free.splice(at, 1)[0]!;
  }
}
