/**
 * The version of this package, from its package.json.
 */
import { readFileSync } from 'node:fs';

import { CONFIG } from './config/config.js';

export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(CONFIG.packageFile, 'utf8')) as { version: string };
  return version;
}
