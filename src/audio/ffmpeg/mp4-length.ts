/**
 * How long the first sound of an MP4 file is, by its header: what ffmpeg tells is rounded to the file's ticks, of a millisecond
 * or so, and what it decodes ends with the last packet.
 *
 *   moov / mvhd                 ticks a second of the edit list's durations
 *   moov / trak / mdia / mdhd   ticks a second of the track, and its length with what the encoder put before the recording
 *   moov / trak / edts / elst   where in the track the recording begins, and how long it is
 *
 * Lengths only: nothing is decoded, and files in fragments or with several edits have none.
 */
import { hasText } from '../formats/byte-text.js';
import { viewOf } from '../formats/iff-chunks.js';
import { readBytes, type InputFile } from '../formats/input-file.js';

interface Box {
  readonly type: string;
  readonly startByte: number;
  readonly endByte: number;
}

interface Ticks {
  readonly ticksASecond: number;
  readonly ticks: number;
}

interface Edit {
  /** in ticks of the movie; 0: to the end */
  readonly duration: number;
  /** in ticks of the track; undefined: nothing is played meanwhile */
  readonly start: number | undefined;
}

const MOST_BOXES = 4_096;
const MOST_EDITS = 16;

/** @returns undefined where the header does not say. @throws OperationalError `input-unreadable` */
export async function mp4Seconds(file: InputFile): Promise<number | undefined> {
  const moov = await boxIn(file, { startByte: 0, endByte: file.bytes }, 'moov');
  if (moov === undefined || (await boxIn(file, moov, 'mvex')) !== undefined) return undefined;
  const movie = await readTicks(file, await boxIn(file, moov, 'mvhd'));
  for await (const trak of boxesIn(file, moov)) {
    if (trak.type !== 'trak') continue;
    const mdia = await boxIn(file, trak, 'mdia');
    if (mdia === undefined || !(await isSound(file, mdia))) continue;
    const media = await readTicks(file, await boxIn(file, mdia, 'mdhd'));
    const edts = await boxIn(file, trak, 'edts');
    const elst = edts === undefined ? undefined : await boxIn(file, edts, 'elst');
    const edits = elst === undefined ? [] : await readEdits(file, elst);
    return movie === undefined || media === undefined
      ? undefined
      : editedSeconds(movie, media, edits);
  }
  return undefined;
}

function editedSeconds(
  movie: Ticks,
  media: Ticks,
  edits: readonly Edit[] | undefined,
): number | undefined {
  const [edit, ...others] = edits?.filter(({ start }) => start !== undefined) ?? [];
  if (edits === undefined || others.length > 0) return undefined;
  const rest = (media.ticks - (edit?.start ?? 0)) / media.ticksASecond;
  if (rest <= 0) return undefined;
  const stated = (edit?.duration ?? 0) / movie.ticksASecond;
  // an edit that ends within a tick of the track's end ends there
  return stated === 0 || stated > rest - 1 / movie.ticksASecond ? rest : stated;
}

async function isSound(file: InputFile, mdia: Box): Promise<boolean> {
  const hdlr = await boxIn(file, mdia, 'hdlr');
  return hdlr !== undefined && hasText(await readBytes(file, hdlr.startByte, 12), 'soun', 8);
}

/** Of mvhd and mdhd, which begin alike. */
async function readTicks(file: InputFile, box: Box | undefined): Promise<Ticks | undefined> {
  if (box === undefined) return undefined;
  const bytes = await readBytes(file, box.startByte, 32);
  if (bytes.length < 32) return undefined;
  const view = viewOf(bytes);
  const isLong = bytes[0] === 1;
  const ticksASecond = view.getUint32(isLong ? 20 : 12);
  const ticks = isLong ? Number(view.getBigUint64(24)) : view.getUint32(16);
  const isUnknown = ticks >= (isLong ? Number.MAX_SAFE_INTEGER : 0xffff_ffff);
  return ticksASecond === 0 || isUnknown ? undefined : { ticksASecond, ticks };
}

async function readEdits(file: InputFile, elst: Box): Promise<Edit[] | undefined> {
  const head = await readBytes(file, elst.startByte, 8);
  if (head.length < 8) return undefined;
  const count = viewOf(head).getUint32(4);
  if (count > MOST_EDITS) return undefined;
  const isLong = head[0] === 1;
  const entryBytes = isLong ? 20 : 12;
  const entries = await readBytes(file, elst.startByte + 8, count * entryBytes);
  if (entries.length < count * entryBytes) return undefined;
  const view = viewOf(entries);
  return Array.from({ length: count }, (_, index) => {
    const at = index * entryBytes;
    const duration = isLong ? Number(view.getBigUint64(at)) : view.getUint32(at);
    const start = isLong ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4);
    return { duration, start: start < 0 ? undefined : start };
  });
}

async function boxIn(
  file: InputFile,
  parent: Pick<Box, 'startByte' | 'endByte'>,
  type: string,
): Promise<Box | undefined> {
  for await (const box of boxesIn(file, parent)) if (box.type === type) return box;
  return undefined;
}

async function* boxesIn(
  file: InputFile,
  { startByte, endByte }: Pick<Box, 'startByte' | 'endByte'>,
): AsyncGenerator<Box, void, void> {
  let position = startByte;
  for (let count = 0; count < MOST_BOXES && position + 8 <= endByte; count++) {
    const header = await readBytes(file, position, 16);
    if (header.length < 8) return;
    const view = viewOf(header);
    const size = view.getUint32(0);
    const isLong = size === 1 && header.length === 16;
    const bytes = isLong ? Number(view.getBigUint64(8)) : size === 0 ? endByte - position : size;
    const headerBytes = isLong ? 16 : 8;
    if (bytes < headerBytes) return;
    yield {
      type: String.fromCharCode(...header.subarray(4, 8)),
      startByte: position + headerBytes,
      endByte: Math.min(position + bytes, endByte),
    };
    position += bytes;
  }
}
