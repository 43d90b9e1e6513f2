/**
 * Ask: a question to whoever sits at the terminal, and the line that is typed. Where nobody sits, nothing is asked: commands say then
 * which option answers it.
 */
import { createInterface } from 'node:readline';
import { isatty } from 'node:tty';

import { cancelledError } from '../operational-error.js';
import type { Console } from './console.js';

const STDIN = 0;
const STDERR = 2;

/** Whether somebody reads stderr and can type. */
export function canAsk(): boolean {
  return isatty(STDIN) && isatty(STDERR);
}

/** @returns the line, "" where input has ended. @throws OperationalError `cancelled` */
export async function ask(
  question: string,
  { console, signal }: { readonly console: Console; readonly signal: AbortSignal },
): Promise<string> {
  console.note(question);
  const lines = createInterface({ input: process.stdin });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => {
        resolve('');
      });
      signal.addEventListener('abort', () => {
        reject(cancelledError());
      });
    });
  } finally {
    lines.close();
  }
}
