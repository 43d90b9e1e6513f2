/**
 * Audio files in tests: the fixtures, copies of them with some bytes changed, and reading a source to its end.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputDamage } from '../../src/audio/damage-log.js';
import { openAudioSource, type OpenAudioOptions } from '../../src/audio/open-audio-source.js';
import { joined } from './planar.js';
import { repositoryPath } from './repository.js';

export function audioFixture(name: string): string {
  return repositoryPath('test', 'fixtures', 'audio', name);
}

export interface ReadAudio {
  readonly rateHz: number;
  readonly channels: number;
  readonly expectedFrames: number | undefined;
  /** [channel][frame] */
  readonly rows: readonly Float32Array[];
  readonly longestBlockFrames: number;
  readonly damage: InputDamage;
}

export async function readAudio(path: string, options: OpenAudioOptions = {}): Promise<ReadAudio> {
  const source = await openAudioSource(path, options);
  const blocks = [];
  for await (const block of source.blocks()) blocks.push(block);
  const { rateHz, channels, expectedFrames, damage } = source;
  if (damage === undefined) throw new Error(`readAudio: ${path} has no list of damage`);
  const longestBlockFrames = Math.max(...blocks.map((block) => block[0]!.length));
  return { rateHz, channels, expectedFrames, rows: joined(blocks), longestBlockFrames, damage };
}

/** Writes a changed copy of a fixture into `folder`. @returns its path */
export async function changedFixture(
  folder: string,
  name: string,
  change: (bytes: Buffer) => Buffer,
): Promise<string> {
  const path = join(folder, `changed-${name}`);
  await writeFile(path, change(await readFile(audioFixture(name))));
  return path;
}

/** Changes in place, for use with {@link changedFixture}. */
export function patched(bytes: Buffer, at: number, ...values: number[]): Buffer {
  for (const [index, value] of values.entries()) bytes[at + index] = value;
  return bytes;
}

/** An ID3v2 tag of `bytes` bytes, as a large cover picture makes one. */
export function id3v2Tag(bytes: number): Buffer {
  const tag = Buffer.alloc(bytes, 0xff); // a picture may look like anything, frame headers included
  tag.write('ID3', 0, 'latin1');
  patched(tag, 3, 4, 0, 0);
  const size = bytes - 10;
  patched(tag, 6, (size >> 21) & 127, (size >> 14) & 127, (size >> 7) & 127, size & 127);
  return tag;
}

/** Root-mean-square of the difference of two rows from `start` to `end`, the second moved by `lagFrames`. */
export function rmsDifference(
  a: Float32Array,
  b: Float32Array,
  { start = 0, end = a.length, lagFrames = 0, gain = 1 } = {},
): number {
  let sum = 0;
  for (let frame = start; frame < end; frame++) {
    sum += (a[frame]! - gain * b[frame - lagFrames]!) ** 2;
  }
  return Math.sqrt(sum / (end - start));
}
