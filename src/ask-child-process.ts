/**
 * Ask a child process: runs a module in a process of its own, takes the one message it sends, and ends it.
 *
 * For native packages that print to stdout, block, or crash while they look at the hardware: none of that reaches
 * the caller. The child's own output is thrown away.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { leaveSignalsToParent } from './ending-signals.js';
import { OperationalError } from './operational-error.js';

/** What the child must send: its answer, or why it has none. */
export type ChildAnswer<T> = { readonly answer: T } | { readonly problem: string };

export interface ChildQuestion {
  /** the compiled module to run; it must call `process.send` once with a {@link ChildAnswer} */
  readonly module: URL;
  /** @default none */
  readonly args?: readonly string[];
  /** what cannot be used without an answer, for the error */
  readonly what: string;
  readonly timeoutMs: number;
  /** ends the child: nobody waits any more */
  readonly signal?: AbortSignal | undefined;
}

/**
 * @throws OperationalError `package-missing` with the child's own reason when it has no answer, how it ended without one, or
 *   that it took too long
 */
export async function askChildProcess<T>(question: ChildQuestion): Promise<T> {
  const { module, args = [], what, timeoutMs, signal } = question;
  const child = fork(fileURLToPath(module), args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const end = () => void child.kill('SIGKILL');
  signal?.addEventListener('abort', end);
  let timer: NodeJS.Timeout | undefined;
  try {
    const outcome = await new Promise<ChildAnswer<T>>((resolve, reject) => {
      child.once('message', (message) => {
        resolve(message as ChildAnswer<T>);
      });
      child.once('error', reject);
      child.once('exit', (code, byWhich) => {
        resolve({
          problem: `its process ended with ${byWhich ?? `exit code ${code ?? 'unknown'}`}`,
        });
      });
      timer = setTimeout(() => {
        resolve({ problem: `no answer within ${timeoutMs / 1000} s` });
      }, timeoutMs);
    });
    if ('problem' in outcome) {
      throw new OperationalError('package-missing', `${what} cannot be used: ${outcome.problem}.`);
    }
    return outcome.answer;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    end();
  }
}

/** The child's side: sends what `look` returns, or why it failed. */
export async function answerParent(look: () => Promise<unknown>): Promise<void> {
  leaveSignalsToParent();
  const send = (message: ChildAnswer<unknown>) => process.send?.(message);
  try {
    send({ answer: await look() });
  } catch (error) {
    send({
      problem: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    });
  }
}
