/**
 * The page over a long result: it plays and seeks in bounded memory. Of CI's form and the long one, which differ in minutes only.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { openBareTab, type BareTab } from './bare-tab.js';
import { withBrowser } from './browser.js';
import { writeLongResult } from './long-result.js';
import { pageAddress } from './page-address.js';
import { withRunningDaemon } from './running-daemon.js';
import { withTemporaryFolder } from './temporary-folder.js';

const STEMS = ['bass', 'drums', 'guitar', 'piano', 'strings', 'vocals'];
/**
 * What is promised. An empty tab has some 35 MB; the page holds for each of six lanes 7 blocks of 32,768 frames, 11 MB, and the peaks
 * that are shown; the rest is the browser's.
 */
const MOST_TAB_BYTES = 300e6;
/** where it is clicked, in tenths of the length; there and back, so that nothing can be left over from before */
const PLACES = [9, 1, 5, 7, 2, 8, 3, 6, 4];

const SECONDS_SHOWN = `(() => {
  const [, minutes, seconds] = /^(\\d+):(\\d+\\.\\d) of /.exec(document.querySelector('.time')?.textContent ?? '') ?? [];
  return minutes === undefined ? -1 : 60 * Number(minutes) + Number(seconds);
})()`;

/** All samples of an hour would be 6 stems * 2 channels * 4 bytes * 44,100 Hz * 3600 s = 7.6 GB. */
export function assertBoundedMemory(minutes: number): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    await writeLongResult(path.join(folder, 'long'), { stems: STEMS, seconds: 60 * minutes });
    const args = ['--out', folder, '--page-port', '0'];
    await withRunningDaemon(
      async (daemon) => {
        const address = await pageAddress(daemon);
        await withBrowser(async (browser) => {
          await playAround(await openBareTab(browser, address), 60 * minutes);
        });
      },
      { args },
    );
  });
}

async function playAround(tab: BareTab, seconds: number): Promise<void> {
  await tab.until(`document.querySelectorAll('.lane').length === ${STEMS.length} ? 'there' : ''`);
  const [left, top, width] = (
    await tab.evaluate(`(() => {
      document.querySelector('.lane').scrollIntoView();
      const { left, top, width } = document.querySelector('.lane canvas').getBoundingClientRect();
      return [left, top, width].join();
    })()`)
  )
    .split(',')
    .map(Number) as [number, number, number];
  // browsers let a page sound only after its user has done something
  await tab.click(left + 1, top + 10);
  await tab.evaluate(
    `[...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Play').click()`,
  );
  let most = 0;
  for (const tenths of PLACES) {
    await tab.click(left + (tenths / 10) * width, top + 10);
    // two seconds in, so that it has been fetched and played; a pixel is some seconds
    const from = (tenths / 10) * seconds;
    const pixel = seconds / width;
    await tab.until(
      `((at) => at > ${from + 2 - pixel} && at < ${from + 60} ? 'played' : '')(${SECONDS_SHOWN})`,
    );
    most = Math.max(most, await tab.memoryBytes());
  }
  assert.ok(most > 0 && most < MOST_TAB_BYTES, `the tab takes ${most} bytes`);
}
