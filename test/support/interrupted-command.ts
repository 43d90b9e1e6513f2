/**
 * A command that is interrupted: a real process in a process group of its own, as a terminal starts it, and real signals.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ENDING_SIGNALS } from '../../src/ending-signals.js';
import { filesBelow } from './files-below.js';
import { writeLongWav } from './long-wav.js';
import { repositoryPath } from './repository.js';
import { withTemporaryFolder } from './temporary-folder.js';

const MAIN = repositoryPath('dist', 'src', 'main.js');

export interface Ended {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

export interface Interruption {
  readonly args: readonly string[];
  /** begins as soon as stderr holds the text */
  readonly at: string;
  readonly act: (child: ChildProcess, toGroup: (signal: NodeJS.Signals) => void) => unknown;
  readonly nodeArgs?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs the command as the leader of a process group. */
export async function interrupted({
  args,
  at,
  act,
  nodeArgs = [],
  env,
}: Interruption): Promise<Ended> {
  const child = spawn(process.execPath, [...nodeArgs, MAIN, ...args], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  const toGroup = (signal: NodeJS.Signals) => {
    process.kill(-child.pid!, signal);
  };
  let stderr = '';
  let acting: Promise<unknown> | undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (stderr.includes(at)) acting ??= Promise.resolve(act(child, toGroup));
  });
  const [exitCode, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.once('close', (...ending) => {
      resolve(ending);
    });
  });
  await acting;
  return { exitCode, signal, stderr };
}

/** All is cleaned up; a signal in the last moments of a process that has done so may still end it. */
export function assertCleanEnd({ exitCode, signal, stderr }: Ended): void {
  assert.ok(exitCode === 130 || signal === 'SIGINT', `${exitCode ?? signal}: ${stderr}`);
  assert.doesNotMatch(stderr, /terminate called|Error:|^\s+at /m);
}

/** Sends it for as long as there is a process: whatever it is doing meanwhile. */
async function again(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await sleep(5);
  }
}

export const WAYS_TO_INTERRUPT: readonly (readonly [string, Interruption['act']])[] = [
  ...ENDING_SIGNALS.map(
    (name) => [name, (child: ChildProcess) => child.kill(name)] as [string, Interruption['act']],
  ),
  [
    'Ctrl-C twice',
    async (_child, toGroup) => {
      toGroup('SIGINT');
      await sleep(20);
      toGroup('SIGINT');
    },
  ],
  [
    'a signal to it and to its group, as timeout sends it',
    (child, toGroup) => {
      child.kill('SIGTERM');
      toGroup('SIGTERM');
    },
  ],
  ['a key that is held down', (child) => again(child, 'SIGINT')],
  [
    'all signals at once',
    (child) => {
      for (const name of ENDING_SIGNALS) child.kill(name);
    },
  ],
];

/** Interrupts a separation of four minutes so long after it has begun, and sees that nothing is left of it. */
export function assertInterruptible(
  model: string,
  afterMs: number,
  act: Interruption['act'],
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const input = path.join(folder, 'long.wav');
    await writeLongWav(input, 22_050, 240);
    const out = path.join(folder, 'out');
    const ended = await interrupted({
      args: ['separate', input, '--out', out, '--log-level', 'info', '--model', model],
      at: 'separating',
      act: async (child, toGroup) => {
        await sleep(afterMs);
        await act(child, toGroup);
      },
    });
    assertCleanEnd(ended);
    assert.deepEqual(await filesBelow(folder), ['long.wav']);
  });
}
