/**
 * Limits of a running process, by prlimit(1): no more open files (EMFILE), and no larger ones (EFBIG, the nearest to a full disk
 * that needs no privileges). Of this process, or of a daemon that is at work.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readdirSync } from 'node:fs';

/** Descriptors of this process that may be opened before it runs out: what prlimit itself needs is among them. */
const HEADROOM = 64;

/** Lets a process open just so many files more than it has. @returns what lifts the limit again */
export function leaveDescriptors(pid: number, count: number): () => void {
  const open = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  let limit = 0;
  for (let free = 0; free < count || open.has(limit); limit++) if (!open.has(limit)) free++;
  return setLimit(pid, 'nofile', limit);
}

/** Runs `use` while this process itself can open nothing. */
export async function withoutDescriptors(use: () => Promise<void>): Promise<void> {
  const lift = leaveDescriptors(process.pid, HEADROOM);
  const held: number[] = [];
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EMFILE') throw error;
  }
  try {
    await use();
  } finally {
    for (const descriptor of held) closeSync(descriptor);
    lift();
  }
}

/** Runs `use` while this process can write no file longer than so many bytes. */
export async function withFilesAtMost(bytes: number, use: () => Promise<void>): Promise<void> {
  // without a listener the limit ends the process instead of the write
  const survive = (): void => undefined;
  process.on('SIGXFSZ', survive);
  const lift = setLimit(process.pid, 'fsize', bytes);
  try {
    await use();
  } finally {
    lift();
    process.off('SIGXFSZ', survive);
  }
}

/** As prlimit calls them. */
export type LimitedResource = 'nofile' | 'fsize' | 'as';

/** @returns what sets it back */
export function setLimit(pid: number, resource: LimitedResource, soft: number): () => void {
  const before = prlimit(pid, `--${resource}`, '--output=SOFT', '--noheadings').trim();
  prlimit(pid, `--${resource}=${soft}:`);
  return () => {
    prlimit(pid, `--${resource}=${before}:`);
  };
}

function prlimit(pid: number, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('prlimit', ['--pid', String(pid), ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`prlimit ${args.join(' ')}: ${stderr}`);
  return stdout;
}
