/**
 * A track at another rate: the published figures are for stems at the model's 22,050 Hz, and Slakh2100 comes at 44,100 Hz.
 */
import { resampled } from '../clips/resampled.js';
import { concatenateRows } from '../signal/rows.js';
import { createResampler } from '../signal/resampler.js';
import type { StemTrack } from './stem-track.js';

/** @returns the track itself where it has the rate already; its stems' lengths are rounded up */
export async function trackAtRate(track: StemTrack, rateHz: number): Promise<StemTrack> {
  if (track.rateHz === rateHz) return track;
  const parts: Float32Array[][] = track.stems.map(() => []);
  const resampler = await createResampler({
    channels: track.stems.length,
    fromHz: track.rateHz,
    toHz: rateHz,
  });
  try {
    for await (const block of resampled(oneBlock(track.stems), resampler)) {
      parts.forEach((part, stem) => part.push(block[stem]!.slice()));
    }
  } finally {
    resampler.close();
  }
  return { ...track, rateHz, stems: parts.map(concatenateRows) };
}

async function* oneBlock(rows: Float32Array[]): AsyncGenerator<Float32Array[]> {
  yield rows;
  await Promise.resolve();
}
