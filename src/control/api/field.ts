/**
 * Fields: what a request takes, as data, the types that follow from it, and how what a client sent is read as that.
 *
 * Senders type numbers as they can: Pd knows only floats, some only ints. So 4.0 is a whole number here, and 4 a number.
 * A switch, 0 or 1, may be false or true.
 */
import { distinctNames } from '../../comma-separated.js';
import { OperationalError } from '../../operational-error.js';
import { wholeCharacters } from './whole-characters.js';

/** What a client calls its request; echoed in every reply. */
export type RequestId = string | number;

/** What a surface may hand over as a value; what is no string or number is refused here, in a sentence. */
export type RequestValue = string | number | boolean | null | bigint | Uint8Array;

export type FieldKind =
  /** string or whole number that the client chooses to know the replies by */
  | { readonly kind: 'id' }
  | { readonly kind: 'text'; readonly path?: PathForm }
  | { readonly kind: 'integer'; readonly least: number; readonly most: number }
  /** a finite number above 0 */
  | { readonly kind: 'positive'; readonly most: number }
  /** any finite number within limits */
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** comma-separated names, each once */
  | { readonly kind: 'names' }
  /**
   * all that is left, strings and numbers as they come; the last field of a route without options. They are the arguments, without
   * the id, of the request whose address the argument `ofRequest` is
   */
  | { readonly kind: 'values'; readonly ofRequest: string };

/**
 * How a text names a file or folder: as it is, or as a capture; as NAME=FILE; either way; or behind "file:", where other text may
 * stand.
 */
export type PathForm = 'plain' | 'named' | 'plain-or-named' | 'prefixed';

export type Field = FieldKind & {
  readonly name: string;
  readonly description?: string;
  /** may be left out, at the end */
  readonly optional?: true;
};

/** An option: a key and a value at the end of a request, in any order. */
export type OptionField = FieldKind & {
  readonly name: string;
  readonly description: string;
  /** may be given several times */
  readonly repeats?: true;
};

type ValueOf<F> = F extends { kind: 'id' }
  ? RequestId
  : F extends { kind: 'choice'; choices: readonly (infer Choice)[] }
    ? Choice
    : F extends { kind: 'integer' | 'positive' | 'number' }
      ? number
      : F extends { kind: 'names' }
        ? readonly string[]
        : F extends { kind: 'values' }
          ? readonly (string | number)[]
          : string;

type ArgumentsOf<Fields extends readonly Field[]> = {
  readonly [F in Fields[number] as F['name']]: F extends { optional: true }
    ? ValueOf<F> | undefined
    : ValueOf<F>;
};

/** The values of some options, by name; those not given are undefined. */
export type OptionsOf<Fields extends readonly OptionField[]> = {
  readonly [F in Fields[number] as F['name']]: F extends { repeats: true }
    ? readonly ValueOf<F>[]
    : ValueOf<F> | undefined;
};

/** What a handler gets: the arguments and options of its route, by name. */
export type RequestOf<
  Arguments extends readonly Field[],
  Options extends readonly OptionField[],
> = ArgumentsOf<Arguments> & OptionsOf<Options>;

/** Arguments in their order, then options. */
export interface Fields {
  readonly arguments: readonly Field[];
  readonly options: readonly OptionField[];
}

/** Ids are in replies of every surface: they must leave room for the rest of an OSC packet. */
export const MAX_ID_BYTES = 128;
const MAX_QUOTED_BYTES = 80;

/** The id a request carries, or "" where it has none that could be used in a reply. */
export function idOf(args: readonly RequestValue[]): RequestId {
  return readId(args[0]) ?? '';
}

/** @throws OperationalError `bad-argument` naming the argument or option */
export function readFields(
  { arguments: fields, options }: Fields,
  values: readonly RequestValue[],
): Record<string, unknown> {
  const request: Record<string, unknown> = {};
  fields.forEach((field, index) => {
    if (field.kind === 'values') {
      request[field.name] = values.slice(index).map((value) => readValue(field, value));
      return;
    }
    const value = values[index];
    if (value === undefined && field.optional !== true) {
      throw badArgument(`Expected ${usage(fields)}; "${field.name}" is missing`);
    }
    request[field.name] = value === undefined ? undefined : readValue(field, value);
  });
  const takesAll = fields.at(-1)?.kind === 'values';
  readOptions(options, takesAll ? [] : values.slice(fields.length), request);
  return request;
}

/** How a request is written: `id source [key value]...` */
export function usage(fields: readonly Field[]): string {
  return fields
    .map(({ kind, name, optional }) => {
      if (kind === 'values') return `[${name}...]`;
      return optional === true ? `[${name}]` : name;
    })
    .join(' ');
}

/** What values a field takes, for people. */
export function valuesOf(field: FieldKind): string {
  switch (field.kind) {
    case 'id':
      return 'string or int';
    case 'text':
      return 'string';
    case 'integer':
      return `whole number from ${field.least} to ${field.most}`;
    case 'positive':
      return `number above 0, at most ${field.most}`;
    case 'choice':
      return field.choices.join(', ');
    case 'number':
      return `number from ${field.least} to ${field.most}`;
    case 'names':
      return 'names separated by commas';
    case 'values':
      return 'strings and numbers';
  }
}

function readOptions(
  options: readonly OptionField[],
  pairs: readonly RequestValue[],
  request: Record<string, unknown>,
): void {
  for (const option of options) request[option.name] = option.repeats === true ? [] : undefined;
  const allowed = options.map(({ name }) => name).join(', ');
  for (let at = 0; at < pairs.length; at += 2) {
    const [key, value] = [pairs[at]!, pairs[at + 1]];
    const option = options.find(({ name }) => name === key);
    if (option === undefined) {
      throw badArgument(
        options.length === 0
          ? `Expected no more arguments, got ${quoted(key)}`
          : `Expected an option key (${allowed}), got ${quoted(key)}`,
      );
    }
    if (value === undefined) throw badArgument(`The option "${option.name}" has no value`);
    const read = readValue(option, value);
    const earlier = request[option.name];
    if (Array.isArray(earlier) && option.repeats === true) earlier.push(read);
    else if (earlier === undefined) request[option.name] = read;
    else throw badArgument(`The option "${option.name}" is given twice`);
  }
}

function readValue(field: FieldKind & { name: string }, value: RequestValue): unknown {
  const read = accepted(field, value);
  if (read === undefined) {
    throw badArgument(`Expected "${field.name}" to be ${expected(field)}, got ${quoted(value)}`);
  }
  return read;
}

function expected(field: FieldKind): string {
  if (field.kind === 'id') return `a string or int of at most ${MAX_ID_BYTES} bytes`;
  return field.kind === 'choice' ? `one of ${valuesOf(field)}` : `a ${valuesOf(field)}`;
}

/** The value as the field's type, or undefined where it is none. */
function accepted(field: FieldKind, value: RequestValue): unknown {
  switch (field.kind) {
    case 'id':
      return readId(value);
    case 'text':
      return typeof value === 'string' && value !== '' ? value : undefined;
    case 'integer':
      return readInteger(value, field);
    case 'positive':
      return typeof value === 'number' && value > 0 && value <= field.most ? value : undefined;
    case 'choice':
      return typeof value === 'string' && field.choices.includes(value) ? value : undefined;
    case 'number':
      return typeof value === 'number' && value >= field.least && value <= field.most
        ? value
        : undefined;
    case 'names':
      return typeof value === 'string' ? distinctNames(value) : undefined;
    case 'values':
      return typeof value === 'string' || Number.isFinite(value) ? value : undefined;
  }
}

function readId(value: RequestValue | undefined): RequestId | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  return typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= MAX_ID_BYTES
    ? value
    : undefined;
}

/** Whether whole numbers within these limits are a switch's. */
export function isSwitch({ least, most }: { least: number; most: number }): boolean {
  return least === 0 && most === 1;
}

function readInteger(
  value: RequestValue,
  { least, most }: { least: number; most: number },
): number | undefined {
  const isSwitched = typeof value === 'boolean' && isSwitch({ least, most });
  const number = typeof value === 'bigint' || isSwitched ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) return undefined;
  return number >= least && number <= most ? number : undefined;
}

/** A value as it may stand in a sentence, cut where it is long. */
export function quoted(value: RequestValue): string {
  if (value instanceof Uint8Array) return `a blob of ${value.length} bytes`;
  if (typeof value !== 'string') return String(value);
  const shown = wholeCharacters(Buffer.from(value), MAX_QUOTED_BYTES);
  return shown === value ? JSON.stringify(value) : `${JSON.stringify(shown)}…`;
}

function badArgument(sentence: string): OperationalError {
  return new OperationalError('bad-argument', `${sentence}.`);
}
