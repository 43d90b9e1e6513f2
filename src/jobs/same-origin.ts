/**
 * Same origin: whether a manifest of ours in a place was written by a run like this one, so that this one may replace its files.
 *
 *   separate   of this recording: the same path, or the same bytes (the library was moved). Whatever the settings.
 *   impute     to these files, by the same model and settings
 *   generate   as long, by the same model and settings
 *
 * Two recordings of one name, in two folders, thus never cost each other their stems.
 */
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import type { SamplingPlan } from '../sampler/sampling-plan.js';

export type Origin =
  | { readonly task: 'separate'; readonly inputs: readonly string[]; readonly inputSha256: string }
  | ({ readonly task: 'impute'; readonly inputs: readonly string[] } & Settings)
  | ({ readonly task: 'generate'; readonly frames: number } & Settings);

interface Settings {
  readonly modelSha256: string;
  readonly plan: SamplingPlan;
}

/** @param facts what a manifest says, of any release */
export function isOfSameOrigin(facts: Readonly<Record<string, unknown>>, origin: Origin): boolean {
  if (facts['task'] !== origin.task) return false;
  switch (origin.task) {
    case 'separate':
      return (
        facts['inputSha256'] === origin.inputSha256 || areSameFiles(facts['inputs'], origin.inputs)
      );
    case 'impute':
      return areSameFiles(facts['inputs'], origin.inputs) && haveSameSettings(facts, origin);
    case 'generate':
      return facts['frames'] === origin.frames && haveSameSettings(facts, origin);
  }
}

function haveSameSettings(
  { model, plan }: Readonly<Record<string, unknown>>,
  origin: Settings,
): boolean {
  const sha256 = (model as { sha256?: unknown } | null | undefined)?.sha256;
  const asRead: unknown = JSON.parse(JSON.stringify(origin.plan));
  return sha256 === origin.modelSha256 && isDeepStrictEqual(plan, asRead);
}

/** Manifests of before have paths as they were named; what those are relative to is taken to be the same. */
function areSameFiles(listed: unknown, inputs: readonly string[]): boolean {
  if (!Array.isArray(listed)) return false;
  return isDeepStrictEqual(
    listed.map((input) => absoluteInput(String(input))),
    inputs.map(absoluteInput),
  );
}

/** @param input a path, or STEM=PATH */
function absoluteInput(input: string): string {
  const given = /^([\w-]+)=(.*)$/s.exec(input);
  return given === null ? path.resolve(input) : `${given[1]!}=${path.resolve(given[2]!)}`;
}
