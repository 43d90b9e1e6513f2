/**
 * The page in a real browser: recordings are dropped, separated and heard, and what is heard is the sum of the lanes; what can be done
 * with stems; and what becomes of it all when the page or its daemon goes.
 */
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';
import type { Download, Locator } from 'playwright-core';

import { createWavWriter } from '../../src/audio/wav-writer.js';
import { readAudio } from '../support/audio-files.js';
import {
  assertHeard,
  HEARD_FRAMES,
  HEARD_TOLERANCE,
  mixOf,
  playFromStart,
  worstDifference,
} from '../support/heard-stems.js';
import { dropFiles, withPage, type PageInBrowser } from '../support/page-in-browser.js';
import { withRunningDaemon } from '../support/running-daemon.js';
import { repositoryPath } from '../support/repository.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
const CHOOSE = 'Recordings to separate';
/** More than is heard, at 44.1 kHz. */
const SHORT_FRAMES = 1.5 * HEARD_FRAMES;

async function writeWav(file: string, rows: readonly Float32Array[]): Promise<void> {
  const layout = { rateHz: 44_100, channels: rows.length, encoding: 'float32' } as const;
  const writer = await createWavWriter(file, layout);
  await writer.write(rows);
  await writer.close();
}

async function stemNames({ page }: PageInBrowser): Promise<string[]> {
  return page.evaluate(
    `[...document.querySelectorAll('[data-stem]')].map((lane) => lane.dataset.stem)`,
  );
}

async function shownResult({ page }: PageInBrowser): Promise<string> {
  return page.locator('#listen').innerText();
}

/** The stems of the result that is shown, in the order of its lanes. */
async function shownStems(
  opened: PageInBrowser,
  outputFolder = opened.daemon.outputFolder,
): Promise<(readonly Float32Array[])[]> {
  const folder = path.join(outputFolder, await shownResult(opened));
  const files = (await stemNames(opened)).map((name) => path.join(folder, `${name}.wav`));
  return Promise.all(files.map(async (file) => (await readAudio(file)).rows));
}

async function jobsDone({ page }: PageInBrowser, count: number): Promise<void> {
  await page
    .locator('[data-state=done]')
    .nth(count - 1)
    .waitFor();
}

async function save(
  { page }: PageInBrowser,
  button: Locator,
  folder: string,
): Promise<{ readonly file: string; readonly download: Download }> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  const file = path.join(folder, 'download');
  await download.saveAs(file);
  return { file, download };
}

/** Nothing else than the daemon was asked, and nothing was complained of. */
function assertContent({ requested, address, complaints }: PageInBrowser): void {
  const others = requested.filter((url) => !url.startsWith(`${address}/`));
  assert.deepEqual(others, []);
  assert.deepEqual(complaints, []);
}

describe('The page in Chromium', () => {
  it('separates what is dropped, a folder too, and plays the sum of its lanes: solo, mute, level, loop, and the recording beside them', () =>
    withTemporaryFolder((folder) =>
      withPage(async (opened) => {
        const { page } = opened;
        const album = path.join(folder, 'album', 'disc');
        await mkdir(album, { recursive: true });
        await cp(RECORDING, path.join(album, 'song.flac'));
        await writeFile(path.join(folder, 'album', 'cover.png'), 'no sound');
        await writeFile(path.join(folder, 'album', '.DS_Store'), 'no sound');
        // beside the area for it, too
        await dropFiles(page, 'h1', [path.join(folder, 'album')]);
        await jobsDone(opened, 1);
        await page.getByRole('button', { name: 'Download all as zip' }).waitFor();
        assert.match(await shownResult(opened), /^song/);
        const stems = await shownStems(opened);
        assert.equal(stems.length, 4);
        assertHeard(await playFromStart(opened), mixOf(stems, [1, 1, 1, 1]));
        await page.keyboard.press('2');
        await page.keyboard.press('m');
        await page.keyboard.press('1');
        for (let pressed = 0; pressed < 6; pressed++) await page.keyboard.press('ArrowDown');
        const quieter = mixOf(stems, [10 ** (-6 / 20), 0, 1, 1]);
        assertHeard(await playFromStart(opened), quieter);
        const mix = page.getByRole('button', { name: 'Download the mix' });
        const { file, download } = await save(opened, mix, folder);
        assert.match(download.suggestedFilename(), /^song.* mix\.wav$/);
        const { rows } = await readAudio(file);
        const all = { at: 0, start: 0, frames: quieter[0]!.length };
        assert.ok(worstDifference(rows, quieter, all) <= HEARD_TOLERANCE);
        await page.keyboard.press('3');
        await page.keyboard.press('s');
        assertHeard(await playFromStart(opened), mixOf(stems, [0, 0, 1, 0]));
        await page.keyboard.press('a');
        assertHeard(await playFromStart(opened), (await readAudio(RECORDING)).rows);
        await page.keyboard.press('a');
        await page.keyboard.press('s');
        await loopsAndZooms(opened, quieter);
        assertContent(opened);
      }),
    ));

  it('shows jobs in their order, moves and cancels them; a page that is loaded again goes on with them', () =>
    withPage(async ({ page }) => {
      await page.getByLabel('seconds of a band').fill('3600');
      await page.getByRole('button', { name: 'Generate' }).click();
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await page.getByText(/^0:01\.\d of /).waitFor();
      // what was heard grows
      await page.getByText('not done yet').waitFor();
      await page.getByLabel(CHOOSE).setInputFiles([RECORDING, RECORDING]);
      const waits = (jobs: number) => page.getByText(`waits for ${jobs} job`);
      await waits(2).waitFor();
      const last = page.locator('[data-state=waiting]').first();
      assert.match(await last.innerText(), /waits for 2 jobs/);
      await last.getByRole('button', { name: 'Earlier' }).click();
      await last.getByText('waits for 1 job').waitFor();
      assert.match(await page.locator('[data-state=waiting]').last().innerText(), /for 2 jobs/);
      await page.locator('[data-state=running]').getByRole('button', { name: 'Cancel' }).click();
      await page.locator('[data-state=cancelled]').waitFor();
      await page.locator('[data-state=running]').waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'Download all as zip' }).waitFor();
      await page.waitForFunction(`document.querySelectorAll('[data-state=running]').length === 0`);
      await page.getByLabel(CHOOSE).setInputFiles([RECORDING, RECORDING]);
      await page.getByRole('button', { name: 'Cancel all' }).click();
      await page.waitForFunction(`!document.querySelector('progress')`);
      assert.equal(await page.locator('[data-state=failed]').count(), 0);
    }));

  it('says that its daemon is gone, and goes on with the next one at its address', () =>
    withPage(async ({ page, daemon, address }) => {
      const lost = page.getByText('The daemon does not answer');
      await page.getByLabel(CHOOSE).setInputFiles(RECORDING);
      await page.locator('[data-state=running]').waitFor();
      daemon.process.kill('SIGKILL');
      await lost.waitFor();
      await page.getByText('The daemon ended before it was done.').waitFor();
      // goes up when there is a daemon
      await page.getByLabel(CHOOSE).setInputFiles(RECORDING);
      await page.getByText('waits for its turn').waitFor();
      await withRunningDaemon(
        async () => {
          await lost.waitFor({ state: 'detached' });
          await page.locator('[data-state=done]').waitFor();
        },
        { args: ['--page-port', new URL(address).port] },
      );
    }));

  it('has all of many recordings separated by and by, but for one that is cancelled before its turn', () =>
    withPage(
      async (opened) => {
        const { page } = opened;
        await page.getByLabel(CHOOSE).setInputFiles([RECORDING, RECORDING, RECORDING, RECORDING]);
        await page.getByText('waits for its turn').first().waitFor();
        await page
          .locator('li')
          .filter({ hasText: 'waits for its turn' })
          .first()
          .getByRole('button')
          .click();
        await jobsDone(opened, 3);
        assert.equal(await page.locator('[data-state=failed]').count(), 0);
        assert.equal(await page.locator('[data-state=cancelled]').count(), 1);
      },
      { isRecorded: false, args: ['--queue-limit', '1'] },
    ));

  it('imputes takes of a stem, plays them in its place beside the recording, and keeps one; makes a result again', () =>
    withTemporaryFolder((folder) =>
      withPage(
        async (opened) => {
          const { page } = opened;
          const recording = path.join(folder, 'short.wav');
          const rows = (await readAudio(RECORDING)).rows.map((row) =>
            row.subarray(0, SHORT_FRAMES),
          );
          await writeWav(recording, rows);
          await page.getByLabel(CHOOSE).setInputFiles(recording);
          await jobsDone(opened, 1);
          const impute = page.getByRole('button', { name: /^Impute Bass/ });
          await impute.click();
          await jobsDone(opened, 2);
          const take = (place: number) =>
            page.getByRole('button', { name: `Hear take ${place} of Bass` });
          await take(1).click();
          await impute.click();
          await jobsDone(opened, 3);
          await take(2).waitFor();
          const shown = await shownResult(opened);
          const stems = await shownStems(opened, folder);
          const address = await take(1).getAttribute('data-result');
          const { rows: imputed } = await readAudio(path.join(folder, address!, 'bass.wav'));
          const bass = (await stemNames(opened)).indexOf('bass');
          const replaced = stems.map((stem, lane) => (lane === bass ? imputed : stem));
          assertHeard(await playFromStart(opened), mixOf(replaced, [1, 1, 1, 1]));
          await page.keyboard.press('a');
          assertHeard(await playFromStart(opened), rows);
          await page.keyboard.press('a');
          await page.getByRole('button', { name: 'Keep the take of Bass' }).click();
          await take(2).waitFor({ state: 'detached' });
          await page.reload();
          await take(1).and(page.locator('[aria-pressed=true]')).waitFor();
          assert.equal(await take(2).count(), 0);
          // so it is under another name, too
          await page.getByLabel('Name', { exact: true }).fill(`${shown} renamed`);
          await page.getByRole('button', { name: 'Rename' }).click();
          await page.getByRole('heading', { name: `${shown} renamed` }).waitFor();
          await take(1).and(page.locator('[aria-pressed=true]')).waitFor();
          assert.equal(await take(2).count(), 0);
          await page.getByText('Make again').click();
          await page.getByLabel('Seed').fill('7');
          await page.getByLabel('Preset').selectOption('draft');
          await page.getByRole('button', { name: 'Make', exact: true }).click();
          await page.waitForFunction(
            `[...document.querySelectorAll('[aria-labelledby=results] button')].length === 2`,
          );
          await jobsDone(opened, 1);
          const names = await page.locator('[aria-labelledby=results] button').allInnerTexts();
          const again = names.find((name) => name !== `${shown} renamed`)!;
          const said = await readFile(path.join(folder, again, 'stems.json'), 'utf8');
          assert.match(said, /"seed": 7,/);
          assertContent(opened);
        },
        { args: ['--out', folder, '--media-roots', folder] },
      ),
    ));

  it('does all that within its own policy: zips, paths, names that are dragged out; and asks nobody but its daemon', () =>
    withTemporaryFolder((folder) =>
      withPage(
        async (opened) => {
          const { page, daemon } = opened;
          await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
          await page.getByLabel(CHOOSE).setInputFiles(RECORDING);
          await jobsDone(opened, 1);
          await page.getByRole('button', { name: 'Play', exact: true }).click();
          await page.getByText(/^0:01\.\d of /).waitFor();
          const zip = page.getByRole('button', { name: 'Download all as zip' });
          const { download } = await save(opened, zip, folder);
          assert.match(download.suggestedFilename(), /^mixture.*\.zip$/);
          await page.getByRole('button', { name: 'Copy path of Bass' }).click();
          const copied = await page.evaluate<string>('navigator.clipboard.readText()');
          const bass = path.join(daemon.outputFolder, await shownResult(opened), 'bass.wav');
          assert.equal(copied, bass);
          const name = page.locator('[data-stem=bass] [draggable]');
          await name.dispatchEvent('pointerdown');
          let dragged = '';
          // the address that it asks for comes a moment later
          while (dragged === '') {
            const dataTransfer = await page.evaluateHandle('globalThis.held = new DataTransfer()');
            await name.dispatchEvent('dragstart', { dataTransfer });
            dragged = await page.evaluate(`globalThis.held.getData('DownloadURL')`);
          }
          const [, file, url] = /^audio\/wav:([^:]+):(.*)$/.exec(dragged)!;
          assert.equal(file, 'bass.wav');
          const bytes = Buffer.from(await (await fetch(url!)).arrayBuffer());
          assert.deepEqual(bytes, await readFile(bass));
          assertContent(opened);
        },
        { isRecorded: false },
      ),
    ));
});

/**
 * A loop is dragged over a waveform: it plays to its end, and from its start on again. A zoomed waveform is clicked in its middle.
 * @param expected sounds everywhere
 */
async function loopsAndZooms(
  opened: PageInBrowser,
  expected: readonly Float32Array[],
): Promise<void> {
  const { page } = opened;
  const frames = expected[0]!.length;
  const canvas = page.locator('[data-stem] canvas').first();
  const { x, y, width } = (await canvas.boundingBox())!;
  const [from, to] = [Math.round(0.05 * width), Math.round(0.1 * width)];
  await page.mouse.move(x + from, y + 10);
  await page.mouse.down();
  await page.mouse.move(x + to, y + 10, { steps: 3 });
  await page.mouse.up();
  await page.locator('[aria-pressed=true]', { hasText: 'Loop' }).waitFor();
  const heard = await playFromStart(opened);
  // a pixel more or less, for places of a mouse are rounded
  const pixel = Math.ceil(frames / width);
  const near = (edge: number) =>
    Array.from(
      { length: 2 * pixel + 1 },
      (_, at) => Math.round((edge / width) * frames) - pixel + at,
    );
  const isAt = (at: number, place: number) =>
    worstDifference(heard, expected, { at, start: place, frames: 16 }) <= HEARD_TOLERANCE;
  const loops = near(to).flatMap((end) => {
    const first = isAt(end, end) ? undefined : near(from).find((place) => isAt(end, place));
    return first === undefined ? [] : { first, end };
  });
  assert.ok(loops[0] !== undefined, 'no loop was heard');
  const { first, end } = loops[0];
  const whole = { at: 0, start: 0, frames: end };
  assert.ok(worstDifference(heard, expected, whole) <= HEARD_TOLERANCE);
  for (let at = end; at + (end - first) < heard[0]!.length; at += end - first) {
    const once = { at, start: first, frames: end - first };
    assert.ok(worstDifference(heard, expected, once) <= HEARD_TOLERANCE);
  }
  await page.keyboard.press('l');
  await page.keyboard.press('Home');
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await canvas.click({ position: { x: width / 2, y: 10 } });
  // a quarter is shown: its middle is an eighth of all
  const tenths = Math.floor((10 * frames) / 8 / 44_100);
  await page
    .getByText(
      new RegExp(`^0:0${Math.floor(tenths / 10)}\\.[${tenths % 10}${(tenths + 1) % 10}] of`),
    )
    .waitFor();
  await page.keyboard.press('-');
  await page.keyboard.press('-');
}
