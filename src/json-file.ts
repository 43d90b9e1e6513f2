/**
 * JSON files: what was read from a disk is what its schema says, or it is nothing. Types of files follow from their schemas, and
 * what was read is not written to.
 */
import { isDeepStrictEqual } from 'node:util';

import type { z } from 'zod';

import { isOutOfResources, readingAdvice, systemCode } from './file-errors.js';
import { readText, stat } from './file-system.js';
import { jsonFault } from './json-fault.js';
import { OperationalError } from './operational-error.js';

export type Parsed<Schema extends z.ZodType> = DeepReadonly<z.output<Schema>>;

/** Lists and tuples included: a mapped type leaves them what they are. */
type DeepReadonly<Value> = Value extends object
  ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
  : Value;

export type JsonIssue = z.core.$ZodIssue;
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
  const result = checkJson(text, schema, ({ message }) => message);
  return 'data' in result ? result.data : undefined;
}

/** The same for what has been read already, such as a message of another process. */
export function parseValue<Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
): Parsed<Schema> | undefined {
  const result = schema.safeParse(value);
  // what a schema gives is only promised not to be written to
  return result.success ? (result.data as Parsed<Schema>) : undefined;
}

/**
 * For files that a person may mend: what one says, or each thing that is wrong with it.
 * @param sentence what to say of one, to follow the file's name; `value` is what the file says
 */
export function checkJson<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  sentence: (issue: JsonIssue, value: unknown) => string,
): { readonly data: Parsed<Schema> } | { readonly problems: readonly string[] } {
  const read = readJson(text);
  if ('fault' in read) return { problems: [`is not JSON, ${read.fault}`] };
  const { value } = read;
  const result = schema.safeParse(value);
  return result.success
    ? { data: result.data as Parsed<Schema> }
    : { problems: result.error.issues.map((issue) => sentence(issue, value)) };
}

/** Those of ten hours of stems have one or two. */
const MOST_BYTES = 64 << 20;

/**
 * The value of a file; undefined also for what is missing or no JSON, a pipe (which would never end) and what is far too large.
 * @throws OperationalError `input-unreadable` while the system cannot look: what it is nobody knows then
 */
export async function readJsonFile(path: string): Promise<unknown> {
  try {
    const entry = await stat(path);
    if (!entry.isFile() || entry.size > MOST_BYTES) return undefined;
    const value: unknown = JSON.parse(await readText(path));
    return value;
  } catch (cause) {
    if (!isOutOfResources(cause)) return undefined;
    throw new OperationalError(
      'input-unreadable',
      `${path} cannot be read (${systemCode(cause)}). ${readingAdvice(cause)}`,
      { cause },
    );
  }
}

/** Whether files of two values would say the same: what JSON leaves out is no difference. */
export function areSameInJson(a: unknown, b: unknown): boolean {
  const [first, second] = [a, b].map((value): unknown => JSON.parse(JSON.stringify(value)));
  return isDeepStrictEqual(first, second);
}
