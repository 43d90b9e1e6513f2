/**
 * Separated outputs: what a separation writes, by name, of the stems of its model.
 *
 *   stems bass,drums   "bass", "drums"
 *   minus vocals       "no vocals": the recording without it; of several "no bass+drums"
 *   two vocals         "vocals", "no vocals", which sum to the recording
 */
import type { MixtureOutput } from '../clips/mixture-outputs.js';
import type { ModelCard } from '../model/model-card.js';
import { stemIndices } from '../model/stem-names.js';
import { OperationalError } from '../operational-error.js';
import type { StemIndex } from '../signal/units.js';

const REST = 'no ';

export interface OutputChoice {
  /** names of the stems to write */
  readonly stems?: readonly string[] | undefined;
  /** names of the stems that are taken away */
  readonly minus?: readonly string[] | undefined;
  /** the stem that is written beside the rest */
  readonly two?: string | undefined;
}

export interface NamedOutput {
  readonly name: string;
  readonly output: MixtureOutput;
}

/** @throws OperationalError `bad-argument` for stems that the model does not have, and for several choices at once */
export function separatedOutputs(
  card: ModelCard,
  { stems, minus, two }: OutputChoice,
): NamedOutput[] {
  const said = Object.entries({ stems, minus, two }).filter(([, value]) => value !== undefined);
  if (said.length > 1) {
    throw new OperationalError(
      'bad-argument',
      `Expected one of "stems", "minus" and "two", got ${said.map(([name]) => `"${name}"`).join(' and ')}.`,
    );
  }
  if (minus !== undefined) return [rest(card, stemIndices(card, minus))];
  if (two !== undefined) {
    const chosen = stemIndices(card, [two]);
    return [...chosen.map((stem) => one(card, stem)), rest(card, chosen)];
  }
  return stemIndices(card, stems ?? card.stems).map((stem) => one(card, stem));
}

/** Whether an output of that name is a rest: names of stems have no spaces. */
export function isRest(name: string): boolean {
  return name.startsWith(REST);
}

function one({ stems }: ModelCard, stem: StemIndex): NamedOutput {
  return { name: stems[stem]!, output: { kind: 'stem', stem } };
}

function rest({ stems, name }: ModelCard, without: readonly StemIndex[]): NamedOutput {
  const names = without.map((stem) => stems[stem]!);
  if (names.length === stems.length) {
    throw new OperationalError(
      'bad-argument',
      `Nothing is left of a recording without ${names.join(', ')}: these are all stems of the model "${name}". Leave one out.`,
    );
  }
  return { name: REST + names.join('+'), output: { kind: 'rest', without } };
}
