/**
 * Reads how many frames a WAV file holds, chunk by chunk and trusting nothing: for files that are being written or whose
 * writer was killed. Written by hand so that the reader under test does not vouch for the writer under test.
 */
import { readFileSync } from 'node:fs';

/** @throws Error when anything a chunk's header promises is not in the file */
export function wavFrames(file: string): number {
  const bytes = readFileSync(file);
  const tag = (at: number) => bytes.toString('latin1', at, at + 4);
  const broken = (what: string) => new Error(`${file} (${bytes.length} bytes): ${what}`);
  if (bytes.length < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') throw broken('no RIFF WAVE');
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length) throw broken(`RIFF ends at ${end}`);
  let frameBytes = 0;
  for (let at = 12; at + 8 <= end;) {
    const length = bytes.readUInt32LE(at + 4);
    if (at + 8 + length > end) throw broken(`${tag(at)} of ${length} bytes at ${at}`);
    if (tag(at) === 'fmt ') frameBytes = bytes.readUInt16LE(at + 8 + 12);
    if (tag(at) === 'data') {
      if (frameBytes === 0 || length % frameBytes !== 0) throw broken(`data of ${length} bytes`);
      return length / frameBytes;
    }
    at += 8 + length + (length % 2);
  }
  throw broken('no data');
}
