/**
 * The version of this package, from its package.json.
 */
import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { CONFIG } from './config/config.js';
import { parseJson } from './json-file.js';

const packageSchema = z.object({ version: z.string() });

export function packageVersion(): string {
  const parsed = parseJson(readFileSync(CONFIG.packageFile, 'utf8'), packageSchema);
  if (parsed === undefined) throw new Error(`${CONFIG.packageFile} has no version`);
  return parsed.version;
}
