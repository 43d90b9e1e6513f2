/**
 * Mixer protocol: what the page and its mixer say to each other. Blocks of all lanes begin at the same frames, so lanes cannot drift
 * apart.
 */
/** Frames of a block, all but the last of a sound. */
export const BLOCK_FRAMES = 32_768;

export interface Loop {
  readonly startFrame: number;
  readonly endFrame: number;
}

/** What is played at what gain. */
export interface MixedLane {
  /** which sound it is; the same one is the same lane */
  readonly key: string;
  readonly channels: number;
  /** linear */
  readonly gain: number;
}

export type ToMixer =
  /** [frame * channels + channel] float32, so many frames from index * BLOCK_FRAMES on; the memory is handed over */
  | {
      readonly kind: 'block';
      readonly key: string;
      readonly index: number;
      readonly samples: ArrayBuffer;
      readonly frames: number;
    }
  | { readonly kind: 'drop'; readonly key: string; readonly index: number }
  /** those that are left out are forgotten */
  | { readonly kind: 'lanes'; readonly lanes: readonly MixedLane[] }
  /** Infinity: nobody knows yet */
  | { readonly kind: 'length'; readonly frames: number }
  | { readonly kind: 'playing'; readonly isPlaying: boolean }
  /** @param seek how many there were, with this one */
  | { readonly kind: 'seek'; readonly frame: number; readonly seek: number }
  | { readonly kind: 'loop'; readonly loop: Loop | undefined };

export type FromMixer =
  | {
      readonly kind: 'place';
      readonly frame: number;
      readonly isPlaying: boolean;
      /** the last seek that it knows of */
      readonly seek: number;
    }
  /** memory that it needs no more, handed back */
  | { readonly kind: 'free'; readonly samples: ArrayBuffer };
