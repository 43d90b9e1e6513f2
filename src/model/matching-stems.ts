/**
 * Matching stems: which stems of one model are what another calls its own: by name, else by the other names that a card gives
 * (`aliases`: keys -> piano). Case does not count.
 *
 * Several may be one stem of the other's: they are its sum. What it has no name for is left out.
 */
import { stemIndex, type StemIndex } from '../signal/units.js';
import type { ModelCard } from './model-card.js';
import { stemLooks, type StemLook } from './stem-looks.js';

export interface MatchingStem {
  /** of the model that is to know it */
  readonly stem: StemIndex;
  /** of the model that separates: what it is the sum of; never empty */
  readonly parts: readonly StemIndex[];
}

/** In the order of the model's stems. */
export function matchingStems(model: ModelCard, separator: ModelCard): MatchingStem[] {
  const known = stemLooks(model);
  const places = stemLooks(separator).map((look) => placeOf(look, known));
  return known.flatMap((_, index) => {
    const parts = places.flatMap((place, part) => (place === index ? [stemIndex(part)] : []));
    return parts.length === 0 ? [] : [{ stem: stemIndex(index), parts }];
  });
}

/** A model's own stems, as it separates them itself, but for some. */
export function ownStems({ stems }: ModelCard, without: readonly StemIndex[]): MatchingStem[] {
  return stems
    .map((_, index) => stemIndex(index))
    .filter((stem) => !without.includes(stem))
    .map((stem) => ({ stem, parts: [stem] }));
}

/** -1: there is none. A name goes before any alias. */
function placeOf(look: StemLook, known: readonly StemLook[]): number {
  const ways = [
    (other: StemLook) => isSame(other.stem, look.stem),
    (other: StemLook) => other.aliases.some((alias) => isSame(alias, look.stem)),
    (other: StemLook) => look.aliases.some((alias) => isSame(alias, other.stem)),
  ];
  for (const matches of ways) {
    const place = known.findIndex(matches);
    if (place >= 0) return place;
  }
  return -1;
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
