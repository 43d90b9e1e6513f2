/**
 * Separator contradictions: fields of a separator's card that are well formed but do not fit together: path -> what it must be.
 *
 * Every stem has one origin: an output of one network, or the rest.
 */
import type { SeparatorCard } from './separator-card.js';

export function* separatorContradictions(
  card: SeparatorCard,
): Generator<[path: string, must: string]> {
  const { stems, networks, rest, files, overlapFrames, edgeFrames, chunkFrames } = card;
  if (stems.length < 2) yield ['stems', 'must name two or more: one alone would be the recording'];
  const mostOverlap = Math.floor(chunkFrames.trained / 2);
  if (overlapFrames > mostOverlap) {
    yield ['overlapFrames', `must be at most half of chunkFrames.trained (${mostOverlap})`];
  }
  const mostEdge = Math.floor(overlapFrames / 2);
  if (edgeFrames > mostEdge) {
    yield ['edgeFrames', `must be at most half of overlapFrames (${mostEdge})`];
  }
  for (const [index, network] of networks.entries()) {
    const path = `networks.${index}`;
    if (!Object.hasOwn(files, network.graph)) {
      yield [`${path}.graph`, 'must be one of the names in files'];
    }
    const given = network.stems.filter((stem) => stem !== null);
    if (given.length === 0) yield [`${path}.stems`, 'must name a stem'];
    if (!given.every((stem) => stems.includes(stem))) {
      yield [`${path}.stems`, `must name stems of the field stems (${stems.join(', ')}), or null`];
    }
  }
  const origins = [...networks.flatMap((network) => network.stems), rest];
  for (const stem of stems) {
    const count = origins.filter((origin) => origin === stem).length;
    if (count === 0) yield ['networks', `must give the stem ${stem}, or the field rest name it`];
    if (count > 1) yield ['networks', `must give the stem ${stem} once, counting the field rest`];
  }
  if (rest !== undefined && !stems.includes(rest)) {
    yield ['rest', `must be one of the field stems (${stems.join(', ')})`];
  }
}
