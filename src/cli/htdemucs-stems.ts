/**
 * HTDemucs's stems: the one network that a graph's sizes tell by themselves. A chunk of its length, in stereo, with four or six
 * outputs, is no other's; these are its stems in order, and its rate.
 */
export const HTDEMUCS_STEMS = {
  4: ['drums', 'bass', 'other', 'vocals'],
  6: ['drums', 'bass', 'other', 'vocals', 'guitar', 'piano'],
} as const;

export const HTDEMUCS_RATE_HZ = 44_100;
/** 7.8 seconds */
const CHUNK_FRAMES = 343_980;

/** @returns undefined for a graph that is not HTDemucs's */
export function htdemucsStems(graph: {
  readonly contract: string;
  readonly channels: number | undefined;
  readonly chunkFrames?: number | undefined;
  readonly outputs: number | undefined;
}): readonly string[] | undefined {
  if (graph.channels !== 2 || graph.chunkFrames !== CHUNK_FRAMES) return undefined;
  return graph.outputs === 4 || graph.outputs === 6 ? HTDEMUCS_STEMS[graph.outputs] : undefined;
}
