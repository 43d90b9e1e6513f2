/**
 * JSON files: what was read from a disk is what its schema says, or it is nothing. Types of files follow from their schemas, and
 * what was read is not written to.
 */
import type { z } from 'zod';

import { jsonFault } from './json-fault.js';

export type Parsed<Schema extends z.ZodType> = DeepReadonly<z.output<Schema>>;

/** Lists and tuples included: a mapped type leaves them what they are. */
type DeepReadonly<Value> = Value extends object
  ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
  : Value;

/** The value of a text that people wrote, or where it is not JSON: "line 2, column 1: expected a value, got "}"". */
export function readJson(text: string): { readonly value: unknown } | { readonly fault: string } {
  // some editors put a byte order mark in front
  const json = text.replace(/^\ufeff/, '');
  try {
    return { value: JSON.parse(json) };
  } catch (error) {
    const fault = jsonFault(json);
    if (fault === undefined) return { fault: String(error) };
    const { line, column, expected, got } = fault;
    return { fault: `line ${line}, column ${column}: expected ${expected}, got ${got}` };
  }
}

/** For files that may be somebody else's, or cut short: undefined then. */
export function parseJson<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): Parsed<Schema> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const result = schema.safeParse(value);
  return result.success ? (result.data as Parsed<Schema>) : undefined;
}
