/**
 * JSON files: what was read from a disk is what its schema says, or it is nothing. Types of files follow from their schemas, and
 * what was read is not written to.
 */
import type { z } from 'zod';

export type Parsed<Schema extends z.ZodType> = DeepReadonly<z.output<Schema>>;

/** Lists and tuples included: a mapped type leaves them what they are. */
type DeepReadonly<Value> = Value extends object
  ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
  : Value;

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
