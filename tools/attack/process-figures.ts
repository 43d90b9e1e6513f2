/**
 * What Linux says of a process: memory, descriptors, children, processor time; and limits put on it while it runs.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';

import { setLimit, type LimitedResource } from '../../test/support/process-limits.js';

/** of /proc/PID/stat, on every Linux that Node runs on */
const TICKS_PER_SECOND = 100;

export interface ProcessFigures {
  readonly residentMegabytes: number;
  /** since the start, or since {@link resetPeak} */
  readonly peakMegabytes: number;
  readonly descriptors: number;
  /** processes below it, those of its children included */
  readonly children: number;
}

/** @throws Error when there is no such process */
export async function processFigures(pid: number): Promise<ProcessFigures> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string): number =>
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return {
    residentMegabytes: megabytes('VmRSS'),
    peakMegabytes: megabytes('VmHWM'),
    descriptors: (await readdir(`/proc/${pid}/fd`)).length,
    children: (await descendants(pid)).length,
  };
}

/** The peak is counted anew from here on. */
export async function resetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** @returns seconds of processor time so far */
export async function processorSeconds(pid: number): Promise<number> {
  const fields = await statFields(pid);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** @returns ids of the processes below it, parents first */
export async function descendants(pid: number): Promise<number[]> {
  const childrenOf = new Map<number, number[]>();
  const ids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  await Promise.all(
    ids.map(async (id) => {
      const fields = await statFields(id).catch((): string[] => []);
      const [state, parent] = [fields[0], Number(fields[1])];
      if (state === undefined || state === 'Z') return;
      childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), id]);
    }),
  );
  const below = (id: number): number[] =>
    (childrenOf.get(id) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

/** Fields of /proc/PID/stat behind the name, which may hold anything: the first is the state. */
async function statFields(pid: number): Promise<string[]> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8');
  return line.slice(line.lastIndexOf(')') + 2).split(' ');
}

/** Puts a soft limit on a process that runs, and takes it away again after `use`. */
export async function withLimit<Result>(
  pid: number,
  resource: LimitedResource,
  soft: number,
  use: () => Promise<Result>,
): Promise<Result> {
  const lift = setLimit(pid, resource, soft);
  try {
    return await use();
  } finally {
    try {
      lift();
    } catch {
      // a process that the limit has ended has none to lift
    }
  }
}

/** @returns bytes of address space that it has taken */
export async function addressSpaceBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return 1024 * Number(/VmSize:\s+(\d+) kB/.exec(status)?.[1]);
}
