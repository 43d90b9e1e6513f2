/**
 * The filter bank of test/fixtures/separators: graphs without weights whose stems are known in closed form, as models that a job can
 * run, and what they must give.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { z } from 'zod';

import { networkSchema } from '../../src/model/separator/network-schema.js';
import { fixtureNoise } from './fixture-noise.js';
import { repositoryPath } from './repository.js';

export const SEPARATORS_FOLDER = repositoryPath('test', 'fixtures', 'separators');

const fixtureSchema = z.object({
  rateHz: z.number(),
  halfFrames: z.number(),
  divisor: z.number(),
  checkSeed: z.number(),
  banks: z.record(
    z.string(),
    z.record(z.string(), z.object({ own: z.array(z.number()), crossed: z.array(z.number()) })),
  ),
  graphs: z.record(
    z.string(),
    z.object({
      contract: z.string(),
      channels: z.literal([1, 2]),
      chunkFrames: z.number().nullable(),
      bank: z.string(),
      stems: z.array(z.string()),
      fftFrames: z.number().optional(),
      hopFrames: z.number().optional(),
      bins: z.number().optional(),
      spectrumFrames: z.number().optional(),
      compensation: z.number().optional(),
      /** whether its graph leaves bins and spectrumFrames open @default false */
      isOpen: z.boolean().optional(),
      spectralShare: z.number().optional(),
      check: z.object({
        frames: z.number(),
        at: z.array(z.number()),
        /** [stem][channel][index of at] */
        values: z.array(z.array(z.array(z.number()))),
      }),
    }),
  ),
});

const FIXTURE = fixtureSchema.parse(
  JSON.parse(readFileSync(path.join(SEPARATORS_FOLDER, 'filter-bank.json'), 'utf8')),
);

export const FILTER_BANK_RATE_HZ = FIXTURE.rateHz;
/** files below it */
export const FILTER_BANK_GRAPHS = Object.keys(FIXTURE.graphs);
/** how far a filter hears to both sides */
export const FILTER_HALF_FRAMES = FIXTURE.halfFrames;
/** of graphs that take any length */
const FREE_CHUNK = { trained: 4096, min: 256, multipleOf: 32 };
const NOT_IN_BANK = { contract: 'waveform', channels: 2, chunkFrames: null, stems: [] } as const;

export interface FilterBankModel {
  /** the graph's file below test/fixtures/separators */
  readonly graph: string;
  /** of the card, over what the fixture says */
  readonly changes?: Readonly<Record<string, unknown>>;
}

/** What is known of a graph. */
export function filterBankEntry(graph: string) {
  return FIXTURE.graphs[graph]!;
}

/** What a card says of a graph's network, as it says it. */
function networkFields(graph: string) {
  const { contract, stems, ...entry } = FIXTURE.graphs[graph]!;
  const { fftFrames, hopFrames, bins, spectrumFrames, compensation } = entry;
  const spectra = { fftFrames, hopFrames, bins, spectrumFrames, compensation };
  const known = Object.entries(spectra).filter(([, value]) => value !== undefined);
  return { graph: path.basename(graph), contract, stems, ...Object.fromEntries(known) };
}

/** A graph's file, and what of a card its network is bound to. */
export function filterBankBinding(graph: string) {
  const { channels, chunkFrames, check } = FIXTURE.graphs[graph]!;
  const frames = chunkFrames ?? check.frames;
  return {
    path: path.join(SEPARATORS_FOLDER, graph),
    network: networkSchema.parse(networkFields(graph)),
    card: { channels, chunkFrames: { trained: frames, min: chunkFrames ?? 1, multipleOf: 1 } },
  };
}

/** A chunk of noise, [channels][frames], and what its stems are at some frames. */
export function filterBankCheck(graph: string) {
  const { channels, check } = FIXTURE.graphs[graph]!;
  const noise = Float32Array.from(fixtureNoise(channels * check.frames, FIXTURE.checkSeed));
  const mixture = Array.from({ length: channels }, (_, channel) =>
    noise.subarray(channel * check.frames, (channel + 1) * check.frames),
  );
  return { mixture, at: check.at, values: check.values };
}

/**
 * Writes a model of one graph, with the card that an import would write.
 * @param library a folder of models
 * @returns the model's folder
 */
export async function writeFilterBankModel(
  library: string,
  { graph, changes = {} }: FilterBankModel,
): Promise<string> {
  const { contract, channels, chunkFrames, stems } = FIXTURE.graphs[graph] ?? NOT_IN_BANK;
  const length =
    chunkFrames === null
      ? FREE_CHUNK
      : { trained: chunkFrames, min: chunkFrames, multipleOf: chunkFrames };
  const name = path.parse(graph).name;
  return writeSeparator(library, [graph], {
    name,
    stems,
    channels,
    chunkFrames: length,
    overlapFrames: 512,
    edgeFrames: FILTER_HALF_FRAMES,
    networks: [{ graph: path.basename(graph), contract, stems }],
    ...changes,
  });
}

/** A model of several graphs. @param card all but what every card has */
export async function writeSeparator(
  library: string,
  graphs: readonly string[],
  card: Readonly<Record<string, unknown>> & { readonly name: string },
): Promise<string> {
  const folder = path.join(library, card.name);
  await mkdir(folder, { recursive: true });
  const files: Record<string, string> = {};
  for (const graph of graphs) {
    const bytes = await readFile(path.join(SEPARATORS_FOLDER, graph));
    await writeFile(path.join(folder, path.basename(graph)), bytes);
    files[path.basename(graph)] = createHash('sha256').update(bytes).digest('hex');
  }
  const whole = {
    kind: 'separator',
    version: '1',
    licence: 'NOASSERTION',
    sampleRateHz: FILTER_BANK_RATE_HZ,
    files,
    ...card,
  };
  await writeFile(path.join(folder, 'model.json'), JSON.stringify(whole));
  return folder;
}

interface FilteredStemOptions {
  readonly bank?: string;
  readonly weight?: (tap: number) => number;
}

/**
 * A stem of a stereo recording in 64 bits, with silence beyond its ends:
 *
 *   left * own + right * crossed,   right * own - left * crossed
 *
 * @param weight of the tap so many frames from the middle: windows of spectra make a filter a little shorter
 */
export function filteredStem(
  [left, right]: readonly [Float32Array, Float32Array],
  stem: string,
  { bank = 'four', weight = (): number => 1 }: FilteredStemOptions = {},
): readonly [Float64Array, Float64Array] {
  const taps = tapsOf(stem, bank);
  const weighted = (row: readonly number[]): readonly number[] =>
    row.map((tap, index) => tap * weight(index - FILTER_HALF_FRAMES));
  const [own, crossed] = [weighted(taps.own), weighted(taps.crossed)];
  return [
    sum(convolved(left, own), convolved(right, crossed), 1),
    sum(convolved(right, own), convolved(left, crossed), -1),
  ];
}

/** A stem of a channel by itself, as the mono graphs give it. */
export function filteredChannel(row: Float32Array, stem: string, bank = 'four'): Float64Array {
  return convolved(row, tapsOf(stem, bank).own);
}

function tapsOf(stem: string, bank: string) {
  return FIXTURE.banks[bank]![stem]!;
}

function convolved(row: Float32Array, taps: readonly number[]): Float64Array {
  const out = new Float64Array(row.length);
  for (let n = 0; n < row.length; n++) {
    let value = 0;
    for (const [index, tap] of taps.entries()) {
      value += tap * (row[n - (index - FILTER_HALF_FRAMES)] ?? 0);
    }
    out[n] = value / FIXTURE.divisor;
  }
  return out;
}

function sum(a: Float64Array, b: Float64Array, sign: number): Float64Array {
  return a.map((value, index) => value + sign * b[index]!);
}
