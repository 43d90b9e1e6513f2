/**
 * Draws the page for the README, as Chromium shows it: the bundled recording, separated by the released model: npm run docs:page.
 */
import { stat } from 'node:fs/promises';
import path from 'node:path';

import { DEFAULTS } from '../../src/config/settings.js';
import { withPage } from '../../test/support/page-in-browser.js';
import { repositoryPath } from '../../test/support/repository.js';

const PICTURE = repositoryPath('docs', 'page.png');
const SIZE = { width: 1100, height: 900 };
const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
/** a README is read over slow networks */
const MOST_BYTES = 150_000;

await withPage(
  async ({ page }) => {
    await page.setViewportSize(SIZE);
    await page.getByLabel('Recordings to separate').setInputFiles(RECORDING);
    await page.locator('[data-state=done]').waitFor();
    await page.getByRole('button', { name: 'Download all as zip' }).waitFor();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.getByText(/^0:03\.\d of /).waitFor();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.screenshot({ path: PICTURE, fullPage: true, animations: 'disabled' });
    const { size } = await stat(PICTURE);
    console.log(`${path.relative(process.cwd(), PICTURE)}: ${size} bytes`);
    if (size > MOST_BYTES) throw new Error(`expected ${MOST_BYTES} bytes at most`);
  },
  { model: DEFAULTS.model, isRecorded: false },
);
