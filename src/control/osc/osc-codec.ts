/**
 * One OSC message to bytes and back: osc-js behind an adapter, the only file that imports it.
 *
 * osc-js packs and unpacks the arguments. Done here, because osc-js 2.4.1 gets it wrong: UTF-8 strings on sending,
 * buffers with an offset, missing type tags, unterminated strings, numbers out of range, types by the look of a number.
 * Not used of it: bundles and time tags (osc-packet.ts), address matching (api/routes.ts), sockets.
 * test/expectation/osc-js-defects.test.ts tells when a correction can go.
 */
import oscJs from 'osc-js';
import { OperationalError } from '../../operational-error.js';
import type { OscMessage, OscValue } from './osc-message.js';
import { messageOf } from '../../thrown-error.js';

/** The type declarations describe an ES module; what is exported is a CommonJS class. */
const OSC = oscJs as unknown as typeof oscJs.default;

export const MAX_ARGUMENTS = 64;

const DECODED_TYPES = 'ihtfdsbTFNI';
const COMMA = 0x2c;
const SLASH = 0x2f;
const SYMBOL_TYPE = 'S'.charCodeAt(0);
const STRING_TYPE = 's'.charCodeAt(0);

/**
 * @param bytes one message, no bundle; may be a view into a larger buffer
 * @throws OperationalError `bad-message`
 */
export function decodeMessage(bytes: Uint8Array): { address: string; args: OscValue[] } {
  // a copy of its own: osc-js reads from the start of the underlying buffer, whatever the view's offset
  const copy = new Uint8Array(bytes);
  const addressEnd = stringEnd(copy, 0);
  if (copy[0] !== SLASH || addressEnd === undefined) {
    throw badMessage(
      'Expected an OSC message that begins with an address such as /stemwright/ping',
    );
  }
  if (addressEnd === copy.length) return { address: utf8(copy), args: [] };
  checkTypes(copy, addressEnd);
  const message = new OSC.TypedMessage('/', []);
  try {
    const end = message.unpack(new DataView(copy.buffer));
    if (end !== copy.length) throw new Error(`the message ends at byte ${end} of ${copy.length}`);
  } catch (error) {
    throw badMessage(`Cannot read the OSC arguments: ${messageOf(error)}`, error);
  }
  return { address: message.address, args: message.args as OscValue[] };
}

/**
 * @throws OperationalError `bad-message` when the address has no leading slash
 * @throws Error on what OSC cannot carry: an int32 out of range, a NUL inside a string
 */
export function encodeMessage({ address, args }: OscMessage): Buffer {
  if (!/^\/[^\0]*$/.test(address)) {
    throw badMessage(`Expected an OSC address with a leading slash, got "${address}"`);
  }
  const message = new OSC.TypedMessage('/', []);
  message.address = oneCharacterPerByte(address);
  for (const arg of args) {
    if (arg.kind === 'i' && arg.value !== (arg.value | 0)) {
      throw new Error(`not an int32: ${arg.value}`);
    }
    if (arg.kind === 's' && arg.value.includes('\0')) {
      throw new Error(`NUL in an OSC string: ${JSON.stringify(arg.value)}`);
    }
    const { kind, value } = arg;
    const packable = typeof value === 'string' ? oneCharacterPerByte(value) : value;
    // the declared value type names the browser's Blob where the code takes a Uint8Array or bigint
    message.add(kind, packable as string);
  }
  const { buffer, byteOffset, byteLength } = message.pack();
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** Everything osc-js would misread or not bound: the type tags, their number, an unterminated last string. */
function checkTypes(copy: Uint8Array, start: number): void {
  const end = stringEnd(copy, start);
  if (copy[start] !== COMMA || end === undefined) {
    throw badMessage(
      'Expected OSC type tags (a string that begins with a comma) after the address',
    );
  }
  const nul = copy.indexOf(0, start);
  if (nul - start - 1 > MAX_ARGUMENTS) {
    throw badMessage(`Expected at most ${MAX_ARGUMENTS} arguments, got ${nul - start - 1}`);
  }
  for (let at = start + 1; at < nul; at++) {
    // the alternate string type of OSC 1.0; laid out like a string
    if (copy[at] === SYMBOL_TYPE) copy[at] = STRING_TYPE;
    const type = String.fromCharCode(copy[at]!);
    if (!DECODED_TYPES.includes(type)) {
      throw badMessage(
        `Expected OSC arguments of the types ${DECODED_TYPES}, got ${JSON.stringify(type)}`,
      );
    }
  }
  const types = utf8(copy.subarray(start));
  const lastWithData = types.replace(/[TFNI]+$/, '').at(-1);
  if (lastWithData === 's' && copy.at(-1) !== 0)
    throw badMessage('An OSC string is not terminated');
}

/** Where the padded string at `start` ends, or undefined where it is not terminated. */
function stringEnd(bytes: Uint8Array, start: number): number | undefined {
  const nul = bytes.indexOf(0, start);
  const end = nul - (nul % 4) + 4;
  return nul < 0 || end > bytes.length ? undefined : end;
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, bytes.indexOf(0))).toString('utf8');
}

/** osc-js writes the low byte of each UTF-16 unit: so each unit is given one byte of the UTF-8 form. */
function oneCharacterPerByte(string: string): string {
  return Buffer.from(string, 'utf8').toString('latin1');
}

function badMessage(sentence: string, cause?: unknown): OperationalError {
  return new OperationalError('bad-message', `${sentence}.`, { cause });
}
