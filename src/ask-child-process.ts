/**
 * Ask a child process: runs a module in a process of its own, takes the one message it sends, and ends it.
 *
 * For native packages that print to stdout, block, or crash while they look at the hardware: none of that reaches
 * the caller. The child's own output is thrown away.
 */
import type { z } from 'zod';

import { childAnswerSchema } from './child-answer-schema.js';
import { parseValue, type Parsed } from './json-file.js';
import { OperationalError, type OperationalErrorCode } from './operational-error.js';
import { startModule } from './start-child.js';

export interface ChildQuestion<Answer extends z.ZodType> {
  /** the compiled module to run; it must call answerParent (answer-parent.ts) */
  readonly module: URL;
  /** of the answer */
  readonly schema: Answer;
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
 *   that it took too long; `system-limit` where it did not start
 */
export async function askChildProcess<Answer extends z.ZodType>(
  question: ChildQuestion<Answer>,
): Promise<Parsed<Answer>> {
  const { module, schema, args = [], what, timeoutMs, signal } = question;
  const child = startModule(module, args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const end = () => void child.process?.kill('SIGKILL');
  signal?.addEventListener('abort', end);
  let timer: NodeJS.Timeout | undefined;
  const fails = (problem: string, code: OperationalErrorCode = 'package-missing') =>
    new OperationalError(code, `${what} cannot be used: ${problem}.`);
  try {
    return await new Promise<Parsed<Answer>>((resolve, reject) => {
      child.process?.once('message', (message) => {
        const said = parseValue(message, childAnswerSchema);
        if (said !== undefined && 'problem' in said) {
          reject(fails(said.problem));
          return;
        }
        const answer = parseValue(said?.answer, schema);
        if (answer === undefined) reject(fails('it says nothing known'));
        else resolve(answer);
      });
      void child.ended.then(({ code, reason }) => {
        reject(fails(reason, code));
      });
      timer = setTimeout(() => {
        reject(fails(`no answer within ${timeoutMs / 1000} s`));
      }, timeoutMs);
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    end();
  }
}
