/**
 * Format limits: refuses what a format does not hold, before a file is made.
 */
import { OperationalError } from '../operational-error.js';
import { FORMAT_FACTS, type StemFormat } from './stem-formats.js';
import type { WavLayout } from './wav-layout.js';

/**
 * @param layout of a stem
 * @param name of the file, for messages
 * @throws OperationalError `input-format`
 */
export function refuseUnheld(
  name: string,
  format: StemFormat,
  { rateHz, channels }: Pick<WavLayout, 'rateHz' | 'channels'>,
): void {
  const { ratesHz, mostRateHz, mostChannels } = FORMAT_FACTS[format];
  if (channels > mostChannels) {
    throw unheld(name, format, `at most ${mostChannels} channels`, String(channels));
  }
  if (ratesHz?.includes(rateHz) === false) {
    throw unheld(name, format, `a rate of ${ratesHz.join(', ')} Hz`, `${rateHz} Hz`);
  }
  if (rateHz > mostRateHz) {
    throw unheld(name, format, `a rate of at most ${mostRateHz} Hz`, `${rateHz} Hz`);
  }
}

function unheld(name: string, format: StemFormat, expected: string, got: string): OperationalError {
  return new OperationalError(
    'input-format',
    `${name} cannot be written: expected ${expected} for the format ${format}, got ${got}. ` +
      `Choose the format ${format === 'flac' ? 'wav' : 'wav or flac'}.`,
  );
}
