/**
 * The `.amxd` container: flat chunks of a tag, a little-endian length and a payload, which end exactly at the file's end.
 *
 *     ampf | 4 | type code      aaaa audio effect, mmmm MIDI effect, iiii instrument, nagg and natt MIDI tools
 *     meta | 4 | 4 opaque bytes optional
 *     ptch | N | patcher        JSON and a NUL, or "mx@c", the big-endian form that frozen devices have
 *
 * Writes and reads both forms. What the patcher says is not looked at here: see patcher-faults.ts.
 */
import { DeviceFault } from './device-fault.js';
import { readFrozen, writeFrozen } from './frozen-form.js';

/** by type code, what `project.amxdtype` says: the code as a big-endian number */
export const DEVICE_TYPES: ReadonlyMap<string, number> = new Map(
  ['aaaa', 'mmmm', 'iiii', 'nagg', 'natt'].map((code) => [
    code,
    Buffer.from(code, 'latin1').readUInt32BE(0),
  ]),
);

const HEAD_BYTES = 8;
const WORD_BYTES = 4;
const FROZEN_TAG = 'mx@c';

export interface Device {
  readonly typeCode: string;
  /** parsed JSON, unchecked */
  readonly patcher: unknown;
}

interface Chunk {
  readonly tag: string;
  readonly payload: Buffer;
}

const PLAIN_META = [1, 0, 0, 0];
const FROZEN_META = [7, 0, 0, 0];

/** The plain form of a device, which needs the files it names beside it. */
export function writeDevice({ typeCode, patcher }: Device): Buffer {
  return container(typeCode, PLAIN_META, jsonOf(patcher));
}

/**
 * The frozen form: the files that the device needs are in it, and go with it wherever Live copies it.
 * @param name of the device's own file
 */
export function writeFrozenDevice(
  { typeCode, patcher }: Device,
  name: string,
  scripts: readonly { readonly name: string; readonly content: string }[],
): Buffer {
  const files = scripts.map((script) => ({
    name: script.name,
    type: 'TEXT',
    content: Buffer.from(script.content),
  }));
  const frozen = writeFrozen([{ name, type: 'JSON', content: jsonOf(patcher) }, ...files]);
  return container(typeCode, FROZEN_META, frozen);
}

function container(typeCode: string, meta: readonly number[], patcher: Buffer): Buffer {
  return Buffer.concat([
    chunk('ampf', Buffer.from(typeCode, 'latin1')),
    chunk('meta', Buffer.from(meta)),
    chunk('ptch', patcher),
  ]);
}

/** In ASCII, so that bytes and characters count alike, and with a NUL. */
function jsonOf(patcher: unknown): Buffer {
  const json = JSON.stringify(patcher, undefined, 1).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.from(`${json}\0`, 'latin1');
}

/** @throws DeviceFault for what no version of Live has saved */
export function readDevice(bytes: Buffer): Device {
  const [first, ...others] = readChunks(bytes);
  if (first?.tag !== 'ampf') throw new DeviceFault('expected the chunk "ampf" first');
  if (first.payload.length !== WORD_BYTES) {
    throw new DeviceFault(`expected "ampf" to be 4 bytes long, got ${first.payload.length}`);
  }
  const typeCode = first.payload.toString('latin1');
  if (!DEVICE_TYPES.has(typeCode)) throw new DeviceFault(`unknown device type "${typeCode}"`);
  if (others.some(({ tag }) => tag === 'ciph')) {
    throw new DeviceFault('the device is encrypted: its patcher cannot be read');
  }
  const [ptch, ...more] = others.filter(({ tag }) => tag === 'ptch');
  if (ptch === undefined || more.length > 0) {
    throw new DeviceFault(`expected one chunk "ptch", got ${more.length + (ptch ? 1 : 0)}`);
  }
  const metas = others.filter(({ tag }) => tag === 'meta');
  if (metas.length > 1) throw new DeviceFault(`expected at most one "meta", got ${metas.length}`);
  if (metas.some(({ payload }) => payload.length !== WORD_BYTES)) {
    throw new DeviceFault('expected "meta" to be 4 bytes long');
  }
  const unknown = others.find(({ tag }) => tag !== 'ptch' && tag !== 'meta');
  if (unknown) throw new DeviceFault(`unknown chunk "${unknown.tag}"`);
  return { typeCode, patcher: readPatcher(ptch.payload) };
}

function readChunks(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + HEAD_BYTES > bytes.length) {
      throw new DeviceFault(`${bytes.length - at} bytes at ${at} are no chunk`);
    }
    const tag = bytes.toString('latin1', at, at + WORD_BYTES);
    const length = bytes.readUInt32LE(at + WORD_BYTES);
    at += HEAD_BYTES;
    if (at + length > bytes.length) {
      throw new DeviceFault(`"${tag}" promises ${length} bytes, ${bytes.length - at} are left`);
    }
    chunks.push({ tag, payload: bytes.subarray(at, at + length) });
    at += length;
  }
  return chunks;
}

function readPatcher(payload: Buffer): unknown {
  const frozen = payload.toString('latin1', 0, WORD_BYTES) === FROZEN_TAG;
  const json = frozen ? readFrozen(payload)[0]!.content : payload;
  if (!frozen && json.at(-1) !== 0) throw new DeviceFault('the patcher does not end in a NUL');
  return parseLongestPrefix(json);
}

/** Older versions of Max left garbage after the JSON, behind its last brace. */
function parseLongestPrefix(bytes: Buffer): unknown {
  const end = jsonEnd(bytes);
  if (end === undefined) throw new DeviceFault('the patcher’s JSON is cut off');
  try {
    return JSON.parse(bytes.toString('utf8', 0, end));
  } catch (error) {
    throw new DeviceFault(`the patcher is no JSON: ${(error as Error).message}`);
  }
}

/** Where the first object's last brace ends: braces in strings do not count. */
function jsonEnd(bytes: Buffer): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const character = String.fromCharCode(bytes[at]!);
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}

function chunk(tag: string, payload: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write(tag, 0, 'latin1');
  head.writeUInt32LE(payload.length, WORD_BYTES);
  return Buffer.concat([head, payload]);
}
