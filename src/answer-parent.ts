/**
 * Answer the parent: the side of ask-child-process.ts that runs in the child.
 */
import type { ChildAnswer } from './child-answer-schema.js';
import { leaveSignalsToParent } from './ending-signals.js';
import { firstLineOf } from './thrown-error.js';

/** Sends what `look` returns, or why it failed. */
export async function answerParent(look: () => Promise<unknown>): Promise<void> {
  leaveSignalsToParent();
  const send = (message: ChildAnswer) => process.send?.(message);
  try {
    send({ answer: await look() });
  } catch (error) {
    send({ problem: firstLineOf(error) });
  }
}
