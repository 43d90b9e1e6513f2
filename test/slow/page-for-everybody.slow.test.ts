/**
 * The page for everybody: for screen readers (axe finds nothing), by keyboard alone, light and dark, on a phone and on a 4K screen.
 * One daemon and one browser: what a browser takes to start is longer than what is looked at.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { describe, it } from 'mocha';
import type { Page } from 'playwright-core';

import { withPage } from '../support/page-in-browser.js';
import { repositoryPath } from '../support/repository.js';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
const WIDTHS = [360, 1280, 3840];

/** What axe finds, in a line each. */
async function violations(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`axe.run().then(({ violations }) => violations.flatMap(
    ({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary].join(': ')),
  ))`);
}

/** What is wider than the window, controls that lie over each other, and lanes that are not aligned. */
async function misplaced(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const wide = document.documentElement.scrollWidth > innerWidth
      ? [...document.querySelectorAll('*')]
          .filter((element) => element.getBoundingClientRect().right > innerWidth)
          .map((element) => 'wide: ' + element.outerHTML.slice(0, 80))
      : [];
    const controls = [...document.querySelectorAll('button, input, canvas, progress, summary')]
      .filter((element) => element.checkVisibility())
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.height > 0);
    const over = controls.flatMap(({ element, box }, index) =>
      controls.slice(index + 1)
        .filter(({ box: other }) =>
          Math.min(box.right, other.right) - Math.max(box.left, other.left) > 0.5 &&
          Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 0.5)
        .map((other) =>
          'over: ' + element.outerHTML.slice(0, 80) + ' and ' + other.element.outerHTML.slice(0, 80)));
    const starts = [...document.querySelectorAll('.lane canvas')]
      .map((canvas) => canvas.getBoundingClientRect().left);
    const aside = new Set(starts).size > 1 ? ['waveforms begin at ' + starts.join()] : [];
    return [...wide, ...over, ...aside];
  })()`);
}

/** Presses Tab until the control of that name has the focus, which must show; says where it went where it never does. */
async function tabTo(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  for (let count = 0; count < 200; count++) {
    await page.keyboard.press('Tab');
    const { label, isShown } = await page.evaluate<{ label: string; isShown: boolean }>(`(() => {
      const element = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        label: (element.getAttribute('aria-label') ?? element.innerText ?? '').trim(),
        isShown: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
      };
    })()`);
    if (label !== '') assert.ok(isShown, `the focus on ${label} is not shown`);
    if (label === name) return;
    passed.push(label);
  }
  assert.fail(`Tab never comes to ${name}: ${passed.slice(0, 60).join(' | ')}`);
}

describe('The page for everybody', () => {
  it('has nothing that axe finds, light or dark, fits from 360 to 3840 pixels, and can be used by keyboard alone', () =>
    withPage(
      async ({ page, daemon, complaints }) => {
        // listened for from the start: the browser is told of it beside what follows
        const chooser = page.waitForEvent('filechooser');
        await page.evaluate(await readFile(AXE, 'utf8'));
        assert.deepEqual(await violations(page), []);
        await tabTo(page, 'Recordings to separate');
        await page.keyboard.press('Enter');
        await (await chooser).setFiles(RECORDING);
        await page.locator('[data-state=done]').waitFor();
        await page.getByRole('button', { name: 'Download all as zip' }).waitFor();

        await tabTo(page, 'Play');
        await page.keyboard.press('Enter');
        await page.getByText(/^0:01\.\d of /).waitFor();
        await page.keyboard.press('Enter');
        await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
        await tabTo(page, 'Solo Drums');
        await page.keyboard.press('Space');
        const solo = page.getByRole('button', { name: 'Solo Drums' });
        assert.equal(await solo.getAttribute('aria-pressed'), 'true');
        await tabTo(page, 'Mute Guitar');
        await page.keyboard.press('Enter');
        const mute = page.getByRole('button', { name: 'Mute Guitar' });
        assert.equal(await mute.getAttribute('aria-pressed'), 'true');
        await page.evaluate(
          `document.querySelectorAll('details').forEach((each) => { each.open = true; })`,
        );
        await page.getByText(/^Results: [\d.]+ [kM]B/).waitFor();

        // a choice keeps the keys that also stand for something here
        const preset = page.getByLabel('Preset').first();
        await preset.focus();
        await page.keyboard.press('ArrowDown');
        assert.equal(await preset.inputValue(), 'best');
        await page.getByRole('slider', { name: 'Level of Bass, 0 dB' }).waitFor();

        await page.getByLabel('Name', { exact: true }).fill('first take');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'first take' }).waitFor();
        assert.deepEqual(await readdir(daemon.outputFolder), ['first take']);

        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          assert.deepEqual(await violations(page), [], colorScheme);
        }
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          assert.deepEqual(await misplaced(page), [], `${width} pixels`);
        }
        assert.deepEqual(complaints, []);
      },
      { isRecorded: false },
    ));
});
