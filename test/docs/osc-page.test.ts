/**
 * The OSC page says what the routes say.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { describe, it } from 'mocha';

import { OSC_PAGE_FILE, oscPage } from './osc-page.js';

describe('The OSC page', () => {
  it('is what "npm run docs:osc" would write', async () => {
    assert.equal(await readFile(OSC_PAGE_FILE, 'utf8'), oscPage());
  });
});
