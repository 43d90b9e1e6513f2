/**
 * Heard stems: what a browser has played of stems against their samples.
 */
import assert from 'node:assert/strict';

import { QUANTUM_FRAMES, type PageInBrowser } from './page-in-browser.js';

/**
 * A sample is the sum of products of float32 below 2, rounded once to float32: 2^-24 of the sum, and the browser's own graph adds
 * nothing. 1e-6 is 16 times that.
 */
export const HEARD_TOLERANCE = 1e-6;
/** of sound, so that several fetched blocks meet within it */
export const HEARD_FRAMES = 100_000;

/** [channel][frame] */
type Rows = readonly Float32Array[];

/** Plays from the beginning until enough was heard. */
export async function playFromStart({ page, heard }: PageInBrowser): Promise<Float32Array[]> {
  await page.waitForFunction('globalThis.isRecording');
  const play = page.getByRole('button', { name: 'Play', exact: true });
  // it is shown once the mixer has paused
  await play.waitFor();
  await page.keyboard.press('Home');
  await heard();
  await play.click();
  await page.waitForFunction(`globalThis.heard.length * ${QUANTUM_FRAMES} > 1.1 * ${HEARD_FRAMES}`);
  const blocks = heard();
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  return blocks;
}

/** Their sum at linear gains, rounded as it is heard. */
export function mixOf(stems: readonly Rows[], gains: readonly number[]): Float32Array[] {
  return stems[0]!.map((first, channel) =>
    Float32Array.from(first, (_, frame) =>
      stems.reduce((sum, stem, lane) => sum + gains[lane]! * stem[channel]![frame]!, 0),
    ),
  );
}

/** @param expected from where it was played on; as what is heard, without silent blocks */
export function assertHeard(heard: Rows, expected: Rows): void {
  assert.ok(heard[0]!.length >= HEARD_FRAMES, `${heard[0]!.length} frames were heard`);
  const sounding = withoutSilentBlocks(expected);
  const worst = worstDifference(heard, sounding, { at: 0, start: 0, frames: HEARD_FRAMES });
  assert.ok(worst <= HEARD_TOLERANCE, `the worst sample is off by ${worst}`);
}

function withoutSilentBlocks(rows: Rows): Rows {
  const starts: number[] = [];
  for (let start = 0; start < rows[0]!.length; start += QUANTUM_FRAMES) {
    const end = start + QUANTUM_FRAMES;
    if (rows.some((row) => row.subarray(start, end).some((sample) => sample !== 0)))
      starts.push(start);
  }
  return rows.map((row) => {
    const sounding = new Float32Array(starts.length * QUANTUM_FRAMES);
    starts.forEach((start, at) => {
      sounding.set(row.subarray(start, start + QUANTUM_FRAMES), at * QUANTUM_FRAMES);
    });
    return sounding;
  });
}

/** @param at in what was heard. @param start in what is expected */
export function worstDifference(
  heard: Rows,
  expected: Rows,
  { at, start, frames }: { readonly at: number; readonly start: number; readonly frames: number },
): number {
  let worst = 0;
  for (const [channel, row] of heard.entries()) {
    for (let frame = 0; frame < frames; frame++) {
      const difference = Math.abs(row[at + frame]! - expected[channel]![start + frame]!);
      // a frame that is not there differs, too
      if (!(difference <= worst)) worst = Number.isNaN(difference) ? Infinity : difference;
    }
  }
  return worst;
}
