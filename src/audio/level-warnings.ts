/**
 * Level warnings: what a reader of stems should know of their levels. Stems over full scale are usual for a loud recording;
 * 32-bit float files hold them, 24-bit files clip, and then the stems no longer sum to the input.
 */
import type { StemEncoding } from './stem-folder.js';
import { isLossy, type StemFormat } from './stem-formats.js';

export interface StoredLevels {
  readonly encoding: StemEncoding;
  readonly format: StemFormat;
  /** stem -> largest |sample| before it was stored, linear, 1 = full scale */
  readonly peak: Readonly<Record<string, number>>;
  /** stem -> samples that the file's format could not hold */
  readonly clippedSamples: Readonly<Record<string, number>>;
  /** null: there is no mixture, or nobody has measured */
  readonly sumErrorDbfs: number | null;
}

/** The promise of the project. */
const MOST_SUM_ERROR_DBFS = -90;

/** @returns one sentence or two for each thing to know; none where all is well */
export function levelWarnings(levels: StoredLevels): string[] {
  const { peak, sumErrorDbfs } = levels;
  const clipped = clippedStems(levels);
  const warnings = clipped.map(
    (stem) =>
      `${stem} is over full scale: its peak is ${peakDbfs(peak[stem]!)}, and 24-bit files clip there ` +
      `(${levels.clippedSamples[stem]!} samples). Choose ${wholeFormat(levels)} to keep it whole.`,
  );
  if (isLossy(levels.format)) warnings.push(...lossyWarnings(levels));
  if (sumErrorDbfs !== null && sumErrorDbfs > MOST_SUM_ERROR_DBFS) {
    warnings.push(
      `The stems sum to the input within ${sumErrorDbfs.toFixed(0)} dBFS only, not ${MOST_SUM_ERROR_DBFS} dBFS: ` +
        `${reason(levels, clipped)}.`,
    );
  }
  return warnings;
}

function wholeFormat({ format }: StoredLevels): string {
  return format === 'wav' ? 'the encoding float32' : 'the format wav with the encoding float32';
}

function lossyWarnings({ peak }: StoredLevels): string[] {
  const loud = Object.keys(peak).filter((stem) => peak[stem]! > 1);
  return loud.map(
    (stem) =>
      `${stem} is over full scale: its peak is ${peakDbfs(peak[stem]!)}, and players clip there. Choose the format wav to keep it whole.`,
  );
}

/** A sample at full scale just so is one step of 24 bits off, which is rounding and not clipping. */
function clippedStems({ peak, clippedSamples }: StoredLevels): string[] {
  return Object.keys(peak).filter((stem) => clippedSamples[stem]! > 0 && peak[stem]! > 1);
}

function reason({ encoding, peak }: StoredLevels, clipped: readonly string[]): string {
  if (clipped.length > 0) return `24-bit files clip (${clipped.join(', ')})`;
  if (encoding === 'pcm24') return '24-bit files clip, and a stem that is not written is too loud';
  const loudest = Math.max(0, ...Object.values(peak));
  return `32-bit numbers are rounded more coarsely the larger they are (up to ${peakDbfs(loudest)} here)`;
}

function peakDbfs(peak: number): string {
  return `${peak > 1 ? '+' : ''}${(20 * Math.log10(peak)).toFixed(2)} dBFS`;
}
