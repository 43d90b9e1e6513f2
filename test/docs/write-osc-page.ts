/**
 * Writes the page of test/docs/osc-page.ts and the files of test/docs/osc-surface.ts: npm run docs:osc.
 */
import { writeFile } from 'node:fs/promises';

import { OSC_PAGE_FILE, oscPage } from './osc-page.js';
import { ADDRESS_FILE, addressList, openStageControlSession, SESSION_FILE } from './osc-surface.js';

await writeFile(OSC_PAGE_FILE, oscPage());
await writeFile(SESSION_FILE, openStageControlSession());
await writeFile(ADDRESS_FILE, addressList());
