/**
 * Writes the page of test/docs/osc-page.ts: npm run docs:osc.
 */
import { writeFile } from 'node:fs/promises';

import { OSC_PAGE_FILE, oscPage } from './osc-page.js';

await writeFile(OSC_PAGE_FILE, oscPage());
