/**
 * Whether a stem that was imputed to the other three fits them: in time (onset agreement) and in key, between its bounds.
 */
import {
  imputationAgreements,
  type ImputationAgreement,
  type ImputedChunk,
} from '../../src/evaluation/imputation-agreement.js';
import { keyAgreement, keyStrengths } from '../../src/evaluation/key-agreement.js';
import { onsetAgreement } from '../../src/evaluation/onset-agreement.js';
import { onsetStrength } from '../../src/evaluation/onset-strength.js';
import { isSilent } from '../../src/signal/silence.js';
import { sumRows } from '../../src/signal/rows.js';
import { mean, standardError } from '../../test/support/statistics.js';
import type { BandExcerpts } from './prior-audio.js';
import type { PlayedBands } from './prior-samples.js';

/** without a pitch of their own */
const UNPITCHED = ['drums'];

/** A Markdown table of how imputed stems keep time with the given ones. */
export function onsetTable(
  stems: readonly string[],
  excerpts: readonly BandExcerpts[],
  played: readonly PlayedBands[],
): string {
  const imputed = imputedChunks(stems, excerpts, played, onsetStrength);
  return table('onset agreement', stems, imputationAgreements(imputed, onsetAgreement));
}

/** A Markdown table of how imputed stems are in the given ones' key. */
export function keyTable(
  stems: readonly string[],
  excerpts: readonly BandExcerpts[],
  played: readonly PlayedBands[],
): string {
  const pitched = stems.filter((stem) => !UNPITCHED.includes(stem));
  const imputed = imputedChunks(stems, excerpts, played, keyStrengths).filter(({ stem }) =>
    pitched.includes(stem),
  );
  return table('key agreement', pitched, imputationAgreements(imputed, keyAgreement));
}

/** Of the bands with one stem imputed, where that one and the others play in the real band. */
function imputedChunks<Part>(
  stems: readonly string[],
  excerpts: readonly BandExcerpts[],
  played: readonly PlayedBands[],
  partOf: (row: Float32Array, rateHz: number) => Part,
): ImputedChunk<Part>[] {
  return played
    .filter(({ generated }) => generated.length === 1)
    .flatMap(({ generated: [stem], bands }) =>
      excerpts.flatMap(({ track, rateHz, evaluated }, i): ImputedChunk<Part>[] => {
        const real = evaluated[stem!]!;
        const known = sumRows(evaluated.filter((_, other) => other !== stem));
        if (isSilent(real) || isSilent(known)) return [];
        return [
          {
            track,
            stem: stems[stem!]!,
            known: partOf(known, rateHz),
            real: partOf(real, rateHz),
            imputed: partOf(bands[i]![stem!]!, rateHz),
          },
        ];
      }),
    );
}

function table(
  measure: string,
  stems: readonly string[],
  agreements: readonly ImputationAgreement[],
): string {
  return [
    `| ${measure} | tracks | real | imputed | shuffled | imputed - shuffled |`,
    '| --- | --- | --- | --- | --- | --- |',
    ...stems.map((name) =>
      row(
        name,
        agreements.filter(({ stem }) => stem === name),
      ),
    ),
    row('all', agreements),
  ].join('\n');
}

/** Stems of one track are not independent: each track counts once, with the mean of its stems. */
function row(label: string, agreements: readonly ImputationAgreement[]): string {
  const tracks = [...new Set(agreements.map(({ track }) => track))];
  const cell = (value: (agreement: ImputationAgreement) => number): string => {
    const means = tracks.map((name) =>
      mean(agreements.filter(({ track }) => track === name).map(value)),
    );
    return `${mean(means).toFixed(2)} ± ${standardError(means).toFixed(2)}`;
  };
  const cells = [
    cell(({ real }) => real),
    cell(({ imputed }) => imputed),
    cell(({ shuffled }) => shuffled),
    cell(({ imputed, shuffled }) => imputed - shuffled),
  ];
  return `| ${[label, tracks.length, ...cells].join(' | ')} |`;
}
