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
 * What is promised. An empty tab has some 40 MB; the page holds for each of six lanes 7 blocks of 32,768 frames, 11 MB, and the peaks
 * that are shown; what it has read and the browser has not collected yet comes to 50 MB.
 */
const MOST_TAB_BYTES = 300e6;
/** where it is clicked, in tenths of the length */
const PLACES = [9, 1, 5, 7, 2, 8, 3, 6, 4];
/** Each fetches 4 to 7 blocks a lane, 6 to 11 MB: none of it given back, that is beyond what is promised. */
const SEEKS = 40;
const PLAYED_SECONDS = 0.3;

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
  for (let seek = 0; seek < SEEKS; seek++) {
    const part = PLACES[seek % PLACES.length]! / 10;
    await tab.evaluate('globalThis.soughtTo = undefined');
    await tab.click(left + part * width, top + 10);
    // a pixel is some seconds; places are a minute apart
    await tab.until(`(() => {
      const at = ${SECONDS_SHOWN};
      if (Math.abs(at - ${part * seconds}) > 20) return '';
      globalThis.soughtTo ??= at;
      return at > globalThis.soughtTo + ${PLAYED_SECONDS} ? 'played' : '';
    })()`);
    most = Math.max(most, await tab.memoryBytes());
  }
  assert.ok(most > 0 && most < MOST_TAB_BYTES, `the tab takes ${most} bytes`);
}
