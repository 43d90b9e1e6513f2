/**
 * Player: plays sounds from one clock, that of the mixer on the browser's sound thread (mixer-worklet.ts), which is fed with what is
 * around where it plays (block-feed.ts).
 */
import { BlockFeed } from './block-feed.js';
import type { Connection } from './connection.js';
import type { FromMixer, Loop, ToMixer } from './mixer-protocol.js';
import type { Sound } from './read-results.js';

export interface Playing {
  readonly frame: number;
  readonly isPlaying: boolean;
}

export interface PlayerEvents {
  readonly onPlaying: (playing: Playing) => void;
  /** the daemon has a sound no more, and says so */
  readonly onGone: (message: string) => void;
}

/** A sound, and how loud it is played: linear. */
export interface PlayedSound {
  readonly sound: Sound;
  readonly gain: number;
}

const PLAIN_RATE_HZ = 44_100;

export class Player {
  readonly #onPlaying: PlayerEvents['onPlaying'];
  readonly #context: AudioContext;
  readonly #node: Promise<AudioWorkletNode>;
  readonly #feed: BlockFeed;
  #sounds: readonly Sound[] = [];
  #loop: Loop | undefined;
  #frame = 0;
  #seeks = 0;

  /** @param first says rate and channels; others may come and go */
  constructor(
    first: Pick<Sound, 'rateHz' | 'channels'> | undefined,
    connection: Connection,
    { onPlaying, onGone }: PlayerEvents,
  ) {
    this.#onPlaying = onPlaying;
    this.#context = new AudioContext({ sampleRate: first?.rateHz ?? PLAIN_RATE_HZ });
    this.#node = this.#start(first?.channels ?? 1);
    this.#feed = new BlockFeed(connection, {
      send: (message) => {
        this.#say(message);
      },
      onGone,
    });
  }

  /**
   * @param played those that are silent are fetched, too, so that they are heard at once when they come in
   * @param endFrame where it ends; Infinity: what grows is waited for
   */
  set(played: readonly PlayedSound[], endFrame: number): void {
    const lanes = played.map(({ sound, gain }) => {
      const { address: key, channels } = sound;
      return { key, channels, gain };
    });
    this.#say({ kind: 'lanes', lanes });
    this.#say({ kind: 'length', frames: endFrame });
    const heardFirst = [...played].sort((a, b) => Number(b.gain > 0) - Number(a.gain > 0));
    this.#sounds = heardFirst.map(({ sound }) => sound);
    this.#fetch();
  }

  play(isPlaying: boolean): void {
    // browsers let a page sound only after its user has done something
    if (isPlaying) void this.#context.resume();
    this.#say({ kind: 'playing', isPlaying });
  }

  seek(frame: number): void {
    this.#frame = frame;
    this.#say({ kind: 'seek', frame, seek: ++this.#seeks });
    this.#fetch();
  }

  setLoop(loop: Loop | undefined): void {
    this.#loop = loop;
    this.#say({ kind: 'loop', loop });
    this.#fetch();
  }

  close(): void {
    this.#feed.close();
    void this.#context.close();
  }

  async #start(channels: number): Promise<AudioWorkletNode> {
    await this.#context.audioWorklet.addModule('/page/source/mixer-worklet.js');
    const node = new AudioWorkletNode(this.#context, 'mixer', {
      numberOfInputs: 0,
      outputChannelCount: [channels],
    });
    node.port.onmessage = ({ data }: MessageEvent<FromMixer>) => {
      if (data.kind === 'free') {
        this.#feed.takeBack(data.samples);
        return;
      }
      // it has not heard of the last seek yet
      if (data.seek !== this.#seeks) return;
      this.#frame = data.frame;
      this.#onPlaying(data);
      this.#fetch();
    };
    node.connect(this.#context.destination);
    return node;
  }

  #fetch(): void {
    this.#feed.play(this.#sounds, { frame: this.#frame, loop: this.#loop });
  }

  #say(message: ToMixer): void {
    void this.#node.then((node) => {
      node.port.postMessage(message, message.kind === 'block' ? [message.samples] : []);
    });
  }
}
