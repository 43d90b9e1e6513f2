/**
 * Ask a child process: runs a module in a process of its own, takes the one message it sends, and ends it.
 *
 * For native packages that print to stdout, block, or crash while they look at the hardware: none of that reaches
 * the caller. The child's own output is thrown away.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { z } from 'zod';

import { childAnswerSchema, type ChildAnswer } from './child-answer-schema.js';
import { parseValue, type Parsed } from './json-file.js';
import { OperationalError } from './operational-error.js';

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
 *   that it took too long
 */
export async function askChildProcess<Answer extends z.ZodType>(
  question: ChildQuestion<Answer>,
): Promise<Parsed<Answer>> {
  const { module, schema, args = [], what, timeoutMs, signal } = question;
  const child = fork(fileURLToPath(module), args, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const end = () => void child.kill('SIGKILL');
  signal?.addEventListener('abort', end);
  let timer: NodeJS.Timeout | undefined;
  try {
    const outcome = await new Promise<ChildAnswer | undefined>((resolve, reject) => {
      child.once('message', (message) => {
        resolve(parseValue(message, childAnswerSchema));
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
    if (outcome !== undefined && 'problem' in outcome) {
      throw new OperationalError('package-missing', `${what} cannot be used: ${outcome.problem}.`);
    }
    const answer = parseValue(outcome?.answer, schema);
    if (answer !== undefined) return answer;
    throw new OperationalError('package-missing', `${what} cannot be used: it says nothing known.`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    end();
  }
}
