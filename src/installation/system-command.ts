/**
 * System command: a program of the user's system that is asked one thing, such as systemctl. Nothing of ours runs in it; what it says is
 * kept for a sentence.
 */
import { text } from 'node:stream/consumers';

import { startProgram } from '../start-child.js';

export interface CommandEnd {
  /** null: it did not start, or was ended by a signal */
  readonly exitCode: number | null;
  readonly stdout: string;
  /** its own words, or how it ended, for the middle of a sentence */
  readonly said: string;
}

export async function runSystemCommand([command, ...args]: readonly [
  string,
  ...string[],
]): Promise<CommandEnd> {
  const { process: child, ended } = startProgram(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const [stdout, stderr] = await Promise.all(
    [child?.stdout, child?.stderr].map(async (stream) => (stream ? text(stream) : '')),
  );
  const { exitCode, reason } = await ended;
  const line = `${stderr!}\n${stdout!}`.split('\n').find((each) => each.trim() !== '');
  return { exitCode, stdout: stdout!, said: line?.trim() ?? reason };
}
