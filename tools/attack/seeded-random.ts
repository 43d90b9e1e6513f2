/**
 * Seeded random choices: the moments, packets and orders of an attack, the same for the same seed and name.
 */
import { createSfc32State, nextSfc32, seedSfc32 } from '../../src/signal/sfc32.js';

export interface SeededRandom {
  /** a whole number from 0 to limit - 1 */
  below(limit: number): number;
  /** from `least` to less than `most` */
  between(least: number, most: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

export function seededRandom(seed: number, name: string): SeededRandom {
  const state = createSfc32State();
  const word = Buffer.from(name).reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 7);
  seedSfc32(state, [seed, word, 0, 0]);
  const unit = (): number => (nextSfc32(state) >>> 0) / 2 ** 32;
  const below = (limit: number): number => Math.floor(unit() * limit);
  return {
    below,
    between: (least, most) => least + unit() * (most - least),
    pick(items) {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('seededRandom: nothing to pick from');
      return item;
    },
  };
}
