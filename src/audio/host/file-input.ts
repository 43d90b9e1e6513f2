/**
 * File input: a recording in the place of an input device, `file:PATH`. Its blocks come as fast as there is room for what
 * becomes of them, which is the output device's pace; so there is no second clock, and nothing is lost. Silence follows
 * its end until it is closed, so that what is on its way comes out.
 *
 * The recording must have the stream's rate; one of one channel feeds them all. It is read block by block.
 */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

import { OperationalError } from '../../operational-error.js';
import { PlanarFifo } from '../../signal/planar-fifo.js';
import { createPlanarBlock, type PlanarBlock } from '../../signal/planar-block.js';
import type { AudioSource } from '../audio-source.js';
import { MOST_NOTES } from '../damage-log.js';
import { openAudioSource } from '../open-audio-source.js';
import { FILE_INPUT, type AudioStreamSetup } from './audio-stream-spec.js';
import type { InputHooks } from './input-stream.js';
import type { StreamState } from './stream-process.js';
import { messageOf } from '../../thrown-error.js';

/** short against the frames that wait at an output */
const LOOK_AGAIN_MS = 5;

export class FileInput {
  /** what a device's stream has a process for */
  readonly process: {
    /** @throws OperationalError when the file cannot be read, or has another rate or other channels */
    readonly settled: Promise<void>;
    state: StreamState;
    reason: string;
    readonly pid: undefined;
    close(): Promise<void>;
  };
  readonly heldFrames: number;
  inputFrames = 0;
  readonly lostFrames = 0;
  readonly gaps = 0;
  readonly #setup: AudioStreamSetup;
  readonly #hooks: InputHooks;
  readonly #room: () => number;
  readonly #closing = new AbortController();
  #toldNotes = 0;

  /** @param room frames that may be delivered now */
  constructor(setup: AudioStreamSetup, hooks: InputHooks, room: () => number) {
    this.#setup = setup;
    this.#hooks = hooks;
    this.#room = room;
    this.heldFrames = setup.blockFrames;
    const opening = this.#open();
    const running = opening.then(
      (source) => this.#run(source),
      () => undefined,
    );
    this.process = {
      settled: opening.then(() => undefined),
      state: 'starting',
      reason: '',
      pid: undefined,
      close: () => {
        this.#closing.abort();
        return running;
      },
    };
  }

  async #open(): Promise<AudioSource> {
    const { device, rateHz, channels } = this.#setup;
    const { signal } = this.#closing;
    const source = await openAudioSource(device.slice(FILE_INPUT.length), { signal });
    if (source.rateHz === rateHz && [1, channels].includes(source.channels)) return source;
    await source.close();
    throw new OperationalError(
      'bad-argument',
      `Expected a recording of ${channels} channels at ${rateHz} Hz, got ${source.channels} at ${source.rateHz} Hz in ` +
        `${source.name}. Start live with its rate and channels.`,
    );
  }

  async #run(source: AudioSource): Promise<void> {
    this.#enter('running', `${source.name} is played`);
    try {
      for await (const block of this.#blocksOf(source)) {
        if (this.#closing.signal.aborted) return;
        await this.#deliver(block);
        this.#tellDamage(source, MOST_NOTES);
      }
      this.#tellDamage(source, Infinity);
      this.#enter('at its end', `${source.name} has been played`);
    } catch (error) {
      const reason = messageOf(error);
      this.#enter('at its end', reason);
    } finally {
      await source.close();
    }
    const { channels, blockFrames } = this.#setup;
    while (!this.#closing.signal.aborted)
      await this.#deliver(createPlanarBlock(channels, blockFrames));
  }

  /** [channels] of exactly blockFrames, the last one filled up with silence */
  async *#blocksOf(source: AudioSource): AsyncGenerator<PlanarBlock> {
    const { channels, blockFrames } = this.#setup;
    const fifo = new PlanarFifo(channels);
    const take = (): PlanarBlock => {
      const block = Array.from({ length: channels }, (_, row) =>
        fifo.peek(row, blockFrames).slice(),
      );
      fifo.drop(blockFrames);
      return block;
    };
    for await (const rows of source.blocks()) {
      fifo.append(Array.from({ length: channels }, (_, row) => rows[row] ?? rows[0]!));
      while (fifo.frames >= blockFrames) yield take();
    }
    if (fifo.frames === 0) return;
    fifo.appendZeros(blockFrames - fifo.frames);
    yield take();
  }

  async #deliver(rows: PlanarBlock): Promise<void> {
    await nextTurn();
    while (!this.#closing.signal.aborted && this.#room() < rows[0]!.length)
      await sleep(LOOK_AGAIN_MS);
    if (this.#closing.signal.aborted) return;
    const startFrame = this.inputFrames;
    this.inputFrames += rows[0]!.length;
    this.#hooks.onBlock({ startFrame, afterGap: false, rows });
  }

  /** What is found out about the file as it is read, each place once. @param mostNotes how many in all by now */
  #tellDamage({ damage }: AudioSource, mostNotes: number): void {
    const notes = damage?.notes.slice(this.#toldNotes, mostNotes) ?? [];
    this.#toldNotes += notes.length;
    for (const note of notes) this.#hooks.onDamage(note);
  }

  #enter(state: StreamState, reason: string): void {
    if (this.#closing.signal.aborted) return;
    this.process.state = state;
    this.process.reason = reason;
    this.#hooks.onState(state, reason);
  }
}
