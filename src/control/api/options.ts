/**
 * Options of jobs and of live sessions: the keys and values at the end of a request, as data.
 */
import type { JobCommand } from '../../jobs/job-command.js';
import type { LiveMode, LiveRequest } from '../../live/live.js';
import {
  POSTERIOR_KINDS,
  SOLVER_KINDS,
  type SamplingChoice,
} from '../../sampling/sampling-settings.js';
import type { OptionField } from './field.js';

const MAX_STEPS = 1000;
const MAX_RESAMPLINGS = 100;
const MAX_VIEWS = 64;
const MAX_SEED = 2 ** 32 - 1;
const MIN_RATE_HZ = 8000;
const MAX_RATE_HZ = 192_000;
const MAX_CHANNELS = 8;
const MAX_LATENCY_SECONDS = 30;
/** ten days: longer than any recording */
const MAX_PART_SECONDS = 864_000;
const MAX_LOOP_BARS = 64;

/** The engine's choices as lists; a choice the engine gains or loses does not compile here. */
const PRESETS = choices<SamplingChoice['preset']>()(
  'draft',
  'standard',
  'best',
  'msdm-dirac',
  'msdm-gaussian',
  'isdm-dirac',
  'isdm-gaussian',
  'msdm-generate',
  'msdm-impute',
);
/** A window of a live session has time for few steps: the published hundreds are for files. */
const LIVE_PRESETS = [
  'draft',
  'standard',
  'best',
] as const satisfies readonly SamplingChoice['preset'][];
const ENCODINGS = choices<JobCommand['encoding']>()('float32', 'pcm24');
const MODES = choices<LiveMode['kind']>()('separate', 'accompany', 'listen');
const LAYOUTS = choices<LiveRequest['layout']>()('stems', 'mix');

const PRESET = {
  kind: 'choice',
  name: 'preset',
  choices: PRESETS,
  description: 'speed against quality; or the settings of a published system',
} as const;
const LIVE_PRESET = {
  kind: 'choice',
  name: 'preset',
  choices: LIVE_PRESETS,
  description: 'speed against quality',
} as const;
const SEED = {
  kind: 'integer',
  name: 'seed',
  least: 0,
  most: MAX_SEED,
  description: 'of the noise: same seed, same bytes',
} as const;
const STEPS = { kind: 'integer', name: 'steps', least: 1, most: MAX_STEPS } as const;
const ENCODING = { kind: 'choice', name: 'encoding', choices: ENCODINGS } as const;

/** What every job takes. */
export const SAMPLING_OPTIONS = [
  PRESET,
  { ...STEPS, description: 'diffusion steps, instead of the preset’s' },
  {
    kind: 'choice',
    name: 'solver',
    choices: SOLVER_KINDS,
    description: 'ODE solver, or projdiff (to separate only)',
  },
  {
    kind: 'integer',
    name: 'correction',
    least: 1,
    most: MAX_RESAMPLINGS,
    description: 'evaluations a step; 1: no correction',
  },
  {
    kind: 'integer',
    name: 'views',
    least: 1,
    most: MAX_VIEWS,
    description: 'at how many speeds a chunk is heard and averaged',
  },
  SEED,
  { ...ENCODING, description: 'sample format of the stems' },
] as const satisfies readonly OptionField[];

/** What a job takes that is about a part of its inputs. */
const PART_OPTIONS = [
  {
    kind: 'number',
    name: 'from',
    least: 0,
    most: MAX_PART_SECONDS,
    description: 'seconds into each input at which to begin; without it: its beginning',
  },
  {
    kind: 'positive',
    name: 'to',
    most: MAX_PART_SECONDS,
    description: 'seconds into each input at which to end; without it, or beyond the end: its end',
  },
] as const satisfies readonly OptionField[];

const KNOWN = {
  kind: 'text',
  name: 'known',
  repeats: true,
  description: 'NAME=FILE (or a capture), one more stem that is given; may be repeated',
} as const;

/** What a separation takes. */
export const SEPARATE_OPTIONS = [
  { kind: 'names', name: 'stems', description: 'write only these' },
  {
    kind: 'choice',
    name: 'posterior',
    choices: POSTERIOR_KINDS,
    description: 'how the stems are tied to the mixture',
  },
  ...PART_OPTIONS,
  ...SAMPLING_OPTIONS,
] as const satisfies readonly OptionField[];

/** What an imputation takes. */
export const IMPUTE_OPTIONS = [
  KNOWN,
  ...PART_OPTIONS,
  ...SAMPLING_OPTIONS,
] as const satisfies readonly OptionField[];

/** What it takes to continue. */
export const CONTINUE_OPTIONS = [
  KNOWN,
  {
    kind: 'names',
    name: 'generate',
    description:
      'stems to generate over the whole length, beside those that are not given; a folder’s files of these names are not used',
  },
  ...PART_OPTIONS,
  ...SAMPLING_OPTIONS,
] as const satisfies readonly OptionField[];

/** What a live session takes; what is left out is as the daemon was started with. */
export const LIVE_OPTIONS = [
  {
    kind: 'choice',
    name: 'mode',
    choices: MODES,
    description:
      '`separate`: the input’s stems; `accompany`: stems for a loop that is played in; `listen`: nothing, the input is only there to be captured',
  },
  {
    kind: 'names',
    name: 'generate',
    description: 'mode accompany: the stems that are played to the loop',
  },
  {
    kind: 'text',
    name: 'plays',
    description:
      'mode accompany: the stem that the input is; without it the input is separated first',
  },
  {
    kind: 'integer',
    name: 'bars',
    least: 1,
    most: MAX_LOOP_BARS,
    description:
      'mode accompany: length of the loop, 8 by default; the transport says where bars are',
  },
  {
    kind: 'integer',
    name: 'hold',
    least: 0,
    most: 1,
    description:
      'mode accompany: 1 keeps the first take; otherwise each pass brings another; `/stemwright/live/hold` changes it',
  },
  {
    kind: 'text',
    name: 'input',
    description: 'name of a sound device, or a part of it; or a file, as `file:PATH`',
  },
  {
    kind: 'text',
    name: 'output',
    description: 'name of a sound device, or a part of it; or `none`',
  },
  {
    kind: 'integer',
    name: 'rate',
    least: MIN_RATE_HZ,
    most: MAX_RATE_HZ,
    description: 'frames a second, of both devices',
  },
  {
    kind: 'integer',
    name: 'channels',
    least: 1,
    most: MAX_CHANNELS,
    description: 'of the input, and of every stem',
  },
  {
    kind: 'choice',
    name: 'layout',
    choices: LAYOUTS,
    description: '`stems`: each stem on channels of its own; `mix`: their sum at their levels',
  },
  {
    kind: 'positive',
    name: 'latency',
    most: MAX_LATENCY_SECONDS,
    description: 'seconds; a slow machine takes longer and says so',
  },
  LIVE_PRESET,
  { ...STEPS, description: 'the most steps a window gets, instead of the preset’s' },
  SEED,
  {
    kind: 'integer',
    name: 'record',
    least: 0,
    most: 1,
    description: '1: the stems are written to files, too, at full level',
  },
  { ...ENCODING, description: 'sample format of those files' },
] as const satisfies readonly OptionField[];

/** Exactly the members of a union of strings: one left out or made up is a compile error at the call. */
function choices<Union extends string>() {
  return <const Listed extends readonly Union[]>(
    ...listed: [Union] extends [Listed[number]] ? Listed : never
  ): Listed => listed;
}
