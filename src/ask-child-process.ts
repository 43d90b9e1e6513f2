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

/**
 * @param module the compiled module to run; it must call `process.send` once with a {@link ChildAnswer}
 * @throws OperationalError `package-missing` with the child's own reason when it has no answer
 */
export async function askChildProcess<T>(module: URL, what: string, timeoutMs: number): Promise<T> {
  const child = fork(fileURLToPath(module), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  try {
    const outcome = await new Promise<ChildAnswer<T>>((resolve, reject) => {
      child.once('message', (message) => {
        resolve(message as ChildAnswer<T>);
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        resolve({
          problem: `its process ended with ${signal ?? `exit code ${code ?? 'unknown'}`}`,
        });
      });
      setTimeout(() => {
        resolve({ problem: `no answer within ${timeoutMs} ms` });
      }, timeoutMs).unref();
    });
    if ('problem' in outcome) {
      throw new OperationalError('package-missing', `${what} cannot be used: ${outcome.problem}.`);
    }
    return outcome.answer;
  } finally {
    child.kill('SIGKILL');
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
