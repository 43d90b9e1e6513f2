/**
 * Short blocks: a long block cut into short ones, with a turn of the event loop after each, so that work done per block
 * never keeps the main thread from its clients for more than a few milliseconds.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { partOfStemBlock, type StemBlock } from '../signal/stem-block.js';

/**
 * Samples of all rows that a short block becomes: about 12 ms of four stems in stereo at 44.1 kHz. Restoring
 * them takes a small part of that, so that whoever asks meanwhile waits for one block.
 */
const BLOCK_SAMPLES = 4096;

/** @param framesEach what a frame of the block becomes: 2 where it is at 22,050 Hz and its stems are restored to 44,100 @default 1 */
export async function* inShortBlocks(block: StemBlock, framesEach = 1): AsyncGenerator<StemBlock> {
  const { channels, stems, frames } = block;
  const blockFrames = Math.ceil(BLOCK_SAMPLES / (channels * stems * framesEach));
  for (let start = 0; start < frames; start += blockFrames) {
    yield partOfStemBlock(block, start, Math.min(frames, start + blockFrames));
    await nextTurn();
  }
}

/**
 * Does work that comes in steps, with a turn of the event loop whenever as much as a short block is done.
 * @param steps each gives how many samples it made
 * @returns what it comes to
 */
export async function inTurns<Result>(steps: Generator<number, Result>): Promise<Result> {
  for (let samples = 0; ;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    samples += step.value;
    if (samples < BLOCK_SAMPLES) continue;
    samples = 0;
    await nextTurn();
  }
}
