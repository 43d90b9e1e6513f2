/**
 * Network schema: what a separator's card says of one of its networks, by contract: what goes into the graph, and what comes out.
 *
 * How a contract is kept is in networks.ts.
 */
import { z } from 'zod';

import type { Parsed } from '../../json-file.js';
import { decimalNumber, mustBeOneOf, wholeNumber } from '../../value-schemas.js';
import { fileName, list } from '../card-fields.js';

const MOST_FFT_FRAMES = 2 ** 16;

const COMMON_FIELDS = {
  /** its file, beside the card */
  graph: fileName,
  /** by place in the graph's output; null: that output is not used */
  stems: list(fileName.nullable()),
};

const waveform = z.strictObject({ contract: z.literal('waveform'), ...COMMON_FIELDS });

/** of the spectra that the host makes */
const SPECTRA_FIELDS = {
  fftFrames: wholeNumber(4, MOST_FFT_FRAMES).multipleOf(2, 'must be even'),
  hopFrames: wholeNumber(1, MOST_FFT_FRAMES / 2),
};

const spectrum = z.strictObject({
  contract: z.literal('spectrum'),
  ...COMMON_FIELDS,
  ...SPECTRA_FIELDS,
  /** the lowest, which the network hears; those above are zero in what it gives */
  bins: wholeNumber(1, MOST_FFT_FRAMES / 2 + 1),
  /** how many spectra of a chunk */
  spectrumFrames: wholeNumber(2, 2 ** 16),
  /** what the stem is multiplied by */
  compensation: decimalNumber(0.1, 10),
});

const hybrid = z.strictObject({
  contract: z.literal('hybrid'),
  ...COMMON_FIELDS,
  ...SPECTRA_FIELDS,
});

const SCHEMAS = [waveform, spectrum, hybrid] as const;

export const networkSchema = z.discriminatedUnion(
  'contract',
  SCHEMAS,
  mustBeOneOf(SCHEMAS.map(({ shape }) => shape.contract.value)),
);

export type NetworkCard = Parsed<typeof networkSchema>;
export type Contract = NetworkCard['contract'];
/** What a card says of a network of that contract. */
export type NetworkOf<Kind extends Contract> = Extract<NetworkCard, { contract: Kind }>;
