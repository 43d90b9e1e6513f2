/**
 * Separator options: what the line of `models import` says of graphs, where they do not tell it themselves.
 */
import { InvalidArgumentError, type Command } from 'commander';

import { commaSeparated } from '../comma-separated.js';
import { fileName, MOST_CHUNK_FRAMES } from '../model/card-fields.js';
import { notEmpty } from './not-empty.js';
import { decimalNumber, wholeNumber } from './options.js';

export interface SeparatorOptions {
  /** by place in the output; null: that output is not used */
  readonly stems?: readonly (string | null)[] | undefined;
  readonly rest?: string | undefined;
  readonly rate?: number | undefined;
  readonly channels?: 1 | 2 | undefined;
  readonly chunk?: number | undefined;
  readonly chunkStep?: number | undefined;
  readonly overlap?: number | undefined;
  readonly edge?: number | undefined;
  readonly bins?: NumberByStem | undefined;
  readonly fft?: NumberByStem | undefined;
  readonly compensation?: NumberByStem | undefined;
  readonly licence?: string | undefined;
}

/** One number for every network, or one for each by the stem that it gives. */
export type NumberByStem = number | Readonly<Record<string, number>>;

/** Their names as they are typed: what other kinds of sources are refused with. */
export const SEPARATOR_FLAGS: Readonly<Record<keyof SeparatorOptions, string>> = {
  stems: '--stems',
  rest: '--rest',
  rate: '--rate',
  channels: '--channels',
  chunk: '--chunk',
  chunkStep: '--chunk-step',
  overlap: '--overlap',
  edge: '--edge',
  bins: '--bins',
  fft: '--fft',
  compensation: '--compensation',
  licence: '--licence',
};

/** An output of a network that is not used. */
const UNUSED = '-';

export function addSeparatorOptions(command: Command): Command {
  return command
    .option(
      '--stems <names>',
      `of a graph: the stems it gives, in order, e.g. drums,bass,other,vocals; ${UNUSED} for an output that is not wanted`,
      stemList,
    )
    .option(
      '--rest <name>',
      'of a graph: adds a stem of this name, the mixture minus all others',
      cardName,
    )
    .option(
      '--rate <hz>',
      'of a graph: the sampling rate it was trained at',
      wholeNumber(2000, 384_000),
    )
    .option(
      '--channels <n>',
      'of a graph: 2 where left and right go in together, 1 where each goes by itself',
      channelCount,
    )
    .option(
      '--chunk <frames>',
      'of a graph that takes any length: how much it is given at once',
      wholeNumber(1, MOST_CHUNK_FRAMES),
    )
    .option(
      '--chunk-step <frames>',
      'of such a graph: it takes multiples of this, from this on (default: nothing but --chunk)',
      wholeNumber(1, MOST_CHUNK_FRAMES),
    )
    .option(
      '--overlap <frames>',
      'of a graph: how much neighbouring chunks share (default: a quarter of a chunk)',
      wholeNumber(0, MOST_CHUNK_FRAMES / 2),
    )
    .option(
      '--edge <frames>',
      'of a graph: how much at each end of a chunk is left to the neighbour (default: an eighth of the overlap, or what its transform needs)',
      wholeNumber(0, MOST_CHUNK_FRAMES / 4),
    )
    .option(
      '--bins <n>',
      'of a graph of spectra that takes any number of bins: how many it is given, or one for each',
      numberByStem,
    )
    .option(
      '--fft <frames>',
      'of a graph of spectra: the size of its transform, or one for each, e.g. vocals=6144,bass=16384',
      numberByStem,
    )
    .option(
      '--compensation <factor>',
      'of a graph of spectra: what its stem is multiplied by, 1 for none, or one for each',
      numberByStem,
    )
    .option('--licence <text>', 'of a graph (default: NOASSERTION)', notEmpty);
}

/** A reader of what models and stems may be called. */
export function cardName(text: string): string {
  const result = fileName.safeParse(text);
  if (result.success) return result.data;
  const must = result.error.issues[0]?.message ?? 'must be a name';
  throw new InvalidArgumentError(`It ${must}.`);
}

function stemList(text: string): (string | null)[] {
  const names = commaSeparated(text).map((name) => (name === UNUSED ? null : cardName(name)));
  const used = names.filter((name) => name !== null).map((name) => name.toLowerCase());
  if (used.length === 0 || new Set(used).size !== used.length) {
    throw new InvalidArgumentError('Expected names separated by commas, each once.');
  }
  return names;
}

function channelCount(text: string): 1 | 2 {
  if (text === '1') return 1;
  if (text === '2') return 2;
  throw new InvalidArgumentError('Expected 1 or 2.');
}

function numberByStem(text: string): NumberByStem {
  const words = commaSeparated(text);
  const pairs = words.map((word) => {
    const [, stem, number = ''] = /^(?:([^=]*)=)?([^=]*)$/.exec(word) ?? [];
    const value = decimalNumber(number);
    if (!(value > 0)) {
      throw new InvalidArgumentError('Expected a number above 0, or STEM=NUMBER for each stem.');
    }
    return { stem, value };
  });
  const [first] = pairs;
  if (pairs.length === 1 && first?.stem === undefined) return first!.value;
  const named = pairs.map(({ stem, value }) => [stem, value] as const);
  if (named.some(([stem]) => stem === undefined)) {
    throw new InvalidArgumentError('Expected one number, or STEM=NUMBER for each stem.');
  }
  return Object.fromEntries(named.map(([stem, value]) => [stem ?? '', value]));
}
