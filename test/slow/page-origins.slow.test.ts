/**
 * A page of somebody else's in the browser that has ours open.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';

import { describe, it } from 'mocha';

import { withPage } from '../support/page-in-browser.js';

describe('The page in Chromium', () => {
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
