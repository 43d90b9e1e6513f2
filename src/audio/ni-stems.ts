/**
 * NI Stems: the box that makes an MP4 file with five tracks one that DJ programs play stem by stem.
 *
 *   ftyp | ... | mdat | moov [ mvhd | trak x 5 | udta [ ... | stem ] ]
 *
 * `stem` holds JSON: names and colours of the tracks behind the first, which is the mixture; and settings of a compressor and a limiter
 * that players may put behind the stems, both off here: stems of a recording sum to it as they are. `moov` is the last box, as ffmpeg
 * writes it, so that it can grow and nothing in it needs to move.
 */
import type { FileHandle } from '../file-system.js';
import { writeBytes } from './write-bytes.js';

export interface NiStem {
  readonly name: string;
  /** `#rrggbb` */
  readonly colour: string;
}

interface Box {
  readonly type: string;
  /** of the box, with its header */
  readonly startByte: number;
  readonly endByte: number;
}

const HEADER_BYTES = 8;
/** of a box whose length is a 64-bit number behind its type */
const LONG_HEADER_BYTES = 16;
const MOST_INDEX_BYTES = 1 << 29;

/** Puts the box into a file that ffmpeg has written whole. */
export async function addNiStems(handle: FileHandle, stems: readonly NiStem[]): Promise<void> {
  const { size } = await handle.stat();
  const moov = await lastBox(handle, size);
  if (moov?.type !== 'moov' || moov.endByte - moov.startByte > MOST_INDEX_BYTES) {
    throw new Error(`addNiStems: a moov box expected at the end, got ${moov?.type ?? 'none'}`);
  }
  const content = Buffer.alloc(moov.endByte - moov.startByte);
  await handle.read(content, 0, content.length, moov.startByte);
  await writeBytes(handle, withNiStems(content, stems), moov.startByte);
}

/** @param moov the whole box. @returns one with the stems in its udta */
function withNiStems(moov: Buffer, stems: readonly NiStem[]): Buffer {
  const added = box('stem', Buffer.from(JSON.stringify(niStemsContent(stems)), 'utf8'));
  const children = boxesIn(moov, HEADER_BYTES);
  const isUserData = ({ type }: Box): boolean => type === 'udta';
  const others = children
    .filter((child) => !isUserData(child))
    .map((child) => bytesOf(moov, child));
  const userData = children.find(isUserData);
  const before =
    userData === undefined ? Buffer.alloc(0) : bytesOf(moov, userData).subarray(HEADER_BYTES);
  return box('moov', Buffer.concat([...others, box('udta', Buffer.concat([before, added]))]));
}

function niStemsContent(stems: readonly NiStem[]): object {
  return {
    mastering_dsp: {
      compressor: {
        enabled: false,
        ratio: 3,
        output_gain: 0.5,
        release: 0.3,
        attack: 0.003,
        input_gain: 0.5,
        threshold: 0,
        hp_cutoff: 300,
        dry_wet: 50,
      },
      limiter: { enabled: false, release: 0.05, threshold: 0, ceiling: -0.35 },
    },
    version: 1,
    stems: stems.map(({ name, colour }) => ({ name, color: colour.toUpperCase() })),
  };
}

async function lastBox(handle: FileHandle, fileBytes: number): Promise<Box | undefined> {
  const header = Buffer.alloc(LONG_HEADER_BYTES);
  let last: Box | undefined;
  for (let at = 0; at + HEADER_BYTES <= fileBytes;) {
    await handle.read(header, 0, header.length, at);
    const stated = header.readUInt32BE(0);
    const bytes = stated === 1 ? Number(header.readBigUInt64BE(HEADER_BYTES)) : stated;
    if (bytes < HEADER_BYTES || at + bytes > fileBytes) return undefined;
    last = { type: header.toString('latin1', 4, HEADER_BYTES), startByte: at, endByte: at + bytes };
    at += bytes;
  }
  return last;
}

function boxesIn(parent: Buffer, start: number): Box[] {
  const boxes: Box[] = [];
  for (let at = start; at + HEADER_BYTES <= parent.length;) {
    const endByte = at + parent.readUInt32BE(at);
    const type = parent.toString('latin1', at + 4, at + HEADER_BYTES);
    if (endByte < at + HEADER_BYTES || endByte > parent.length) {
      throw new Error(`addNiStems: the box ${type} at ${at} does not fit into its parent`);
    }
    boxes.push({ type, startByte: at, endByte });
    at = endByte;
  }
  return boxes;
}

function bytesOf(parent: Buffer, { startByte, endByte }: Box): Buffer {
  return parent.subarray(startByte, endByte);
}

function box(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES, type, 'latin1');
  header.writeUInt32BE(HEADER_BYTES + body.length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}
