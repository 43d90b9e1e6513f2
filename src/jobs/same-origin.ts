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
import { areSameInJson, parseValue } from '../json-file.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import {
  inputsListedSchema,
  lengthListedSchema,
  settingsListedSchema,
  type InputsListed,
  type Manifest,
} from './manifest-schema.js';

export type Origin =
  | (OfInputs & { readonly kind: 'separate'; readonly inputSha256: string })
  | (OfInputs & {
      readonly kind: 'impute' | 'continue';
      /** null: nothing is continued */
      readonly continuedSeconds: number | null;
    } & Settings)
  | ({ readonly kind: 'generate'; readonly frames: number } & Settings);

interface OfInputs {
  readonly inputs: readonly string[];
  readonly part: Part;
}

interface Settings {
  readonly modelSha256: string;
  readonly plan: SamplingPlan;
  /** as a manifest lists it */
  readonly separator: Manifest['separator'];
}

/** @param content what a manifest of any release says */
export function isOfSameOrigin(content: unknown, origin: Origin): boolean {
  if (origin.kind === 'generate') {
    const listed = parseValue(content, lengthListedSchema);
    return (
      listed?.task === origin.kind &&
      listed.frames === origin.frames &&
      haveSameSettings(content, origin)
    );
  }
  const listed = parseValue(content, inputsListedSchema);
  if (listed?.task !== origin.kind || !isSamePart(listed, origin.part)) return false;
  const areSame = areSameFiles(listed.inputs, origin.inputs);
  if (origin.kind === 'separate') return areSame || listed.inputSha256 === origin.inputSha256;
  return (
    areSame &&
    listed.continuedSeconds === origin.continuedSeconds &&
    haveSameSettings(content, origin)
  );
}

/**
 * @param content what a manifest of any release says
 * @returns the absolute path of the recording, this part of which was separated; undefined where it says anything else
 */
export function separatedRecording(content: unknown, part: Part): string | undefined {
  const listed = parseValue(content, inputsListedSchema);
  if (listed?.task !== 'separate' || !isSamePart(listed, part)) return undefined;
  const [input] = listed.inputs;
  return input === undefined ? undefined : absolutePath(input);
}

function isSamePart(listed: InputsListed, { from, to }: Part): boolean {
  return listed.from === from && listed.to === to;
}

function haveSameSettings(content: unknown, origin: Settings): boolean {
  const listed = parseValue(content, settingsListedSchema);
  if (listed?.model.sha256 !== origin.modelSha256) return false;
  const settings = ({ plan, separator }: Pick<Settings, 'plan' | 'separator'>) => ({
    plan,
    separator: separator === null ? null : { sha256: separator.sha256, plan: separator.plan },
  });
  return areSameInJson(settings(listed), settings(origin));
}

/** Manifests of before have paths as they were named; what those are relative to is taken to be the same. */
function areSameFiles(listed: readonly string[], inputs: readonly string[]): boolean {
  return isDeepStrictEqual(listed.map(absoluteInput), inputs.map(absoluteInput));
}

/** @param input a path, or STEM=PATH */
function absoluteInput(input: string): string {
  const ofStem = /^([\w-]+)=(.*)$/s.exec(input);
  return ofStem === null ? absolutePath(input) : `${ofStem[1]!}=${absolutePath(ofStem[2]!)}`;
}
