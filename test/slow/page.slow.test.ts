/**
 * The page in a real browser: a recording is dropped, separated and heard, and what is heard is the sum of the lanes.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { readAudio } from '../support/audio-files.js';
import { withPage, type PageInBrowser } from '../support/page-in-browser.js';
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
});
