/**
 * The page in a real browser: a recording is dropped, separated and heard, and what is heard is the sum of the lanes.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';

import { describe, it } from 'mocha';

import { readAudio } from '../support/audio-files.js';
import { withPage, type PageInBrowser } from '../support/page-in-browser.js';
import { withRunningDaemon } from '../support/running-daemon.js';
import { repositoryPath } from '../support/repository.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
/**
 * A sample is the sum of four float32 products below 2, rounded once to float32: 2^-24 of the sum, and the browser's own graph adds
 * nothing. 1e-6 is 16 times that.
 */
const TOLERANCE = 1e-6;
/** of sound, so that several fetched blocks meet within it */
const HEARD_FRAMES = 150_000;

/** Drops a file as a hand does: the page gets the event with the file in it. */
async function drop({ page }: PageInBrowser, file: string): Promise<void> {
  const base64 = (await readFile(file)).toString('base64');
  const data = await page.evaluateHandle(
    `(() => {
      const bytes = Uint8Array.from(atob('${base64}'), (letter) => letter.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], '${path.basename(file)}'));
      return data;
    })()`,
  );
  await page.dispatchEvent('.drop', 'drop', { dataTransfer: data });
}

/** The stems that the daemon has written, in the order of the lanes. */
async function writtenStems({ page, daemon }: PageInBrowser): Promise<(readonly Float32Array[])[]> {
  const [folder] = await readdir(daemon.outputFolder);
  const names = await page.evaluate<string[]>(
    `[...document.querySelectorAll('.lane')].map((lane) => lane.dataset.stem)`,
  );
  const rows: (readonly Float32Array[])[] = [];
  for (const name of names) {
    rows.push((await readAudio(path.join(daemon.outputFolder, folder!, `${name}.wav`))).rows);
  }
  return rows;
}

/** Plays from the beginning until enough was heard. */
async function play({ page, heard }: PageInBrowser): Promise<Float32Array[]> {
  await page.waitForFunction('globalThis.isRecording');
  await page.keyboard.press('Home');
  await heard();
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.waitForFunction(`globalThis.heard.length * 128 > 1.5 * ${HEARD_FRAMES}`);
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  return heard();
}

/** @param gains linear, by lane */
function assertHeard(
  heard: readonly Float32Array[],
  stems: readonly (readonly Float32Array[])[],
  gains: readonly number[],
): void {
  assert.ok(heard[0]!.length >= HEARD_FRAMES, `${heard[0]!.length} frames were heard`);
  const sum = (channel: number, frame: number) =>
    stems.reduce((total, stem, lane) => total + gains[lane]! * stem[channel]![frame]!, 0);
  let start = 0;
  while (heard.every((_, channel) => Math.fround(sum(channel, start)) === 0)) start++;
  let worst = 0;
  for (const [channel, row] of heard.entries()) {
    for (let frame = 0; frame < HEARD_FRAMES; frame++) {
      worst = Math.max(worst, Math.abs(row[frame]! - sum(channel, start + frame)));
    }
  }
  assert.ok(worst <= TOLERANCE, `the worst sample is off by ${worst}`);
}

describe('The page in Chromium', () => {
  it('separates a recording that is dropped, and plays the sum of its lanes, solo and mute too; nothing leaves the machine', () =>
    withPage(async (opened) => {
      const { page, address, requested, complaints } = opened;
      await drop(opened, RECORDING);
      await page.locator('[data-state=done]').waitFor();
      await page.getByRole('button', { name: 'Download all as zip' }).waitFor();
      const stems = await writtenStems(opened);
      assert.equal(stems.length, 4);
      assertHeard(await play(opened), stems, [1, 1, 1, 1]);
      await page.keyboard.press('2');
      await page.keyboard.press('m');
      assertHeard(await play(opened), stems, [1, 0, 1, 1]);
      await page.keyboard.press('m');
      await page.keyboard.press('3');
      await page.keyboard.press('s');
      assertHeard(await play(opened), stems, [0, 0, 1, 0]);
      await page.keyboard.press('a');
      assertHeard(await play(opened), stems, [1, 1, 1, 1]);
      assert.deepEqual(
        requested.filter((url) => !url.startsWith(address)),
        [],
      );
      assert.deepEqual(complaints, []);
    }));

  it('lets a job be cancelled; a page that is loaded again goes on with it', () =>
    withPage(async ({ page }) => {
      const choose = page.getByLabel('Recordings to separate');
      await choose.setInputFiles([RECORDING, RECORDING]);
      // the second, which waits for the first
      await page.getByRole('button', { name: 'Cancel', exact: true }).first().click();
      await page.locator('[data-state=cancelled]').waitFor();
      await page.locator('[data-state=running]').waitFor();
      await page.reload();
      await page.getByRole('button', { name: 'Download all as zip' }).waitFor();
      assert.equal(await page.locator('.lane').count(), 4);
    }));

  it('says that its daemon is gone, and goes on with the next one at its address', () =>
    withPage(async ({ page, daemon, address }) => {
      const lost = page.getByText('The daemon does not answer');
      await lost.waitFor({ state: 'detached' });
      daemon.process.kill('SIGKILL');
      await lost.waitFor();
      await withRunningDaemon(
        async () => {
          await lost.waitFor({ state: 'detached' });
          await page.getByLabel('Recordings to separate').setInputFiles(RECORDING);
          await page.locator('[data-state=done]').waitFor();
        },
        { args: ['--page-port', new URL(address).port] },
      );
    }));

  it('does all that within its own policy, and asks nobody but its daemon', () =>
    withPage(
      async ({ page, address, requested, complaints }) => {
        await page.getByLabel('Recordings to separate').setInputFiles(RECORDING);
        await page.locator('[data-state=done]').waitFor();
        await page.getByRole('button', { name: 'Play', exact: true }).click();
        await page.getByText(/^0:01\.\d of /).waitFor();
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('button', { name: 'Download all as zip' }).click(),
        ]);
        assert.match(download.suggestedFilename(), /^mixture-.*\.zip$/);
        assert.deepEqual(
          requested.filter((url) => !url.startsWith(address)),
          [],
        );
        assert.deepEqual(complaints, []);
      },
      { isRecorded: false },
    ));

  it('is of no use to a page of another origin in the same browser', () =>
    withPage(
      async ({ page, address }) => {
        const other = createServer((_request, response) => {
          response.end('<!doctype html><title>other</title>');
        });
        await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
        const bound = other.address();
        assert.ok(bound !== null && typeof bound === 'object');
        try {
          await page.goto(`http://127.0.0.1:${bound.port}`);
          const statuses: number[] = [];
          page.on('response', (response) => {
            if (response.url().startsWith(address)) statuses.push(response.status());
          });
          await page.evaluate(`Promise.all([
            fetch('${address}/', { mode: 'no-cors' }),
            fetch('${address}/api/events', { mode: 'no-cors', method: 'POST' }),
            fetch('${address}/api/inbox?name=a', { mode: 'no-cors', method: 'POST', body: 'x' }),
          ])`);
          assert.deepEqual(statuses, [403, 403, 403]);
          const read = page.evaluate(`fetch('${address}/api/results')`);
          await assert.rejects(read, /Failed to fetch/);
        } finally {
          other.close();
        }
      },
      { isRecorded: false },
    ));
});
