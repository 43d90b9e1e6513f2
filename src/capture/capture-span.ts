/**
 * Capture span: which part of the live input is asked for, as it is written where a file could stand:
 *
 *   capture:8bars    the last eight whole bars, by the transport
 *   capture:12s      the last twelve seconds; fractions are fine
 *   capture:mark     from the moment that was marked until now
 */
import { OperationalError } from '../operational-error.js';

export type CaptureSpan =
  | { readonly kind: 'bars'; readonly bars: number }
  | { readonly kind: 'seconds'; readonly seconds: number }
  | { readonly kind: 'mark' };

const PREFIX = 'capture:';
const FORM = /^(?:(\d+)bars?|(\d+(?:\.\d+)?)s|mark)$/;

/** Whether a source is no file, but a part of the live input, whatever is wrong with it. */
export function isCapture(source: string): boolean {
  return source.startsWith(PREFIX);
}

/** @returns undefined for the name of a file. @throws OperationalError `bad-argument` for a part that is none */
export function parseCaptureSpan(source: string): CaptureSpan | undefined {
  if (!isCapture(source)) return undefined;
  const words = source.slice(PREFIX.length);
  const [, bars, seconds] = FORM.exec(words) ?? [];
  if (words === 'mark') return { kind: 'mark' };
  if (Number(bars) > 0) return { kind: 'bars', bars: Number(bars) };
  if (Number(seconds) > 0) return { kind: 'seconds', seconds: Number(seconds) };
  throw new OperationalError(
    'bad-argument',
    `Expected capture:8bars, capture:12s or capture:mark, got ${JSON.stringify(source)}.`,
  );
}

/** For names of folders: "8bars", "12s", "mark". */
export function spanName(span: CaptureSpan): string {
  switch (span.kind) {
    case 'bars':
      return `${span.bars}bars`;
    case 'seconds':
      return `${span.seconds}s`;
    case 'mark':
      return 'mark';
  }
}
