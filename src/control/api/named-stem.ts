/**
 * Named stem: NAME=FILE, how a request gives one stem.
 */
import path from 'node:path';

import type { StemFile } from '../../jobs/job-command.js';

/** @returns undefined for what is not written so */
export function namedStem(text: string): StemFile | undefined {
  const at = text.indexOf('=');
  // in "/a=b/c" the equals sign belongs to the path
  return at > 0 && !path.isAbsolute(text)
    ? { stem: text.slice(0, at), path: text.slice(at + 1) }
    : undefined;
}
