/** Addresses of downloads: each works once, and for a minute. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { createDownloads } from '../../../src/control/http/downloads.js';

const MINUTE_MS = 60_000;
const USED = { code: 'input-missing', message: /used already, or is older than a minute/ };

function download() {
  return { client: 'page 1', respond: () => new Response('sound') };
}

describe('An address of a download', () => {
  it('works once, and not when a minute is over', () => {
    const clock = { nowMs: 0 };
    const downloads = createDownloads(() => clock.nowMs);
    const [early, late] = [downloads.offer(download()), downloads.offer(download())];
    clock.nowMs = MINUTE_MS;
    assert.equal(downloads.take(early).client, 'page 1');
    assert.throws(() => downloads.take(early), USED);
    clock.nowMs = MINUTE_MS + 1;
    assert.throws(() => downloads.take(late), USED);
    assert.throws(() => downloads.take('guessed'), USED);
  });

  it('is one of a bounded number: the oldest gives way', () => {
    const downloads = createDownloads(() => 0);
    const tickets = Array.from({ length: 257 }, () => downloads.offer(download()));
    assert.equal(new Set(tickets).size, 257);
    assert.throws(() => downloads.take(tickets[0]!), USED);
    for (const ticket of tickets.slice(1)) downloads.take(ticket);
  });
});
