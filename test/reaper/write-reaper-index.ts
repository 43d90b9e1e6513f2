/**
 * Writes the index of test/reaper/reaper-package.ts: npm run build:reaper.
 */
import { writeFile } from 'node:fs/promises';

import { INDEX_FILE, packageIndex } from './reaper-package.js';

await writeFile(INDEX_FILE, packageIndex());
