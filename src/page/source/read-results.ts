/**
 * Read results: what the daemon says of results, checked.
 */
import { isRecord } from './read-reply.js';

export interface StemSound {
  readonly stem: string;
  readonly path: string;
  readonly rateHz: number;
  readonly channels: number;
  readonly encoding: 'float32' | 'pcm24';
  readonly frames: number;
  /** where its samples begin in its file */
  readonly startByte: number;
}

export interface Result {
  /** the name of its folder */
  readonly id: string;
  readonly folder: string;
  readonly isFinished: boolean;
  readonly stems: readonly StemSound[];
}

/** Those that are none are left out. */
export function readResults(value: unknown): readonly Result[] {
  return Array.isArray(value) ? value.filter(isResult) : [];
}

function isResult(value: unknown): value is Result {
  return (
    isRecord(value) &&
    ['id', 'folder'].every((key) => typeof value[key] === 'string') &&
    typeof value['isFinished'] === 'boolean' &&
    Array.isArray(value['stems']) &&
    value['stems'].every(isStemSound)
  );
}

function isStemSound(value: unknown): value is StemSound {
  return (
    isRecord(value) &&
    ['stem', 'path'].every((key) => typeof value[key] === 'string') &&
    ['rateHz', 'channels', 'frames', 'startByte'].every((key) => Number.isInteger(value[key])) &&
    (value['encoding'] === 'float32' || value['encoding'] === 'pcm24')
  );
}
