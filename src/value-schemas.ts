/**
 * Value schemas: what a person writes in a file, an option or a setting, with the sentence that says what it must be.
 */
import { z } from 'zod';

export const text = z.string('must be text').trim().min(1, 'must not be empty');

/** Its limit is patience. */
export const count = z.int('must be a whole number of at least 1').min(1, 'must be at least 1');

export const positive = z.number('must be a number above 0').positive('must be above 0');

export const sha256Hex = z
  .string('must be text')
  .regex(/^[0-9a-f]{64}$/, 'must be the 64 lower-case hex digits of a SHA-256');

export function wholeNumber(least: number, most: number) {
  const must = `must be a whole number from ${least} to ${most}`;
  return z.int(must).min(least, must).max(most, must);
}

export function decimalNumber(least: number, most: number) {
  const must = `must be a number from ${least} to ${most}`;
  return z.number(must).min(least, must).max(most, must);
}

/** Of a few words that are typed as they are. */
export function oneOf<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, `must be one of ${words.join(', ')}`);
}

/** Of a few words that stand in quotes where they are written. */
export function oneOfQuoted<const Words extends readonly string[]>(words: Words) {
  return z.enum(words, mustBeOneOf(words));
}

export function mustBeOneOf(words: readonly string[]): string {
  return `must be one of ${words.map((word) => `"${word}"`).join(', ')}`;
}
