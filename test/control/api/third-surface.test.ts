/**
 * A third surface over the API: values in, typed replies out, without a byte and without OSC or MIDI. What it needs of them is
 * nothing, and so can the next one be added.
 */
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { DEFAULT_RATES } from '../../../src/control/api/admission.js';
import { withCallingSurface } from '../../support/calling-surface.js';
import { manifestOf } from '../../support/osc-recording-engine.js';

describe('A third surface over the API', () => {
  it('is answered', () =>
    withCallingSurface(({ caller }) => {
      const { ask, replies } = caller('ann');
      ask('ping', 'p');
      assert.deepEqual(replies, [{ key: 'pong', id: 'p', values: {} }]);
    }));

  it('has a job done, which is called by the id of its request, and whose origin is the surface', () =>
    withCallingSurface(({ caller, engine }) => {
      const { ask, replies } = caller('ann');
      ask('generate', 7, 2.5, 'preset', 'draft');
      engine.tell('job-1', {
        kind: 'progress',
        fraction: 0.5,
        etaSeconds: undefined,
        stage: 'sampling',
      });
      engine.tell('job-1', { kind: 'done', manifest: manifestOf(3, 1.5) });
      assert.deepEqual(replies, [
        { key: 'ack', id: 7, values: { jobId: 'job-1' } },
        { key: 'queued', id: 7, values: { place: 0 } },
        {
          key: 'progress',
          id: 7,
          values: { fraction: 0.5, etaSeconds: undefined, stage: 'sampling' },
        },
        { key: 'done', id: 7, values: { seconds: 3, realTimeFactor: 1.5 } },
      ]);
      const [{ command, origin }] = engine.submitted as [(typeof engine.submitted)[number]];
      assert.deepEqual(origin, { client: 'page ann', requestId: 7 });
      assert.ok(command.kind === 'generate');
      assert.equal(command.seconds, 2.5);
    }));

  it('hears what it subscribed to: other clients’ jobs, how a stem is set, that the daemon is there', () =>
    withCallingSurface(({ caller, engine, clock }) => {
      const [ann, bob] = [caller('ann'), caller('bob')];
      bob.ask('subscribe', 's');
      ann.ask('generate', 'g', 1);
      engine.live.setLevel('bass', { muted: true });
      clock.advance(1000);
      assert.deepEqual(bob.replies, [
        { key: 'done', id: 's', values: {} },
        { key: 'ack', id: 'job-1', values: { jobId: 'job-1', requestId: 'g' } },
        { key: 'queued', id: 'job-1', values: { place: 0 } },
        {
          key: 'liveLevel',
          id: 's',
          values: { stem: 'bass', gainDb: 0, muted: true, soloed: false },
        },
        {
          key: 'liveLevel',
          id: 's',
          values: { stem: 'drums', gainDb: 0, muted: false, soloed: false },
        },
        { key: 'heartbeat', id: 's', values: { state: 'idle' } },
      ]);
    }));

  it('waits for the beat like any other', () =>
    withCallingSurface(async ({ caller, engine }) => {
      const { ask, replies } = caller('ann');
      const say = (beat: number) => {
        engine.transport.set({ bpm: 120, beatsPerBar: 4, beat, playing: true, source: 'test' });
      };
      say(2);
      ask('generate', 'g', 1, 'at', 'bar');
      const waiting = { waitingId: 'waiting-1', at: 'bar', address: '/stemwright/generate' };
      assert.deepEqual(replies, [{ key: 'waiting', id: 'g', values: waiting }]);
      assert.equal(engine.submitted.length, 0);
      say(4);
      await nextTurn();
      assert.equal(engine.submitted.length, 1);
    }));

  it('is told in a sentence what was wrong, and who sends too fast is told once', () =>
    withCallingSurface(
      async ({ caller, api }) => {
        const { ask, replies } = caller('ann');
        ask('generate', 'g', 0);
        ask('separate', 's', '/elsewhere/song.wav');
        ask('nonsense', 'n');
        await nextTurn();
        while (replies.length < 3) await nextTurn();
        const codes = replies.map(({ id, values }) => [id, 'code' in values && values.code]);
        assert.deepEqual(codes.sort(), [
          ['g', 'bad-argument'],
          ['n', 'bad-message'],
          ['s', 'not-allowed'],
        ]);
        for (let count = 0; count < 10; count++) ask('ping', count);
        const last = replies.at(-1);
        assert.ok(last?.key === 'error');
        assert.equal(last.values.code, 'rate-limited');
        assert.equal(replies.filter(({ key }) => key === 'pong').length, 2);
        assert.equal(api.counters.faults, 0);
      },
      { rates: { ...DEFAULT_RATES, client: { burst: 9, perSecond: 0 } } },
    ));

  it('needs the token where the daemon has one', () =>
    withCallingSurface(
      ({ caller, engine }) => {
        const { ask, replies } = caller('ann');
        ask('generate', 1, 1);
        ask('auth', 2, 'correct horse battery');
        ask('generate', 3, 1);
        assert.deepEqual(
          replies.map(({ key, id }) => [key, id]),
          [
            ['error', 1],
            ['done', 2],
            ['ack', 3],
            ['queued', 3],
          ],
        );
        assert.equal(engine.submitted.length, 1);
      },
      { token: 'correct horse battery' },
    ));
});
