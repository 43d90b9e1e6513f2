/**
 * Seconds of a number of evaluations of a method, from what was timed (evaluation-cost.ts): as timed, or from the greatest
 * number that was, in proportion.
 */
import type { Method } from './quality-methods.js';
import type { QualityRecord } from './quality-schema.js';

/** Processor seconds for a second of audio; undefined when the method was not timed. */
export function secondsOf(
  { costs }: QualityRecord,
  method: Pick<Method, 'id'>,
  evaluations: number,
): number | undefined {
  const timed = costs.filter((cost) => cost.method === method.id);
  const exact = timed.find((cost) => cost.evaluations === evaluations);
  if (exact !== undefined) return exact.cpuSeconds;
  const greatest = timed.at(-1);
  return greatest && (greatest.cpuSeconds * evaluations) / greatest.evaluations;
}
