/**
 * The README's section on the published system says what its presets cost.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { describe, it } from 'mocha';

import { repositoryPath } from '../support/repository.js';
import { publishedPresetsTable } from './published-presets-table.js';

describe('The README’s section on the published system', () => {
  it('has the table of its presets and what each costs', async () => {
    const table = await publishedPresetsTable();
    const readme = await readFile(repositoryPath('README.md'), 'utf8');
    assert.ok(readme.includes(table), `expected the table\n${table}`);
  });
});
