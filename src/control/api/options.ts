/**
 * Options of jobs and of live sessions: the keys and values at the end of a request, as data.
 */
import { MOST_PART_SECONDS } from '../../jobs/part-of-inputs.js';
import {
  LIVE_LAYOUTS,
  LIVE_MODES,
  LIVE_RATE_HZ,
  MOST_LIVE_CHANNELS,
  MOST_LIVE_LATENCY_SECONDS,
  MOST_LOOP_BARS,
} from '../../live/live.js';
import {
  liveOption,
  liveSamplingOptions,
  samplingOptionFields,
} from '../../sampling/knob-options.js';
import type { OptionField } from './field.js';

/** The bars of a loop where a request does not say. */
export const DEFAULT_LOOP_BARS = 8;

/** What a job takes that is about a part of its inputs. */
const PART_OPTIONS = [
  {
    kind: 'number',
    name: 'from',
    least: 0,
    most: MOST_PART_SECONDS,
    description: 'seconds into each input at which to begin; without it: its beginning',
  },
  {
    kind: 'positive',
    name: 'to',
    most: MOST_PART_SECONDS,
    description: 'seconds into each input at which to end; without it, or beyond the end: its end',
  },
] as const satisfies readonly OptionField[];

const KNOWN = {
  kind: 'text',
  path: 'named',
  name: 'known',
  repeats: true,
  description: 'NAME=FILE (or a capture), one more stem that is given; may be repeated',
} as const;

const SEPARATOR = {
  kind: 'text',
  name: 'separator',
  description:
    'model that separates a recording first; of its stems those are given that the model that imputes knows, by name or alias',
} as const;

/** What a separation takes. */
export const SEPARATE_OPTIONS = [
  { kind: 'names', name: 'stems', description: 'write only these' },
  {
    kind: 'names',
    name: 'minus',
    description: 'write only the recording without these stems, as the stem `no NAME`',
  },
  {
    kind: 'text',
    name: 'two',
    description:
      'write this stem and the recording without it, `no NAME`, which sum to the recording',
  },
  ...PART_OPTIONS,
  ...samplingOptionFields('separate'),
] as const satisfies readonly OptionField[];

/** What an imputation takes. */
export const IMPUTE_OPTIONS = [
  KNOWN,
  SEPARATOR,
  ...PART_OPTIONS,
  ...samplingOptionFields('impute'),
] as const satisfies readonly OptionField[];

/** What it takes to continue. */
export const CONTINUE_OPTIONS = [
  KNOWN,
  SEPARATOR,
  {
    kind: 'names',
    name: 'generate',
    description:
      'stems to generate over the whole length, beside those that are not given; a folder’s files of these names are not used',
  },
  ...PART_OPTIONS,
  ...samplingOptionFields('impute'),
] as const satisfies readonly OptionField[];

/** What a generation takes. */
export const GENERATE_OPTIONS = samplingOptionFields('generate');

/** What a live session takes; what is left out is as the daemon was started with. */
export const LIVE_OPTIONS = [
  {
    kind: 'choice',
    name: 'mode',
    choices: LIVE_MODES,
    description:
      '`separate`: the input’s stems; `accompany`: stems for a loop that is played in; `listen`: nothing is separated or played, the input (a file, too) is only there to be captured',
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
    most: MOST_LOOP_BARS,
    description: `mode accompany: length of the loop, ${DEFAULT_LOOP_BARS} by default; the transport says where bars are`,
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
    path: 'prefixed',
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
    ...LIVE_RATE_HZ,
    description: 'frames a second, of both devices',
  },
  {
    kind: 'integer',
    name: 'channels',
    least: 1,
    most: MOST_LIVE_CHANNELS,
    description: 'of the input, and of every stem',
  },
  {
    kind: 'choice',
    name: 'layout',
    choices: LIVE_LAYOUTS,
    description: '`stems`: each stem on channels of its own; `mix`: their sum at their levels',
  },
  {
    kind: 'positive',
    name: 'latency',
    most: MOST_LIVE_LATENCY_SECONDS,
    description: 'seconds; a slow machine takes longer and says so',
  },
  ...liveSamplingOptions(),
  {
    kind: 'integer',
    name: 'record',
    least: 0,
    most: 1,
    description: '1: the stems are written to files, too, at full level',
  },
  liveOption('encoding'),
] as const satisfies readonly OptionField[];
