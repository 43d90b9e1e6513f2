/**
 * While growing: files of stems get their names when their job is done. Who asks for one in that moment waits until it is known by it.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { OperationalError } from '../../operational-error.js';
import type { StemOfResult } from './stem-of-result.js';

const PERIOD_MS = 50;
/** Renaming takes far less, on any disk. */
const MOST_TRIES = 60;

/** @throws OperationalError what finding and responding throw */
export async function whileGrowing<Found extends StemOfResult | readonly StemOfResult[]>(
  find: () => Found,
  respond: (found: Found) => Promise<Response>,
): Promise<Response> {
  for (let tried = 1; ; tried++) {
    const found = find();
    try {
      return await respond(found);
    } catch (error) {
      const isGrowing = [found].flat().some(({ isFinished }) => !isFinished);
      const isMissing = error instanceof OperationalError && error.code === 'input-missing';
      if (!isGrowing || !isMissing || tried === MOST_TRIES) throw error;
    }
    await sleep(PERIOD_MS);
  }
}
