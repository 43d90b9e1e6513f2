/**
 * Result origin: how a result came about, as its stems.json says, so that a page can have it made again, knows takes of a stem, and
 * whether the stems sum to a recording.
 */
import path from 'node:path';

import { isRest } from '../../jobs/separated-outputs.js';
import type { Manifest } from '../../jobs/manifest-schema.js';
import type { ModelCard } from '../../model/model-card.js';

/** As a page is told of it. */
export interface ResultOrigin extends Pick<
  Manifest,
  'task' | 'inputs' | 'from' | 'to' | 'continuedSeconds' | 'seed'
> {
  readonly model: string;
  /** of the model that separated the input first */
  readonly separator: string | null;
  /** of the whole result */
  readonly seconds: number;
}

export function originOf(manifest: Manifest): ResultOrigin {
  const { task, inputs, from, to, continuedSeconds, seed, model, separator } = manifest;
  const seconds = manifest.frames / manifest.rateHz;
  return {
    ...{ task, inputs, from, to, continuedSeconds, seed, seconds },
    model: model.name,
    separator: separator?.name ?? null,
  };
}

/**
 * Whether its stems sum to the recording.
 * @param card of the model that it was separated with; undefined: nobody has it any more
 */
export function sumsToRecording(
  { task, sumErrorDbfs, stems }: Pick<Manifest, 'task' | 'sumErrorDbfs' | 'stems'>,
  card: Pick<ModelCard, 'stems'> | undefined,
): boolean {
  if (task !== 'separate' || sumErrorDbfs === null) return false;
  const names = Object.keys(stems);
  // a stem and the recording without it
  if (names.length === 2 && names.filter(isRest).length === 1) return true;
  return card?.stems.every((stem) => names.includes(stem)) === true;
}

/** Inputs as a manifest has them, where a folder of theirs is another one now. @param folders absolute, links followed */
export function movedInputs(
  inputs: readonly string[],
  { from, to }: { readonly from: string; readonly to: string },
): string[] {
  return inputs.map((input) => {
    const [, stem = '', file = ''] = /^([^=/\\]+=)?(.*)$/s.exec(input) ?? [];
    const isInside = file === from || file.startsWith(from + path.sep);
    return isInside ? stem + to + file.slice(from.length) : input;
  });
}

/** The folders of the stems that an imputation was made to fit, in their order. */
export function knownFolders({ task, inputs }: Pick<Manifest, 'task' | 'inputs'>): string[] {
  if (task !== 'impute') return [];
  const files = inputs.map((input) => /^[^=/\\]+=(.+)$/.exec(input)?.[1]);
  return files.flatMap((file) => (file === undefined ? [] : path.dirname(file)));
}
