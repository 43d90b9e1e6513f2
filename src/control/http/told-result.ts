/**
 * Told result: what a page is told of a result: where its sounds are to be had, and how their samples lie.
 */
import { MAX_RIFF_BYTES, wavHeader, type WavLayout } from '../../audio/wav-layout.js';
import { OperationalError } from '../../operational-error.js';
import { openWav } from './open-wav.js';
import type { ResultOrigin } from './result-origin.js';
import type { StemOfResult } from './stem-of-result.js';

export interface ToldResult {
  readonly id: string;
  readonly folder: string;
  readonly isFinished: boolean;
  readonly stems: readonly ToldStem[];
  /** left out: it grows, or an earlier release has made it */
  readonly origin?: ResultOrigin | undefined;
  /** of an imputation: the result that it fits */
  readonly takeOf?: string | undefined;
  /** what was separated; left out: nothing was, or the stems are not all that it was made of */
  readonly recording?: ToldSound | undefined;
}

export interface ToldSound extends WavLayout {
  /** /sound and /peaks/N are below it */
  readonly address: string;
  readonly frames: number;
  /** where its samples begin */
  readonly startByte: number;
}

export interface ToldStem extends ToldSound {
  readonly stem: string;
  readonly path: string;
}

/** Those whose files are there: others move and delete them. */
export async function toldStems(
  id: string,
  stems: ReadonlyMap<string, StemOfResult>,
): Promise<ToldStem[]> {
  const told: ToldStem[] = [];
  for (const [stem, file] of stems) {
    const wav = await openWav(file).catch((error: unknown) => {
      if (error instanceof OperationalError) return undefined;
      throw error;
    });
    if (wav === undefined) continue;
    const { layout, frames, bytes: startByte } = wav.header;
    await wav.file.close();
    const address = `/api/results/${encodeURIComponent(id)}/${encodeURIComponent(stem)}`;
    told.push({ stem, path: file.path, address, ...layout, frames, startByte });
  }
  return told;
}

/** The sum of all stems, which is the recording to float32 rounding. */
export function toldRecording(id: string, stems: readonly ToldStem[]): ToldSound | undefined {
  const [first] = stems;
  if (first === undefined) return undefined;
  const channels = Math.max(...stems.map((stem) => stem.channels));
  const layout: WavLayout = { rateHz: first.rateHz, channels, encoding: 'float32' };
  return {
    address: `/api/recordings/${encodeURIComponent(id)}`,
    ...layout,
    frames: Math.min(...stems.map(({ frames }) => frames)),
    startByte: wavHeader(layout, 0, MAX_RIFF_BYTES).length,
  };
}
