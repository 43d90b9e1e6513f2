/**
 * Subscriptions over OSC: who hears of which job, where, by which id, and for how long.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { answer, answers, request } from '../../support/osc-dialogue.js';
import { manifestOf } from '../../support/osc-recording-engine.js';
import { withOscServer } from '../../support/osc-test-server.js';

describe('Subscribers', () => {
  it('hear of other clients’ jobs by the jobs’ ids, of their own by theirs, once', async () => {
    await withOscServer(async ({ udp, engine }) => {
      const [mine, other] = [await udp(), await udp()];
      mine.send(request('subscribe', 's'));
      assert.deepEqual(await answer(mine), ['done', 's']);
      other.send(request('generate', 1, 1));
      await answers(other, 2);
      mine.send(request('generate', 1, 1));
      assert.deepEqual(await answers(mine, 4), [
        ['ack', 'job-1', 'job-1', 1],
        ['queued', 'job-1', 0],
        ['ack', 1, 'job-2'],
        ['queued', 1, 0],
      ]);
      engine.tell('job-1', { kind: 'done', manifest: manifestOf(1, 2) });
      engine.tell('job-2', { kind: 'done', manifest: manifestOf(3, 4) });
      assert.deepEqual(await answers(mine, 2), [
        ['done', 'job-1', 1, 2],
        ['done', 1, 3, 4],
      ]);
      assert.deepEqual(await answer(other), ['done', 1, 1, 2]);
    });
  });

  it('hear of jobs that came before them, and of jobs that came another way', async () => {
    await withOscServer(async ({ udp, engine }) => {
      const [mine, other] = [await udp(), await udp()];
      other.send(request('generate', 'g', 1));
      await answers(other, 2);
      mine.send(request('subscribe', 's'));
      assert.deepEqual(await answers(mine, 2), [
        ['done', 's'],
        ['ack', 'job-1', 'job-1', 'g'],
      ]);
      const origin = { client: 'midi', requestId: 'pad 3' };
      engine.tell('job-midi', { kind: 'queued', place: 1 }, origin);
      assert.deepEqual(await answers(mine, 2), [
        ['ack', 'job-midi', 'job-midi', 'pad 3'],
        ['queued', 'job-midi', 1],
      ]);
    });
  });

  it('get all replies at the port they name', async () => {
    await withOscServer(async ({ udp, engine }) => {
      const [sender, receiver] = [await udp(), await udp()];
      sender.send(request('subscribe', 's', receiver.port));
      assert.deepEqual(await answer(receiver), ['done', 's']);
      sender.send(request('generate', 'g', 1));
      assert.deepEqual(await answers(receiver, 2), [
        ['ack', 'g', 'job-1'],
        ['queued', 'g', 0],
      ]);
      // restarted, it sends from elsewhere and names the same port: still one subscriber
      const restarted = await udp();
      restarted.send(request('subscribe', 't', receiver.port));
      assert.deepEqual(await answers(receiver, 2), [
        ['done', 't'],
        ['ack', 'job-1', 'job-1', 'g'],
      ]);
      engine.tell('job-1', { kind: 'done', manifest: manifestOf(1, 2) });
      restarted.send(request('ping', 'p'));
      assert.deepEqual(await answers(receiver, 2), [
        ['done', 'job-1', 1, 2],
        ['pong', 'p'],
      ]);
    });
  });

  it('get a heartbeat a second until they expire, renew or leave', async () => {
    await withOscServer(async ({ udp, clock }) => {
      const probe = await udp();
      const beats = async (seconds: number): Promise<number> => {
        clock.advance(seconds * 1000);
        probe.send(request('ping', 'end'));
        for (let count = 0; ; count++) {
          const [address, id, state] = await answer(probe);
          if (address === 'pong') return count;
          assert.deepEqual([address, id, state], ['heartbeat', 's', 'idle']);
        }
      };
      const subscribe = async (ttlSeconds?: number): Promise<void> => {
        const ttl = ttlSeconds === undefined ? [] : [0, ttlSeconds];
        probe.send(request('subscribe', 's', ...ttl));
        assert.deepEqual(await answer(probe), ['done', 's']);
      };
      await subscribe();
      assert.equal(await beats(40), 40);
      await subscribe();
      // expires with the sixtieth
      assert.equal(await beats(100), 59);
      await subscribe(3);
      assert.equal(await beats(10), 2);
      await subscribe(3);
      await subscribe(0);
      assert.equal(await beats(3), 0);
    });
  });

  it('over TCP cannot name a port, and end with their connection', async () => {
    await withOscServer(async ({ tcp, udp, engine }) => {
      const probe = await tcp('int32');
      probe.send(request('subscribe', 's', 9999));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 's', 'bad-argument']);
      probe.send(request('subscribe', 's'));
      assert.deepEqual(await answer(probe), ['done', 's']);
      await probe.close();
      const other = await udp();
      other.send(request('generate', 'g', 1));
      assert.deepEqual(await answer(other), ['ack', 'g', 'job-1']);
      assert.equal(engine.submitted.length, 1);
    });
  });
});
