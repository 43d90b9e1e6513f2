/**
 * Buttons over OSC: surfaces whose buttons know nothing of ids send 1 when they are pressed and 0 when they are let go.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import type { LiveRequest } from '../../../src/live/live.js';
import { answer, answers, request, staysSilent, switched } from '../../support/osc-dialogue.js';
import { withOscServer } from '../../support/osc-test-server.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';

/** What is sent by a button that goes down, and by one that is let go. */
const DOWN = [(route: string) => request(route, 1), (route: string) => switched(route, 'T')];
const UP = [(route: string) => request(route, 0), (route: string) => switched(route, 'F')];

describe('Buttons over OSC', () => {
  it('that are let go do nothing', () =>
    withOscServer(async ({ udp, engine, server }) => {
      const probe = await udp();
      const routes = ['separate', 'impute', 'generate', 'cancel', 'live/start', 'live/stop'];
      for (const route of [...routes, 'capture/mark']) {
        for (const released of UP) probe.send(released(route));
        await staysSilent(probe);
      }
      assert.deepEqual(engine.submitted, []);
      assert.deepEqual(engine.live.asked, []);
      assert.equal(engine.capture.marks, 0);
      assert.equal(server.counters.errors, 0);
    }));

  it('that go down trigger without an id: replies have none', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      for (const pressed of DOWN) {
        probe.send(pressed('live/start'));
        assert.deepEqual((await answer(probe)).slice(0, 2), ['live/started', '']);
        assert.deepEqual(await answer(probe), ['done', '']);
        probe.send(pressed('live/stop'));
        assert.deepEqual(await answer(probe), ['done', '']);
        probe.send(pressed('capture/mark'));
        assert.deepEqual(await answer(probe), ['done', '']);
      }
      assert.equal(engine.live.started.length, 2);
      assert.equal(engine.capture.marks, 2);
    }));

  it('take the last eight bars for a separation and for the model’s first stem, and cancel what runs', () =>
    withTemporaryFolder((output) => {
      let jobs = 0;
      const options = { outputFolderFor: () => path.join(output, String(jobs++)) };
      return withOscServer(async ({ udp, engine }) => {
        const probe = await udp();
        probe.send(request('generate', 1));
        assert.deepEqual(await answers(probe, 2), [
          ['ack', '', 'job-1'],
          ['queued', '', 0],
        ]);
        const [{ command }] = engine.submitted as [(typeof engine.submitted)[number]];
        assert.ok(command.kind === 'generate');
        assert.equal(command.seconds, 12);
        probe.send(request('cancel', 1));
        const none = await answer(probe);
        assert.deepEqual(none.slice(0, 3), ['error', '', 'job-unknown']);
        engine.summaries = [
          {
            jobId: 'job-1',
            origin: { client: 'x', requestId: '' },
            kind: 'generate',
            inputs: [],
            state: 'running',
            place: 0,
            fraction: undefined,
          },
        ];
        probe.send(request('cancel', 1));
        assert.deepEqual(await answer(probe), ['done', '']);
        assert.deepEqual(engine.cancelled, ['job-1']);
        engine.transport.set({ bpm: 120, beatsPerBar: 4, beat: 64, playing: true, source: 'test' });
        probe.send(request('separate', 1));
        assert.deepEqual((await answer(probe)).slice(0, 2), ['ack', '']);
        await answer(probe);
        probe.send(request('impute', 1));
        assert.deepEqual((await answer(probe)).slice(0, 2), ['ack', '']);
        const [, separate, impute] = engine.submitted.map((submitted) => submitted.command);
        assert.equal(separate?.kind, 'separate');
        assert.ok(impute?.kind === 'impute');
        assert.deepEqual(impute.generate, ['bass']);
        assert.equal(impute.sampling.preset, 'draft');
        assert.deepEqual(
          engine.capture.spans.map(({ kind }) => kind),
          ['bars', 'bars'],
        );
      }, options);
    }));

  it('are none with more than one argument or with an id of another value, and on other addresses', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('generate', 1, 2.5));
      assert.deepEqual(await answer(probe), ['ack', 1, 'job-1']);
      await answer(probe);
      probe.send(request('capture/mark', 7));
      assert.deepEqual(await answer(probe), ['done', 7]);
      probe.send(request('ping', 1));
      assert.deepEqual(await answer(probe), ['pong', 1]);
      probe.send(request('generate', 2));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 2, 'bad-argument']);
      const [started] = engine.live.started as readonly (LiveRequest | undefined)[];
      assert.equal(started, undefined);
    }));

  it('are heard from nobody who has not sent the token', () =>
    withOscServer(
      async ({ udp, engine }) => {
        const probe = await udp();
        probe.send(request('capture/mark', 1));
        assert.deepEqual((await answer(probe)).slice(0, 3), ['error', '', 'not-allowed']);
        assert.equal(engine.capture.marks, 0);
      },
      { token: 'correct horse battery' },
    ));
});
