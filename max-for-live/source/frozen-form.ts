/**
 * "mx@c", the form of frozen devices: the patcher and the files it needs in one. Everything in it is big-endian:
 *
 *     mx@c | 16 | offset of dlst (64 bits) | files back to back | dlst | size to the end | one dire a file
 *     dire | size | type fnam sz32 of32 vers flag mdat, each a tag, its size with these 8 bytes, and data
 *
 * The first file is the device itself, its JSON with a NUL. A name ends in a NUL, and in more up to a multiple of four bytes.
 */
import { DeviceFault } from './device-fault.js';

export interface FrozenFile {
  readonly name: string;
  /** four characters: JSON, TEXT */
  readonly type: string;
  readonly content: Buffer;
}

const HEAD_BYTES = 16;
const FIELD_HEAD_BYTES = 8;
const WORD_BYTES = 4;
const FIELDS = ['type', 'fnam', 'sz32', 'of32', 'vers', 'flag', 'mdat'];
const DEVICE_FLAG = 0x11;
/** Seconds since 1904; the same source gives the same bytes. */
const MODIFIED = 3590052493;

interface Field {
  readonly tag: string;
  readonly data: Buffer;
}

/** @param files the device itself first */
export function writeFrozen(files: readonly FrozenFile[]): Buffer {
  const entries: Buffer[] = [];
  let at = HEAD_BYTES;
  for (const [index, { name, type, content }] of files.entries()) {
    const entry = [
      field('type', Buffer.from(type, 'latin1')),
      field('fnam', paddedName(name)),
      field('sz32', wordOf(content.length)),
      field('of32', wordOf(at)),
      field('vers', wordOf(0)),
      field('flag', wordOf(index === 0 ? DEVICE_FLAG : 0)),
      field('mdat', wordOf(MODIFIED)),
    ];
    entries.push(field('dire', Buffer.concat(entry)));
    at += content.length;
  }
  const head = Buffer.alloc(HEAD_BYTES);
  head.write('mx@c', 0, 'latin1');
  head.writeUInt32BE(HEAD_BYTES, 4);
  head.writeBigUInt64BE(BigInt(at), 8);
  const contents = files.map(({ content }) => content);
  return Buffer.concat([head, ...contents, field('dlst', Buffer.concat(entries))]);
}

/** @returns the device first. @throws DeviceFault */
export function readFrozen(payload: Buffer): FrozenFile[] {
  if (payload.length < HEAD_BYTES) throw new DeviceFault('"mx@c" is cut off in its head');
  const listAt = Number(payload.readBigUInt64BE(8));
  if (payload.readUInt32BE(4) !== HEAD_BYTES || listAt < HEAD_BYTES || listAt > payload.length) {
    throw new DeviceFault('the head of "mx@c" has wrong lengths');
  }
  const [list, ...rest] = readFields(payload.subarray(listAt));
  if (list?.tag !== 'dlst' || rest.length > 0) {
    throw new DeviceFault('expected one "dlst" that reaches the end of the patcher');
  }
  let at = HEAD_BYTES;
  const files: FrozenFile[] = [];
  for (const entry of readFields(list.data)) {
    const fields = readFields(entry.data);
    if (entry.tag !== 'dire' || fields.map(({ tag }) => tag).join() !== FIELDS.join()) {
      throw new DeviceFault(`expected "dire" with ${FIELDS.join(', ')}`);
    }
    const fieldOf = (tag: string) => fields.find((each) => each.tag === tag)!;
    const [size, offset, flag] = ['sz32', 'of32', 'flag'].map((tag) => numberOf(fieldOf(tag)));
    if (offset !== at || at + size! > listAt) {
      throw new DeviceFault(`expected a file at ${at}, got one at ${offset!}`);
    }
    if (files.length === 0 && flag !== DEVICE_FLAG) {
      throw new DeviceFault('the first file is not the device');
    }
    const [name, type] = ['fnam', 'type'].map((tag) => fieldOf(tag).data.toString('utf8'));
    const content = payload.subarray(at, at + size!);
    files.push({ name: name!.replace(/\0+$/, ''), type: type!, content });
    at += size!;
  }
  if (at !== listAt) throw new DeviceFault(`${listAt - at} bytes before "dlst" are no file's`);
  if (files.length === 0) throw new DeviceFault('"dlst" lists no file');
  return files;
}

function numberOf({ tag, data }: Field): number {
  if (data.length !== WORD_BYTES) throw new DeviceFault(`expected "${tag}" to hold 4 bytes`);
  return data.readUInt32BE(0);
}

function readFields(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  while (at < bytes.length) {
    const left = bytes.length - at;
    const length = left < FIELD_HEAD_BYTES ? 0 : bytes.readUInt32BE(at + WORD_BYTES);
    if (length < FIELD_HEAD_BYTES || length > left) {
      throw new DeviceFault(`an entry of ${length} bytes where ${left} are left`);
    }
    const tag = bytes.toString('latin1', at, at + WORD_BYTES);
    fields.push({ tag, data: bytes.subarray(at + FIELD_HEAD_BYTES, at + length) });
    at += length;
  }
  return fields;
}

function field(tag: string, data: Buffer): Buffer {
  const head = Buffer.alloc(FIELD_HEAD_BYTES);
  head.write(tag, 0, 'latin1');
  head.writeUInt32BE(FIELD_HEAD_BYTES + data.length, WORD_BYTES);
  return Buffer.concat([head, data]);
}

function wordOf(value: number): Buffer {
  const bytes = Buffer.alloc(WORD_BYTES);
  bytes.writeUInt32BE(value);
  return bytes;
}

function paddedName(name: string): Buffer {
  const bytes = Buffer.from(`${name}\0`);
  const padding = (WORD_BYTES - (bytes.length % WORD_BYTES)) % WORD_BYTES;
  return Buffer.concat([bytes, Buffer.alloc(padding)]);
}
