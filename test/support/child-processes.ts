/**
 * Child processes of a process, as Linux lists them, and whether one is at work.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_AGAIN_MS = 20;

/** The ffmpeg processes that decode. @param parent its id */
export function decodersOf(parent = process.pid): number[] {
  return childrenRunning('pcm_f32be', parent);
}

/** Those whose command line has `text` in it. @param parent its id */
export function childrenRunning(text: string, parent = process.pid): number[] {
  return readdirSync(`/proc/${parent}/task`)
    .flatMap((thread) => read(`/proc/${parent}/task/${thread}/children`).trim().split(' '))
    .filter((id) => id !== '' && read(`/proc/${id}/cmdline`).includes(text))
    .map(Number);
}

/** Neither gone nor only waiting to be reaped. */
export function isAlive(pid: number): boolean {
  const state = /\) (\w)/.exec(read(`/proc/${pid}/stat`))?.[1];
  return state !== undefined && state !== 'Z';
}

/** Resolves when it holds; the test's own limit ends the waiting. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(LOOK_AGAIN_MS);
}

/** Processor time that a process has had so far, in ticks of the system's. */
export function processorTicks(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Bytes that a process has read so far, of whatever. */
export function bytesRead(pid: number): number {
  return Number(/rchar: (\d+)/.exec(read(`/proc/${pid}/io`))?.[1]);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
