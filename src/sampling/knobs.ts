/**
 * Knobs: what a user may say about how a job is sampled and stored, each declared once: its values, its name, its words, and
 * which tasks take it. The command line, the options of OSC, the daemon's settings, what a job carries
 * (sampling-settings.ts), a card's presets and the plan in stems.json (plan-schema.ts) follow.
 *
 * A knob that is one number of the plan (`inPlan`) is added here, in the plan (sampler/sampling-plan.ts), and where it does
 * something. What a choice means for a plan is in sampling-settings.ts.
 */
import type { z } from 'zod';

import { FILE_FORMATS } from '../audio/stem-formats.js';
import { WAV_ENCODINGS } from '../audio/wav-layout.js';
import { MODEL_TASKS, type ModelTask } from '../model/model-task.js';
import { POSTERIOR_KINDS } from '../sampler/posterior/posteriors.js';
import { SOLVER_KINDS } from '../sampler/sampler.js';
import type { DiffusionPlan } from '../sampler/sampling-plan.js';
import { count, oneOf, wholeNumber } from '../value-schemas.js';
import { PRESET_NAMES, SAMPLING_PRESET_NAMES } from './preset-names.js';

type KnobSchema = z.ZodEnum | z.ZodInt;

export interface Knob {
  /** its name, on the command line and in OSC */
  readonly option: string;
  /** what the command line's help calls its value */
  readonly placeholder: string;
  readonly schema: KnobSchema;
  /** for the command line's help */
  readonly help: string;
  /** for clients of OSC */
  readonly description: string;
  readonly tasks: readonly ModelTask[];
  /** what of it a live session takes */
  readonly live?: { readonly schema: KnobSchema; readonly description: string };
  /** of one that is a number of the plan: what a plan may hold, and what a preset has that does not say it */
  readonly inPlan?: { readonly schema: z.ZodInt; readonly fallback: number };
}

export const KNOBS = {
  preset: {
    option: 'preset',
    placeholder: '<name>',
    schema: oneOf(SAMPLING_PRESET_NAMES),
    help: 'speed against quality, draft, standard or best, as the model means it; or the settings of a published system',
    description: 'speed against quality; or the settings of a published system',
    tasks: MODEL_TASKS,
    /** a window of a live session has time for few steps: the published hundreds are for files */
    live: { schema: oneOf(PRESET_NAMES), description: 'speed against quality' },
  },
  steps: {
    option: 'steps',
    placeholder: '<n>',
    schema: wholeNumber(1, 1000),
    help: 'diffusion steps, instead of the preset’s',
    description: 'diffusion steps, instead of the preset’s',
    tasks: MODEL_TASKS,
    live: {
      schema: wholeNumber(1, 1000),
      description: 'the most steps a window gets, instead of the preset’s',
    },
  },
  solver: {
    option: 'solver',
    placeholder: '<name>',
    schema: oneOf(SOLVER_KINDS),
    help: 'ODE solver, or projdiff (to separate only)',
    description: 'ODE solver, or projdiff (to separate only)',
    tasks: MODEL_TASKS,
  },
  resamplings: {
    option: 'correction',
    placeholder: '<r>',
    schema: wholeNumber(1, 100),
    help: 'evaluations a step (R); 1 = no correction',
    description: 'evaluations a step; 1: no correction',
    tasks: MODEL_TASKS,
    inPlan: { schema: count, fallback: 1 },
  },
  views: {
    option: 'views',
    placeholder: '<v>',
    schema: wholeNumber(1, 64),
    help: 'hears every chunk at V speeds and averages: V times the work',
    description: 'at how many speeds a chunk is heard and averaged',
    tasks: MODEL_TASKS,
    inPlan: { schema: count, fallback: 1 },
  },
  seed: {
    option: 'seed',
    placeholder: '<n>',
    schema: wholeNumber(0, 2 ** 32 - 1),
    help: 'seed of the noise; same seed, same bytes',
    description: 'of the noise: same seed, same bytes',
    tasks: MODEL_TASKS,
    live: {
      schema: wholeNumber(0, 2 ** 32 - 1),
      description: 'of the noise: same seed, same bytes',
    },
  },
  posterior: {
    option: 'posterior',
    placeholder: '<name>',
    schema: oneOf(POSTERIOR_KINDS),
    help: 'how the stems are tied to the mixture',
    description: 'how the stems are tied to the mixture',
    /** the others have no mixture */
    tasks: ['separate'],
  },
  encoding: {
    option: 'encoding',
    placeholder: '<name>',
    schema: oneOf(WAV_ENCODINGS),
    help: 'sample format of stems in WAV files',
    description: 'sample format of stems in WAV files',
    tasks: MODEL_TASKS,
    live: { schema: oneOf(WAV_ENCODINGS), description: 'sample format of those files' },
  },
  format: {
    option: 'format',
    placeholder: '<name>',
    schema: oneOf(FILE_FORMATS),
    help: 'file format of the stems: flac (24 bit); mp3 and m4a (AAC) need ffmpeg',
    description: 'file format of the stems: `flac` (24 bit); `mp3` and `m4a` (AAC) need ffmpeg',
    tasks: MODEL_TASKS,
  },
} as const satisfies Record<string, Knob>;

export type Knobs = typeof KNOBS;
export type KnobName = keyof Knobs;
export type KnobValue<Name extends KnobName> = z.output<Knobs[Name]['schema']>;

/** How stems are stored. */
const STORAGE_KNOBS = ['encoding', 'format'] as const satisfies readonly KnobName[];
type StorageKnob = (typeof STORAGE_KNOBS)[number];
/** All but those. */
export type SamplingKnob = Exclude<KnobName, StorageKnob>;

export function isStorageKnob(name: string): boolean {
  return STORAGE_KNOBS.some((knob) => knob === name);
}

/** Those that are a number of the plan. */
type PlanKnob = {
  [Name in KnobName]: Knobs[Name] extends { readonly inPlan: object } ? Name : never;
}[KnobName];

/** What a plan has where nobody says otherwise. */
export const PLAN_FALLBACKS = planKnobs(({ fallback }) => fallback);
/** What a card may say of them: what a user may. */
export const PLAN_COUNTS = planKnobs((_, name) => KNOBS[name].schema);
/** What a stems.json may: one written before a knob was there had its fallback. */
export const COUNTS_OF_WHOLE_PLAN = planKnobs(({ schema, fallback }) => schema.default(fallback));

/** What a choice and a preset make of them: the choice goes first. */
export function planCounts(
  choice: Readonly<Record<PlanKnob, number | undefined>>,
  preset: Pick<DiffusionPlan, PlanKnob>,
): Pick<DiffusionPlan, PlanKnob> {
  return planKnobs((_, name) => choice[name] ?? preset[name]);
}

function planKnobs<Value>(
  valueOf: (inPlan: Required<Knob>['inPlan'], name: PlanKnob) => Value,
): Readonly<Record<PlanKnob, Value>> {
  const entries = Object.entries<Knob>(KNOBS).flatMap(([name, { inPlan }]) =>
    inPlan === undefined ? [] : [[name, valueOf(inPlan, name as PlanKnob)]],
  );
  return Object.fromEntries(entries) as Record<PlanKnob, Value>;
}
