/**
 * Plain samples to planar Float32, full scale = 1.
 *
 * Integers of b bits become v / 2^(b-1): symmetric scaling, as DAWs have it, so -2^(b-1) is exactly -1 and
 * nothing is clipped. Samples narrower than their container (20 bits in 3 bytes) are left-justified in WAV and
 * AIFF alike, so the container's width is the scale.
 */
import { A_LAW, MU_LAW } from './g711.js';

export interface PcmEncoding {
  readonly kind: 'integer' | 'unsigned' | 'float' | 'A-law' | 'mu-law';
  readonly bytesPerSample: 1 | 2 | 3 | 4 | 8;
  readonly littleEndian: boolean;
}

type SampleReader = (view: DataView, at: number, littleEndian: boolean) => number;

/** bits 24..9 and 8..1 of three bytes, put together as one signed number */
const readInt24: SampleReader = (view, at, littleEndian) =>
  littleEndian
    ? view.getInt16(at + 1, true) * 256 + view.getUint8(at)
    : view.getInt16(at, false) * 256 + view.getUint8(at + 2);

const INTEGER_READERS: Partial<Record<PcmEncoding['bytesPerSample'], SampleReader>> = {
  1: (view, at) => view.getInt8(at),
  2: (view, at, littleEndian) => view.getInt16(at, littleEndian),
  3: readInt24,
  4: (view, at, littleEndian) => view.getInt32(at, littleEndian),
};

const UNSIGNED_READERS: typeof INTEGER_READERS = {
  1: (view, at) => view.getUint8(at) - 128,
  2: (view, at, littleEndian) => view.getUint16(at, littleEndian) - 32_768,
};

const FLOAT_READERS: typeof INTEGER_READERS = {
  4: (view, at, littleEndian) => view.getFloat32(at, littleEndian),
  8: (view, at, littleEndian) => view.getFloat64(at, littleEndian),
};

const READERS: Record<PcmEncoding['kind'], typeof INTEGER_READERS> = {
  integer: INTEGER_READERS,
  unsigned: UNSIGNED_READERS,
  float: FLOAT_READERS,
  'A-law': { 1: (view, at) => A_LAW[view.getUint8(at)]! },
  'mu-law': { 1: (view, at) => MU_LAW[view.getUint8(at)]! },
};

/** Whether there is such an encoding; a width of 1, 2, 3, 4 or 8 bytes is not enough for that. */
export function isPcmEncoding(
  kind: PcmEncoding['kind'],
  bytesPerSample: number,
): bytesPerSample is PcmEncoding['bytesPerSample'] {
  return (READERS[kind] as Partial<Record<number, SampleReader>>)[bytesPerSample] !== undefined;
}

/**
 * @param bytes interleaved samples, whole frames
 * @returns [channel][frame]
 */
export function decodePcm(
  bytes: Uint8Array,
  channels: number,
  encoding: PcmEncoding,
): Float32Array[] {
  const { kind, bytesPerSample, littleEndian } = encoding;
  const read = READERS[kind][bytesPerSample];
  if (read === undefined) throw new Error(`decodePcm: no ${kind} of ${bytesPerSample} bytes`);
  const scale = scaleOf(encoding);
  const frameBytes = channels * bytesPerSample;
  const frames = bytes.length / frameBytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    let at = channel * bytesPerSample;
    for (let frame = 0; frame < frames; frame++) {
      samples[frame] = read(view, at, littleEndian) * scale;
      at += frameBytes;
    }
    return samples;
  });
}

/** Codes of G.711 stand for integers of 16 bits. */
function scaleOf({ kind, bytesPerSample }: PcmEncoding): number {
  if (kind === 'float') return 1;
  if (kind === 'A-law' || kind === 'mu-law') return 2 ** -15;
  return 2 ** (1 - 8 * bytesPerSample);
}
