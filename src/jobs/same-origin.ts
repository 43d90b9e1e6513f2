/**
 * Same origin: whether a manifest of ours in a place was written by a run like this one, so that this one may replace its files.
 *
 *   separate   of this part of this recording: the same path, or the same bytes (the library was moved). Whatever the settings.
 *   impute     to this part of these files, by the same model and settings
 *   continue   the same, for as long
 *   generate   as long, by the same model and settings
 *
 * Two recordings of one name, in two folders, thus never cost each other their stems.
 */
import { isDeepStrictEqual } from 'node:util';

import type { Part } from '../audio/part-of-source.js';
import { absolutePath } from '../file-system.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';

export type Origin =
  | (OfInputs & { readonly task: 'separate'; readonly inputSha256: string })
  | (OfInputs & {
      readonly task: 'impute' | 'continue';
      /** null: nothing is continued */
      readonly continuedSeconds: number | null;
    } & Settings)
  | ({ readonly task: 'generate'; readonly frames: number } & Settings);

interface OfInputs {
  readonly inputs: readonly string[];
  readonly part: Part;
}

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
        isSamePart(facts, origin.part) &&
        (facts['inputSha256'] === origin.inputSha256 ||
          areSameFiles(facts['inputs'], origin.inputs))
      );
    case 'impute':
    case 'continue':
      return (
        isSamePart(facts, origin.part) &&
        (facts['continuedSeconds'] ?? null) === origin.continuedSeconds &&
        areSameFiles(facts['inputs'], origin.inputs) &&
        haveSameSettings(facts, origin)
      );
    case 'generate':
      return facts['frames'] === origin.frames && haveSameSettings(facts, origin);
  }
}

/**
 * @param facts what a manifest says, of any release
 * @returns the absolute path of the recording, this part of which was separated; undefined where it says anything else
 */
export function separatedRecording(
  facts: Readonly<Record<string, unknown>>,
  part: Part,
): string | undefined {
  const { stemwright, task, inputs } = facts;
  if (typeof stemwright !== 'string' || task !== 'separate' || !isSamePart(facts, part)) return;
  const input: unknown = Array.isArray(inputs) ? inputs[0] : undefined;
  return typeof input === 'string' ? absolutePath(input) : undefined;
}

/** Releases before knew no parts: theirs are of the whole. */
function isSamePart(facts: Readonly<Record<string, unknown>>, { from, to }: Part): boolean {
  return (facts['from'] ?? null) === from && (facts['to'] ?? null) === to;
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
  return given === null ? absolutePath(input) : `${given[1]!}=${absolutePath(given[2]!)}`;
}
