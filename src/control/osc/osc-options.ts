/**
 * Options of jobs: the keys and values at the end of a request, as data.
 */
import type { JobCommand } from '../../engine/job-command.js';
import type { SamplingChoice } from '../../engine/sampling-settings.js';
import type { OptionField } from './osc-fields.js';

const MAX_STEPS = 1000;
const MAX_RESAMPLINGS = 100;
const MAX_SEED = 2 ** 32 - 1;

/** The engine's choices as lists; a choice the engine gains or loses does not compile here. */
const PRESETS = choices<SamplingChoice['preset']>()('draft', 'standard', 'best');
const SOLVERS = choices<NonNullable<SamplingChoice['solver']>>()('euler', 'heun', 'dpmpp2m');
export const POSTERIORS = choices<NonNullable<SamplingChoice['posterior']>>()(
  'consistent',
  'dirac',
  'gaussian',
);
const ENCODINGS = choices<JobCommand['encoding']>()('float32', 'pcm24');

/** What every job takes. */
export const SAMPLING_OPTIONS = [
  { kind: 'choice', name: 'preset', choices: PRESETS, description: 'speed against quality' },
  {
    kind: 'integer',
    name: 'steps',
    least: 1,
    most: MAX_STEPS,
    description: 'diffusion steps, instead of the preset’s',
  },
  { kind: 'choice', name: 'solver', choices: SOLVERS, description: 'ODE solver' },
  {
    kind: 'integer',
    name: 'correction',
    least: 1,
    most: MAX_RESAMPLINGS,
    description: 'evaluations a step; 1: no correction',
  },
  {
    kind: 'integer',
    name: 'seed',
    least: 0,
    most: MAX_SEED,
    description: 'of the noise: same seed, same bytes',
  },
  {
    kind: 'choice',
    name: 'encoding',
    choices: ENCODINGS,
    description: 'sample format of the stems',
  },
] as const satisfies readonly OptionField[];

/** Exactly the members of a union of strings: one left out or made up is a compile error at the call. */
function choices<Union extends string>() {
  return <const Listed extends readonly Union[]>(
    ...listed: [Union] extends [Listed[number]] ? Listed : never
  ): Listed => listed;
}
