/**
 * The patcher inside "mx@c", the form of frozen devices. Everything in it is big-endian:
 *
 *     mx@c | 16 | offset of dlst (64 bits) | files back to back | dlst | size to the end | one dire a file
 *     dire | size | type fnam sz32 of32 vers flag mdat, each a tag, its size with these 8 bytes, and data
 *
 * The first file is the device itself. Nothing is written in this form.
 */
import { DeviceFault } from './device-fault.js';

const HEAD_BYTES = 16;
const FIELD_HEAD_BYTES = 8;
const FIELDS = ['type', 'fnam', 'sz32', 'of32', 'vers', 'flag', 'mdat'];
const DEVICE_FLAG = 0x11;

interface Field {
  readonly tag: string;
  readonly data: Buffer;
}

/** @throws DeviceFault */
export function frozenPatcher(payload: Buffer): Buffer {
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
  let device: Buffer | undefined;
  for (const entry of readFields(list.data)) {
    const fields = readFields(entry.data);
    if (entry.tag !== 'dire' || fields.map(({ tag }) => tag).join() !== FIELDS.join()) {
      throw new DeviceFault(`expected "dire" with ${FIELDS.join(', ')}`);
    }
    const number = (tag: string) => word(fields.find((field) => field.tag === tag)!);
    const size = number('sz32');
    if (number('of32') !== at || at + size > listAt) {
      throw new DeviceFault(`expected a file at ${at}, got one at ${number('of32')}`);
    }
    if (device === undefined && number('flag') !== DEVICE_FLAG) {
      throw new DeviceFault('the first file is not the device');
    }
    device ??= payload.subarray(at, at + size);
    at += size;
  }
  if (at !== listAt) throw new DeviceFault(`${listAt - at} bytes before "dlst" are no file's`);
  if (device === undefined) throw new DeviceFault('"dlst" lists no file');
  return device;
}

function word({ tag, data }: Field): number {
  if (data.length !== 4) throw new DeviceFault(`expected "${tag}" to hold 4 bytes`);
  return data.readUInt32BE(0);
}

function readFields(bytes: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  while (at < bytes.length) {
    const left = bytes.length - at;
    const length = left < FIELD_HEAD_BYTES ? 0 : bytes.readUInt32BE(at + 4);
    if (length < FIELD_HEAD_BYTES || length > left) {
      throw new DeviceFault(`an entry of ${length} bytes where ${left} are left`);
    }
    const tag = bytes.toString('latin1', at, at + 4);
    fields.push({ tag, data: bytes.subarray(at + FIELD_HEAD_BYTES, at + length) });
    at += length;
  }
  return fields;
}
