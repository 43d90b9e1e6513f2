/**
 * Short blocks: a long block cut into short ones, with a turn of the event loop after each, so that work done per block
 * never keeps the main thread from its clients for more than a few milliseconds.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { partOfStemBlock, type StemBlock } from '../signal/stem-block.js';

/** about 45 ms of audio at the models' 22,050 Hz: some three milliseconds of restoring and writing */
const BLOCK_FRAMES = 1024;

export async function* inShortBlocks(block: StemBlock): AsyncGenerator<StemBlock> {
  for (let start = 0; start < block.frames; start += BLOCK_FRAMES) {
    yield partOfStemBlock(block, start, Math.min(block.frames, start + BLOCK_FRAMES));
    await nextTurn();
  }
}
