/**
 * How often a stem that was generated is silent (signal/silence.ts), beside the real bands'. A prior that has learned little
 * leaves players out.
 */
import { isSilent } from '../../src/signal/silence.js';
import type { BandExcerpts } from './prior-audio.js';
import type { PlayedBands } from './prior-samples.js';

/** A Markdown table: per stem the share of clips in which it is silent. */
export function silenceTable(
  stems: readonly string[],
  excerpts: readonly BandExcerpts[],
  played: readonly PlayedBands[],
): string {
  const generated = stems.map((_, stem) =>
    stems.map((__, others) =>
      played
        .filter((bands) => bands.generated.includes(stem) && bands.generated.length === others + 1)
        .flatMap(({ bands }) => bands.map((band) => band[stem]!)),
    ),
  );
  const label = (others: number): string =>
    others + 1 === stems.length ? 'generated from nothing' : `imputed, ${others + 1} at once`;
  return [
    `| silent, % of clips | clips a stem | ${stems.join(' | ')} | all |`,
    `| --- | --- | ${stems.map(() => '---').join(' | ')} | --- |`,
    ...stems.map((_, others) =>
      row(
        label(others),
        generated.map((sizes) => sizes[others]!),
      ),
    ),
    row(
      'real',
      stems.map((_, stem) =>
        excerpts.flatMap(({ evaluated, reference }) => [evaluated[stem]!, reference[stem]!]),
      ),
    ),
  ].join('\n');
}

/** @param clips per stem */
function row(label: string, clips: readonly (readonly Float32Array[])[]): string {
  const percent = (rows: readonly Float32Array[]): string =>
    ((100 * rows.filter(isSilent).length) / rows.length).toFixed(0);
  const cells = [...clips.map(percent), percent(clips.flat())];
  return `| ${[label, clips[0]!.length, ...cells].join(' | ')} |`;
}
