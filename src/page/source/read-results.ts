/**
 * Read results: what the daemon says of results, checked.
 */
import { isRecord } from './read-reply.js';

export interface Sound {
  /** /sound and /peaks/N are below it */
  readonly address: string;
  readonly rateHz: number;
  readonly channels: number;
  readonly encoding: 'float32' | 'pcm24';
  readonly frames: number;
  /** where its samples begin in its file */
  readonly startByte: number;
}

export interface StemSound extends Sound {
  readonly stem: string;
  readonly path: string;
}

/** How it came about. */
export interface Origin {
  readonly task: 'separate' | 'impute' | 'continue' | 'generate';
  /** paths, of known stems as STEM=PATH */
  readonly inputs: readonly string[];
  /** the part of the inputs, in seconds */
  readonly from: number | null;
  readonly to: number | null;
  readonly continuedSeconds: number | null;
  readonly seconds: number;
  readonly seed: number;
  readonly model: string;
  readonly separator: string | null;
}

export interface Result {
  /** the name of its folder */
  readonly id: string;
  readonly folder: string;
  readonly isFinished: boolean;
  readonly stems: readonly StemSound[];
  /** undefined: it grows, or an earlier release has made it */
  readonly origin?: Origin;
  /** of an imputation: the id of the result that it fits */
  readonly takeOf?: string;
  /** undefined: nothing was separated, or the stems are not all of it */
  readonly recording?: Sound;
}

const TASKS: readonly unknown[] = ['separate', 'impute', 'continue', 'generate'];

/** Those that are none are left out. */
export function readResults(value: unknown): readonly Result[] {
  return Array.isArray(value) ? value.filter(isResult) : [];
}

function isResult(value: unknown): value is Result {
  if (!isRecord(value)) return false;
  const { stems, origin, takeOf, recording } = value;
  return (
    ['id', 'folder'].every((key) => typeof value[key] === 'string') &&
    typeof value['isFinished'] === 'boolean' &&
    Array.isArray(stems) &&
    stems.every(isStemSound) &&
    (origin === undefined || isOrigin(origin)) &&
    (takeOf === undefined || typeof takeOf === 'string') &&
    (recording === undefined || isSound(recording))
  );
}

function isStemSound(value: unknown): value is StemSound {
  return (
    isRecord(value) &&
    ['stem', 'path'].every((key) => typeof value[key] === 'string') &&
    isSound(value)
  );
}

function isSound(value: unknown): value is Sound {
  return (
    isRecord(value) &&
    typeof value['address'] === 'string' &&
    ['rateHz', 'channels', 'frames', 'startByte'].every((key) => Number.isInteger(value[key])) &&
    (value['encoding'] === 'float32' || value['encoding'] === 'pcm24')
  );
}

function isOrigin(value: unknown): value is Origin {
  return (
    isRecord(value) &&
    TASKS.includes(value['task']) &&
    Array.isArray(value['inputs']) &&
    value['inputs'].every((input) => typeof input === 'string') &&
    ['from', 'to', 'continuedSeconds'].every(
      (key) => value[key] === null || typeof value[key] === 'number',
    ) &&
    ['seconds', 'seed'].every((key) => typeof value[key] === 'number') &&
    typeof value['model'] === 'string' &&
    (value['separator'] === null || typeof value['separator'] === 'string')
  );
}

/** What all have. */
export function framesOf(sounds: readonly Sound[]): number {
  return sounds.length === 0 ? 0 : Math.min(...sounds.map(({ frames }) => frames));
}
