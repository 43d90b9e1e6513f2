/**
 * By hand, not in CI: how much later OSC pings are answered while a browser shows the page, with events and meters on, than without,
 * both beside a job and an input that is listened to: npm run bench:page -- [--rounds N] [--seconds N].
 *
 * Rounds alternate (without, with, with, without), so that what else the machine does meets both alike; the browser is there in all.
 * Pings come from a thread of their own. Needs Chromium and PulseAudio.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { DEFAULTS } from '../../src/config/settings.js';
import { openOscClient } from '../../src/control/osc/osc-client.js';
import { text } from '../../src/control/osc/osc-message.js';
import { withBrowser } from '../../test/support/browser.js';
import { withLiveLoop } from '../../test/support/live-loop.js';
import { pageAddress } from '../../test/support/page-address.js';
import { openPageClient, type PageClient } from '../../test/support/page-client.js';
import { repositoryPath } from '../../test/support/repository.js';
import { pingAtShare, startPinger } from '../attack/pinger.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
const PINGS_EVERY_MS = 20;
/** for the page to be shown */
const SETTLE_MS = 2000;
const GOAL = 1.5;
const METER = 'liveMeter';

/** A page that hears events and meters. */
async function metered(address: string): Promise<PageClient> {
  const client = await openPageClient(address);
  await client.ask('subscribe', 's');
  await client.ask('live/meters', 'm', 1);
  return client;
}

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '20' },
  },
});
const [rounds, lengthMs] = [Number(values.rounds), 1000 * Number(values.seconds)];
const args = ['--page-port', '0', '--live-mode', 'listen'];
await withLiveLoop({ model: DEFAULTS.model, args }, async ({ daemon }) => {
  const address = await pageAddress(daemon);
  const first = await metered(address);
  await first.reply(({ key }) => key === METER);
  first.close();
  const pinger = await startPinger({ port: daemon.port, everyMs: PINGS_EVERY_MS });
  const client = await openOscClient({ host: '127.0.0.1', port: daemon.port });
  await withBrowser(async (browser) => {
    const page = await browser.newPage();
    const timesMs: Record<'without' | 'with', number[]> = { without: [], with: [] };
    const work = { isOver: false };
    const jobs = (async () => {
      while (!work.isOver) {
        const request = { address: '/stemwright/separate', args: [text('job'), text(RECORDING)] };
        for await (const { reply } of client.request(request)) {
          if (reply?.key === 'error') throw new Error(reply.values.message);
        }
      }
    })();
    console.log('| page | pings | lost | median, ms | p99, ms |\n| --- | --- | --- | --- | --- |');
    const row = (what: string, measured: readonly number[], lost: number): void => {
      const [median, p99] = [0.5, 0.99].map((share) => pingAtShare({ timesMs: measured }, share));
      console.log(
        `| ${what} | ${measured.length} | ${lost} | ${median!.toFixed(2)} | ${p99!.toFixed(2)} |`,
      );
    };
    for (let round = 0; round < rounds; round++) {
      const which = round % 4 === 1 || round % 4 === 2 ? 'with' : 'without';
      await page.goto(which === 'with' ? address : 'about:blank');
      const meters = which === 'with' ? await metered(address) : undefined;
      await sleep(SETTLE_MS);
      await pinger.collect();
      await sleep(lengthMs);
      const pings = await pinger.collect();
      timesMs[which].push(...pings.timesMs);
      row(which, pings.timesMs, pings.lost);
      meters?.close();
    }
    const [p99Without, p99With] = [timesMs.without, timesMs.with].map((measured) =>
      pingAtShare({ timesMs: measured }, 0.99),
    ) as [number, number];
    for (const which of ['without', 'with'] as const) row(`all ${which}`, timesMs[which], 0);
    console.log(
      `\np99 with / without: ${(p99With / p99Without).toFixed(2)} (goal: ${GOAL} at most)`,
    );
    work.isOver = true;
    await jobs;
  });
  await client.close();
  await pinger.stop();
});
