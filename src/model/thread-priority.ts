/**
 * Thread priority: the thread that runs the network steps back behind the one that answers clients.
 *
 * On Linux a nice value belongs to a thread, and threads it starts later inherit it: called before a session is opened,
 * this lowers onnxruntime's own threads too. Elsewhere Node.js offers no such call, and nothing happens.
 */
import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { getPriority, setPriority } from 'node:os';

/** A third of the processor time of a thread of normal priority, where both want it; all of it where none other does. */
const NICE_STEPS = 5;
const LOWEST_PRIORITY = 19;

/** Lowers the priority of the calling thread. Calling it without the right to, or without /proc, changes nothing. */
export function lowerThreadPriority(): void {
  if (process.platform !== 'linux') return;
  try {
    // "<process>/task/<thread>", as seen by the thread that reads it
    const thread = Number(basename(readlinkSync('/proc/thread-self')));
    setPriority(thread, Math.min(LOWEST_PRIORITY, getPriority(thread) + NICE_STEPS));
  } catch {
    // a sandbox without /proc, or one that forbids it: jobs run all the same
  }
}
