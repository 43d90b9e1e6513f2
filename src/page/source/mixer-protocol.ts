/**
 * Mixer protocol: what the page and its mixer say to each other. All lanes of a block come at once, so they cannot drift apart.
 */

/** Frames of a block, all but the last of a song. */
export const BLOCK_FRAMES = 65_536;

export interface Loop {
  readonly startFrame: number;
  readonly endFrame: number;
}

export type ToMixer =
  /** samples[lane][channel][frame]; from frame index * BLOCK_FRAMES on */
  | {
      readonly kind: 'block';
      readonly index: number;
      readonly samples: readonly (readonly Float32Array<ArrayBuffer>[])[];
    }
  | { readonly kind: 'drop'; readonly index: number }
  /** Infinity: nobody knows yet */
  | { readonly kind: 'length'; readonly frames: number }
  | { readonly kind: 'playing'; readonly isPlaying: boolean }
  | { readonly kind: 'seek'; readonly frame: number }
  | { readonly kind: 'loop'; readonly loop: Loop | undefined }
  /** linear, by lane */
  | { readonly kind: 'gains'; readonly gains: readonly number[] };

export interface FromMixer {
  readonly frame: number;
  readonly isPlaying: boolean;
}
