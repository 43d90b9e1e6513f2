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

/**
 * @param module the compiled module to run; it must call answerParent (answer-parent.ts)
 * @param schema of the answer
 * @throws OperationalError `package-missing` with the child's own reason when it has no answer
 */
export async function askChildProcess<Answer extends z.ZodType>(
  module: URL,
  schema: Answer,
  what: string,
  timeoutMs: number,
): Promise<Parsed<Answer>> {
  const child = fork(fileURLToPath(module), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  try {
    const outcome = await new Promise<ChildAnswer | undefined>((resolve, reject) => {
      child.once('message', (message) => {
        resolve(parseValue(message, childAnswerSchema));
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
    if (outcome !== undefined && 'problem' in outcome) {
      throw new OperationalError('package-missing', `${what} cannot be used: ${outcome.problem}.`);
    }
    const answer = parseValue(outcome?.answer, schema);
    if (answer !== undefined) return answer;
    throw new OperationalError('package-missing', `${what} cannot be used: it says nothing known.`);
  } finally {
    child.kill('SIGKILL');
  }
}
