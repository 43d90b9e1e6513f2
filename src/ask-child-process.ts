/**
 * Ask a child process: runs a module in a process of its own, takes the one message it sends, and ends it.
 *
 * For native packages that print to stdout, block, or crash while they look at the hardware: none of that reaches
 * the caller. The child's own output is thrown away.
 */
import { leaveSignalsToParent } from './ending-signals.js';
import { OperationalError, type OperationalErrorCode } from './operational-error.js';
import { startModule } from './start-child.js';

/** What the child must send: its answer, or why it has none. */
export type ChildAnswer<T> = { readonly answer: T } | { readonly problem: string };

/**
 * @param module the compiled module to run; it must call `process.send` once with a {@link ChildAnswer}
 * @throws OperationalError `package-missing` with the child's own reason when it has no answer; `system-limit`
 */
export async function askChildProcess<T>(module: URL, what: string, timeoutMs: number): Promise<T> {
  const child = startModule(module, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  let timer: NodeJS.Timeout | undefined;
  const fails = (code: OperationalErrorCode, problem: string) =>
    new OperationalError(code, `${what} cannot be used: ${problem}.`);
  try {
    return await new Promise<T>((resolve, reject) => {
      child.process?.once('message', (message) => {
        const answer = message as ChildAnswer<T>;
        if ('problem' in answer) reject(fails('package-missing', answer.problem));
        else resolve(answer.answer);
      });
      void child.ended.then(({ code, reason }) => {
        reject(fails(code, reason));
      });
      timer = setTimeout(() => {
        reject(fails('package-missing', `no answer within ${timeoutMs} ms`));
      }, timeoutMs).unref();
    });
  } finally {
    clearTimeout(timer);
    child.process?.kill('SIGKILL');
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
