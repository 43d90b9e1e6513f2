/**
 * Live and set-up on the page in a real browser: a session between two sound devices is started, heard of, set and stopped, a part of what
 * came in becomes a job; and the daemon is set up.
 */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';
import type { Page } from 'playwright-core';

import { request } from '../support/osc-dialogue.js';
import { openUdpProbe } from '../support/osc-probes.js';
import { withPage } from '../support/page-in-browser.js';
import { captureDevice, playbackDevice, withPulseServer } from '../support/pulse-server.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { whiteNoise } from '../support/white-noise.js';

const RATE_HZ = 44_100;
const CHANNELS = 2;
const BARS = 8;
/** longer than all that is looked at while it sounds */
const NOISE_SECONDS = 60;
/** what a meter says of silence */
const SILENT = '[aria-valuenow="-60"]';

/** Until a meter shows sound, or silence. */
async function untilMeter(page: Page, stem: string, isHeard: boolean): Promise<void> {
  await page.locator(`[data-meter="${stem}"]${isHeard ? `:not(${SILENT})` : SILENT}`).waitFor();
}

describe('Live and set-up on the page', () => {
  it('starts, meters, sets and stops a session between two devices, and separates the last bars', () =>
    withPulseServer(
      ['in', 'out'].map((name) => ({ name, rateHz: RATE_HZ, channels: CHANNELS })),
      [],
      async (server) => {
        const rows = [1, 2].map((seed) => whiteNoise(NOISE_SECONDS * RATE_HZ, seed));
        let isOver = false;
        await withPage(
          async ({ page, daemon, address, requested, complaints }) => {
            await page.getByText('Live', { exact: true }).click();
            await page.getByRole('combobox', { name: 'Input' }).selectOption(captureDevice('in'));
            await page
              .getByRole('combobox', { name: 'Output' })
              .selectOption(playbackDevice('out'));
            // ends with the server
            void server.play('in', rows).catch((error: unknown) => {
              if (!isOver) throw error;
            });
            await page.getByLabel('Stems are heard as').selectOption('mix');
            await page.getByLabel('Longest delay, seconds').fill('2.5');
            await page.getByLabel('Write the stems to files, too').check();
            await page.getByRole('button', { name: 'Start' }).click();
            await page.getByText(/^Stems come out \d+ ms late\. Windows of /).waitFor();
            const stems = await page.evaluate<string[]>(
              `[...document.querySelectorAll('[data-meter]')].map((meter) => meter.dataset.meter)`,
            );
            assert.equal(stems.length, 5);
            for (const stem of stems) await untilMeter(page, stem, true);
            const [, first, second] = stems;
            const mute = page.getByRole('button', { name: /^Mute .*, live$/ }).first();
            await mute.click();
            await untilMeter(page, first!, false);
            await untilMeter(page, second!, true);
            assert.equal(await mute.getAttribute('aria-pressed'), 'true');

            const probe = await openUdpProbe(daemon.port);
            // bars of a quarter of a second
            probe.send(request('transport', 240, 1, 0, 1));
            const strip = page.locator('.strip');
            while (Number(await strip.getAttribute('data-bars')) <= BARS) await sleep(100);
            await page.getByRole('button', { name: 'Mark this moment' }).click();
            await page.getByRole('button', { name: 'Separate from the mark on' }).waitFor();
            await page.getByRole('button', { name: 'Separate the last 8 bars' }).click();
            await page.locator('[data-state=done]').waitFor();
            await page.getByRole('button', { name: /^capture-8bars-/ }).waitFor();
            await probe.close();

            await page.getByRole('button', { name: 'Stop' }).click();
            await page.getByRole('button', { name: 'Start' }).waitFor();
            await page.getByText('Live has stopped.').waitFor();
            const recorded = (await readdir(daemon.outputFolder)).filter((name) =>
              name.startsWith('live'),
            );
            assert.equal(recorded.length, 1);
            await untilMeter(page, '', false);
            assert.deepEqual(
              requested.filter((url) => !url.startsWith(address)),
              [],
            );
            assert.deepEqual(complaints, []);
            isOver = true;
          },
          { isRecorded: false },
        );
      },
    ));

  it('shows models, settings, MIDI controls, what works and the log; changes a setting, loads a model, and learns', () =>
    withTemporaryFolder(async (folder) => {
      const config = path.join(folder, 'config.json');
      await writeFile(config, '{ "seed": 7 }');
      await withPage(
        async ({ page, requested, address, complaints }) => {
          await page.getByText('Set up', { exact: true }).click();
          await page.getByText('Jobs run on gaussian; provider:').waitFor();
          const model = page.locator('[data-model=band-v5]');
          assert.match(await model.innerText(), /MIT|CC|Apache/);
          const limit = page.getByLabel('queueLimit from the next start on');
          await limit.fill('many');
          const save = page.getByRole('button', { name: 'Save queueLimit' });
          await save.click();
          await page.getByText(/^The setting queueLimit must be .*, got "many"\.$/).waitFor();
          await limit.fill('3');
          await save.click();
          await page.locator('[data-setting=queueLimit] button[disabled]').waitFor();
          assert.deepEqual(JSON.parse(await readFile(config, 'utf8')), { seed: 7, queueLimit: 3 });
          assert.equal(await page.locator('[data-setting=mediaRoots] input').count(), 0);
          await page.getByLabel('liveLayout from the next start on').selectOption('stems');
          await page.getByRole('button', { name: 'Save liveLayout' }).click();
          await page.locator('[data-setting=liveLayout] button[disabled]').waitFor();
          assert.match(await readFile(config, 'utf8'), /"liveLayout": "stems"/);
          await page.getByText('note 36 on any channel').waitFor();
          await page.getByRole('button', { name: /^Learn a control for .*live.start/ }).click();
          await page.getByText('Move a control now').waitFor();
          await page.getByRole('button', { name: 'Cancel', exact: true }).click();
          await page.getByText('Move a control now').waitFor({ state: 'detached' });
          await page.locator('.log').getByText('ready').waitFor();
          await page.getByRole('button', { name: 'Examine this machine' }).click();
          await page.locator('[data-finding=good]').getByText('onnxruntime cpu').waitFor();
          await page.getByRole('button', { name: 'Load the model band-v5' }).click();
          await page.getByText('Jobs run on band').waitFor();
          assert.deepEqual(
            requested.filter((url) => !url.startsWith(address)),
            [],
          );
          assert.deepEqual(complaints, []);
        },
        { isRecorded: false, args: ['--config', config, '--midi', 'no controller of this name'] },
      );
    }));
});
