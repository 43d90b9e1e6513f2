/**
 * Stem formats: what stems can be stored as, each declared once.
 *
 *   wav        32-bit float or 24-bit PCM, by our own writer
 *   flac       24-bit PCM, by our own writer
 *   mp3, m4a   lossy: MP3, AAC in an MP4 file                                               ) by ffmpeg,
 *   stem.mp4   NI Stems: one file with the mixture and four stems, AAC, for DJ programs     ) where it is
 */
import { throughPcm24 } from './pcm24.js';
import type { WavEncoding } from './wav-layout.js';

/** Those with a file a stem. */
export const FILE_FORMATS = ['wav', 'flac', 'mp3', 'm4a'] as const;
export const STEM_FORMATS = [...FILE_FORMATS, 'stem.mp4'] as const;

export type StemFormat = (typeof STEM_FORMATS)[number];
/** What ffmpeg writes. */
export type EncodedFormat = Exclude<StemFormat, 'wav' | 'flac'>;

interface FormatFacts {
  /** the samples that its files hold; 'lossy': about those that were given; undefined: as is asked for */
  readonly holds: 'pcm24' | 'lossy' | undefined;
  /** undefined: any that can be read */
  readonly ratesHz: readonly number[] | undefined;
  readonly mostRateHz: number;
  readonly mostChannels: number;
}

const AAC_RATES_HZ = [
  7350, 8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200,
  96_000,
];
const MP3_RATES_HZ = [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];

/** FLAC's rate is a number of 20 bits. */
const MOST_FLAC_RATE_HZ = 2 ** 20 - 1;

export const FORMAT_FACTS: Readonly<Record<StemFormat, FormatFacts>> = {
  wav: { holds: undefined, ratesHz: undefined, mostRateHz: Infinity, mostChannels: 8 },
  flac: { holds: 'pcm24', ratesHz: undefined, mostRateHz: MOST_FLAC_RATE_HZ, mostChannels: 8 },
  mp3: { holds: 'lossy', ratesHz: MP3_RATES_HZ, mostRateHz: Infinity, mostChannels: 2 },
  m4a: { holds: 'lossy', ratesHz: AAC_RATES_HZ, mostRateHz: Infinity, mostChannels: 2 },
  'stem.mp4': { holds: 'lossy', ratesHz: AAC_RATES_HZ, mostRateHz: Infinity, mostChannels: 2 },
};

/** How many stems a file of NI Stems holds, beside the mixture. */
export const NI_STEMS = 4;

export function isLossy(format: StemFormat): boolean {
  return FORMAT_FACTS[format].holds === 'lossy';
}

/**
 * How samples are handed on: what a lossy encoder makes of them is its own.
 * @param asked of WAV files
 */
export function encodingIn(format: StemFormat, asked: WavEncoding): WavEncoding {
  const { holds } = FORMAT_FACTS[format];
  return holds === undefined ? asked : holds === 'pcm24' ? 'pcm24' : 'float32';
}

/** What a sample is for whoever reads a file of that encoding: itself, or the nearest step of 24 bits. */
export function storedSample(encoding: WavEncoding): (sample: number) => number {
  return encoding === 'float32' ? (sample) => sample : throughPcm24;
}
