/**
 * Stem names as the user writes them, against those the model has.
 */
import type { ModelCard } from './model-card.js';
import { OperationalError } from '../operational-error.js';
import { stemIndex, type StemIndex } from '../signal/units.js';

/**
 * Indices in the model's order.
 * @throws OperationalError `bad-argument` naming the stems there are; also for no name, or one given twice
 */
export function stemIndices({ name, stems }: ModelCard, names: readonly string[]): StemIndex[] {
  if (names.length === 0 || new Set(names).size !== names.length) {
    throw new OperationalError(
      'bad-argument',
      `Expected names of stems, each once, got "${names.join(',')}"; the model "${name}" has ${stems.join(', ')}.`,
    );
  }
  return names.map((stem) => {
    const index = stems.indexOf(stem);
    if (index < 0) {
      throw new OperationalError(
        'bad-argument',
        `There is no stem "${stem}" in the model "${name}"; it has ${stems.join(', ')}.`,
      );
    }
    return stemIndex(index);
  });
}

/**
 * The same of stems that are generated to fit others.
 * @throws OperationalError `bad-argument` as {@link stemIndices}, and where no stem is left to fit to
 */
export function generatedStemIndices(card: ModelCard, names: readonly string[]): StemIndex[] {
  const indices = stemIndices(card, names);
  if (indices.length < card.stems.length) return indices;
  throw new OperationalError(
    'bad-argument',
    `Expected a stem that is not generated, to fit the others to, got all of the model "${card.name}" to generate: ` +
      `${card.stems.join(', ')}. Leave one out; to make all of them from nothing, use "generate".`,
  );
}
