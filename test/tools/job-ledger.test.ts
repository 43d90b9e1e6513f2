/**
 * The ledger that attacks and soaks check every job by notices a job without an end, with two, and one that nobody accepted; over
 * a real connection to a server that says what no daemon may.
 */
import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';

import { describe, it } from 'mocha';

import { sizedFrame } from '../../src/control/osc/osc-framing.js';
import { JobLedger } from '../../tools/attack/job-ledger.js';
import { request } from '../support/osc-dialogue.js';

type Said = readonly [route: string, ...args: string[]];

/** @returns the ledger once it has heard everything */
async function ledgerOf(events: readonly Said[]): Promise<JobLedger> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    // the first thing a ledger says is that it subscribes, with the id c1
    socket.once('data', () => {
      for (const [route, ...args] of [...events, ['done', 'c1'] as const]) {
        socket.write(sizedFrame(request(route, ...args)));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ledger = new JobLedger();
  try {
    await ledger.follow((server.address() as AddressInfo).port);
    return ledger;
  } finally {
    await ledger.close();
    server.close();
  }
}

describe('The ledger of jobs', () => {
  it('counts the ends of jobs, and knows which have none', async () => {
    const ledger = await ledgerOf([
      ['ack', 'job-1', 'job-1', 'mine'],
      ['ack', 'job-2', 'job-2', 'mine'],
      ['ack', 'job-3', 'job-3', 'mine'],
      ['done', 'job-1'],
      ['error', 'job-3', 'cancelled', 'The job was cancelled.'],
    ]);
    assert.deepEqual(ledger.takeFaults(), []);
    assert.deepEqual(
      [...ledger.ends],
      [
        ['done', 1],
        ['none', 1],
        ['cancelled', 1],
      ],
    );
    assert.deepEqual(ledger.open, ['job-2']);
  });

  it('names jobs with two ends, without acceptance, accepted twice, and ended by a defect', async () => {
    const ledger = await ledgerOf([
      ['ack', 'job-1', 'job-1', 'mine'],
      ['done', 'job-1'],
      ['error', 'job-1', 'cancelled', 'The job was cancelled.'],
      ['done', 'job-2'],
      ['ack', 'job-1', 'job-1', 'mine'],
      ['ack', 'job-4', 'job-4', 'mine'],
      ['error', 'job-4', 'internal', 'The daemon failed.'],
    ]);
    assert.deepEqual(ledger.takeFaults(), [
      'job-1 had ended (done) and was told of (error)',
      'job-2 was told of (done) and never accepted',
      'job-1 was accepted twice',
      'job-4 met a defect: The daemon failed.',
    ]);
  });
});
