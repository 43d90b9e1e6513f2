/**
 * Stem subsets: what can be imputed: every choice of some stems but not all of them, the others known.
 */

/**
 * @returns 2^stems - 2 ascending lists of indices: smaller subsets first, and among those of one size in the order of their
 *   first stems; 14 for a band of four
 */
export function stemSubsets(stems: number): number[][] {
  const subsets = Array.from({ length: 2 ** stems }, (_, bits) =>
    Array.from({ length: stems }, (__, stem) => stem).filter((stem) => (bits >> stem) % 2 === 1),
  );
  return subsets
    .filter(({ length }) => length > 0 && length < stems)
    .sort((a, b) => a.length - b.length || firstDifference(a, b));
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  return a.map((stem, i) => stem - b[i]!).find((difference) => difference !== 0) ?? 0;
}
