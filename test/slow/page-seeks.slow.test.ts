/**
 * Seeks on the page. The browser's sound goes on while blocks are fetched: counted in what it renders meanwhile, so that other work of
 * the machine's is counted with it. It has the machine to itself in CI.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import { writeLongResult } from '../support/long-result.js';
import { QUANTUM_FRAMES, withPage } from '../support/page-in-browser.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

describe('The page in Chromium', () => {
  it('plays within half a second where it is sought to in ten minutes of six stems', () =>
    withTemporaryFolder(async (folder) => {
      const stems = ['bass', 'drums', 'guitar', 'piano', 'strings', 'vocals'];
      const seconds = 600;
      // multiples of 2^-10: what is heard is six of them, to the bit
      const marks = [9, 1, 5, 7, 2].map((tenths, at) => ({
        second: (tenths / 10) * seconds - 2,
        sample: (at + 1) / 1024,
      }));
      await writeLongResult(path.join(folder, 'long'), { stems, seconds, marks });
      await withPage(
        async ({ page, heard }) => {
          await page.waitForFunction('globalThis.isRecording');
          await page.getByRole('button', { name: 'Play', exact: true }).click();
          await page.evaluate(`addEventListener('pointerup', () => {
            globalThis.soughtAt = globalThis.rendered;
          }, true)`);
          const canvas = page.locator('[data-stem=piano] canvas');
          for (const { second, sample } of marks) {
            const { width } = (await canvas.boundingBox())!;
            await heard();
            await canvas.click({ position: { x: ((second + 2) / seconds) * width, y: 10 } });
            const found = await page.waitForFunction<number>(
              `(() => {
                const { heard, soughtAt } = globalThis;
                const block = heard.find(({ channels: [row] }) => row[0] === ${6 * sample});
                return block && block.place - soughtAt + 1;
              })()`,
            );
            // counted in what was rendered meanwhile, which is half a second
            const frames = QUANTUM_FRAMES * (await found.jsonValue());
            assert.ok(frames <= 22_050, `${frames} frames until it plays`);
          }
        },
        { args: ['--out', folder] },
      );
    }));
});
