/** Waiting requests: what is asked for with "at" is acknowledged at once, told, listed, called off, and done on its line. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { MOST_WAITING } from '../../../src/control/api/waiting-requests.js';
import { answer, answers, request } from '../../support/osc-dialogue.js';
import type { RecordingEngine } from '../../support/osc-recording-engine.js';
import { withOscServer } from '../../support/osc-test-server.js';

/** The music is at that beat; the recording engine's own clock stands still. */
function say({ transport }: RecordingEngine, beat: number): void {
  transport.set({ bpm: 120, beatsPerBar: 4, beat, playing: true, source: 'test' });
}

describe('A request with the option "at"', () => {
  it('is acknowledged at once as waiting, and done on its line', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      say(engine, 2);
      probe.send(request('live/mute', 'bass', 1, 'at', 'bar'));
      probe.send(request('generate', 'g', 4, 'at', 'bar'));
      const waiting = ['waiting', 'g', 'waiting-2', 'bar', '/stemwright/generate'];
      assert.deepEqual(await answer(probe), waiting);
      probe.send(request('ping', 'p'));
      assert.deepEqual(await answer(probe), ['pong', 'p']);
      assert.equal(engine.live.levels()['bass']?.muted, false);
      assert.equal(engine.submitted.length, 0);
      say(engine, 4);
      assert.deepEqual((await answer(probe)).slice(0, 2), ['ack', 'g']);
      assert.equal(engine.live.levels()['bass']?.muted, true);
    }));

  it('is called off by its client’s id for it, and then nothing is done on the line', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      say(engine, 2);
      probe.send(request('generate', 'g', 4, 'at', 'bar'));
      await answer(probe);
      probe.send(request('cancel', 'c', 'g'));
      const told = await answers(probe, 2);
      assert.deepEqual(told.map((reply) => reply.slice(0, 3)).sort(), [
        ['done', 'c'],
        ['error', 'g', 'cancelled'],
      ]);
      say(engine, 4);
      assert.equal(engine.submitted.length, 0);
      // it is no job, and waits no longer
      probe.send(request('cancel', 'c', 'g'));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'c', 'job-unknown']);
    }));

  it('is listed with who asked for it, and called off by anybody by the id of the list', () =>
    withOscServer(async ({ udp, engine, server }) => {
      const [player, desk] = [await udp(), await udp()];
      say(engine, 2);
      player.send(request('live/mute', 'bass', 1, 'at', 'bar'));
      player.send(request('live/stop', 7, 'at', 'beat'));
      await answer(player);
      desk.send(request('waiting/list', 'l'));
      const client = `osc udp 127.0.0.1:${player.port}`;
      assert.deepEqual(await answers(desk, 3), [
        ['waiting/list.reply', 'l', 'waiting-1', 'bar', '/stemwright/live/mute', '', client],
        ['waiting/list.reply', 'l', 'waiting-2', 'beat', '/stemwright/live/stop', 7, client],
        ['done', 'l'],
      ]);
      // another client’s ids are its own
      desk.send(request('cancel', 'c', 7));
      assert.deepEqual((await answer(desk)).slice(0, 3), ['error', 'c', 'job-unknown']);
      desk.send(request('cancel', 'c', 'waiting-1'));
      assert.deepEqual(await answer(desk), ['done', 'c']);
      assert.deepEqual((await answer(player)).slice(0, 3), ['error', '', 'cancelled']);
      say(engine, 4);
      assert.equal(engine.live.levels()['bass']?.muted, false);
      assert.equal(server.counters.faults, 0);
    }));

  it('is told to subscribers, also to those who come later, until it waits no longer', () =>
    withOscServer(async ({ udp, engine }) => {
      const [player, early, late] = [await udp(), await udp(), await udp()];
      say(engine, 2);
      early.send(request('subscribe', 's'));
      await answer(early);
      player.send(request('live/stop', 7, 'at', 'bar'));
      player.send(request('live/solo', 'bass', 1, 'at', 'bar'));
      await answer(player);
      const told = [
        ['waiting', 'waiting-1', 'waiting-1', 'bar', '/stemwright/live/stop', 7],
        ['waiting', 'waiting-2', 'waiting-2', 'bar', '/stemwright/live/solo', ''],
      ];
      assert.deepEqual(await answers(early, 2), told);
      late.send(request('subscribe', 's'));
      assert.deepEqual(await answers(late, 3), [['done', 's'], ...told]);
      player.send(request('cancel', 'c', 'waiting-2'));
      assert.deepEqual((await answer(late)).slice(0, 3), ['error', 'waiting-2', 'cancelled']);
      say(engine, 4);
      assert.equal((await answer(late))[0], 'transport.reply');
      assert.deepEqual(await answer(late), ['done', 'waiting-1']);
    }));

  it('is refused where nobody said where the music is, and when too many wait', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('generate', 'g', 4, 'at', 'beat'));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'g', 'transport-unknown']);
      say(engine, 2);
      for (let index = 0; index < MOST_WAITING; index++) {
        probe.send(request('generate', index, 4, 'at', 'bar'));
        assert.equal((await answer(probe))[0], 'waiting');
      }
      probe.send(request('generate', 'g', 4, 'at', 'bar'));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'g', 'queue-full']);
      probe.send(request('cancel', 'c', 0));
      await answers(probe, 2);
      probe.send(request('generate', 'g', 4, 'at', 'bar'));
      assert.deepEqual((await answer(probe)).slice(0, 2), ['waiting', 'g']);
    }));

  it('is told when the daemon stops before its line', () =>
    withOscServer(async ({ udp, engine, server }) => {
      const probe = await udp();
      say(engine, 2);
      probe.send(request('generate', 'g', 4, 'at', 'bar'));
      await answer(probe);
      await server.close();
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'g', 'shutting-down']);
    }));
});
