/**
 * Zip of stems: all stems of a result in one file, written while it is sent; samples are stored as they are, for they do not shrink.
 * What is beyond 4 GiB is ZIP64 (APPNOTE 6.3.10, 4.3 to 4.5).
 *
 *   [local header, samples, data descriptor] of each stem | central directory | its end
 */
import { crc32 } from 'node:zlib';

import { readBytes, type InputFile } from '../../audio/formats/input-file.js';
import { attachment } from './attachment.js';
import { openWav } from './open-wav.js';
import type { StemOfResult } from './stem-of-result.js';

const BLOCK_BYTES = 256 * 1024;
const IN_ZIP64 = 0xffff_ffff;
const VERSION_ZIP64 = 45;
/** crc and lengths follow the bytes; names are UTF-8 */
const FLAGS = 0x0808;
/** 1980-01-01, the least there is: times of files are not told */
const DATE = 0x0021;

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  crc: number;
  bytes: number;
}

/** @param name of the zip, without its extension */
export function zipOfStems(name: string, stems: ReadonlyMap<string, StemOfResult>): Response {
  const bytes = ReadableStream.from(zipBytes(stems));
  return new Response(bytes, {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': attachment(`${name}.zip`),
    },
  });
}

async function* zipBytes(stems: ReadonlyMap<string, StemOfResult>): AsyncGenerator<Uint8Array> {
  const entries: Entry[] = [];
  let offset = 0;
  for (const [stem, file] of stems) {
    const entry: Entry = { name: Buffer.from(`${stem}.wav`), offset, crc: 0, bytes: 0 };
    const { file: open } = await openWav(file);
    try {
      const header = localHeader(entry);
      yield header;
      for await (const block of blocksOf(open)) {
        entry.crc = crc32(block, entry.crc);
        entry.bytes += block.length;
        yield block;
      }
      const descriptor = dataDescriptor(entry);
      yield descriptor;
      offset += header.length + entry.bytes + descriptor.length;
    } finally {
      await open.close();
    }
    entries.push(entry);
  }
  const directory = Buffer.concat(entries.map(centralHeader));
  yield directory;
  yield endOf(entries.length, directory.length, offset);
}

/** What was there when it was opened. Each block is a buffer of its own: what was handed on may still be waiting to be sent. */
async function* blocksOf(file: InputFile): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.bytes;) {
    const block = await readBytes(file, at, Math.min(BLOCK_BYTES, file.bytes - at));
    if (block.length === 0) return;
    yield block;
    at += block.length;
  }
}

function localHeader({ name }: Entry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x0403_4b50, 0);
  header.writeUInt16LE(VERSION_ZIP64, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(DATE, 12);
  header.writeUInt32LE(IN_ZIP64, 18);
  header.writeUInt32LE(IN_ZIP64, 22);
  header.writeUInt16LE(name.length, 26);
  const extra = zip64([0, 0]);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

function dataDescriptor({ crc, bytes }: Entry): Buffer {
  const descriptor = Buffer.alloc(24);
  descriptor.writeUInt32LE(0x0807_4b50, 0);
  descriptor.writeUInt32LE(crc, 4);
  descriptor.writeBigUInt64LE(BigInt(bytes), 8);
  descriptor.writeBigUInt64LE(BigInt(bytes), 16);
  return descriptor;
}

function centralHeader({ name, offset, crc, bytes }: Entry): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x0201_4b50, 0);
  header.writeUInt16LE(VERSION_ZIP64, 4);
  header.writeUInt16LE(VERSION_ZIP64, 6);
  header.writeUInt16LE(FLAGS, 8);
  header.writeUInt16LE(DATE, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(IN_ZIP64, 20);
  header.writeUInt32LE(IN_ZIP64, 24);
  header.writeUInt16LE(name.length, 28);
  const extra = zip64([bytes, bytes, offset]);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(IN_ZIP64, 42);
  return Buffer.concat([header, name, extra]);
}

function zip64(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, index) => extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index));
  return extra;
}

function endOf(entries: number, directoryBytes: number, offset: number): Buffer {
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x0606_4b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(VERSION_ZIP64, 12);
  end64.writeUInt16LE(VERSION_ZIP64, 14);
  end64.writeBigUInt64LE(BigInt(entries), 24);
  end64.writeBigUInt64LE(BigInt(entries), 32);
  end64.writeBigUInt64LE(BigInt(directoryBytes), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x0706_4b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + directoryBytes), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(0xffff, 8);
  end.writeUInt16LE(0xffff, 10);
  end.writeUInt32LE(IN_ZIP64, 12);
  end.writeUInt32LE(IN_ZIP64, 16);
  return Buffer.concat([end64, locator, end]);
}
