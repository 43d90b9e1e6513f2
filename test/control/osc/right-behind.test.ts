/**
 * Requests right behind those that they are about: none is lost because the first still has to be looked into.
 */
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { oscBundle } from '../../support/osc-bytes.js';
import { answer, answers, request } from '../../support/osc-dialogue.js';
import { TRANSPORTS, withOscServer } from '../../support/osc-test-server.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';

describe('A cancel right behind its request', () => {
  for (const [transport, open] of TRANSPORTS) {
    it(`cancels it, every time, over ${transport}`, () =>
      withOscServer(async (test) => {
        const { engine, folder } = test;
        const input = path.join(folder, 'song.wav');
        await writeFile(input, 'audio');
        const probe = await open(test);
        for (let count = 0; count < 50; count++) {
          const [first, id] = [`cancel ${count}`, `take ${count}`];
          probe.send(oscBundle(1n, request('separate', id, input), request('cancel', first, id)));
          const told = await answers(probe, 2);
          assert.deepEqual(told.map((reply) => reply.slice(0, 3)).sort(), [
            ['done', first],
            ['error', id, 'cancelled'],
          ]);
        }
        assert.deepEqual([engine.submitted, engine.cancelled], [[], []]);
      }));
  }

  it('is not another client’s to send', () =>
    withOscServer(async ({ udp, engine, folder }) => {
      const input = path.join(folder, 'song.wav');
      await writeFile(input, 'audio');
      const [mine, other] = [await udp(), await udp()];
      mine.send(request('separate', 'take', input));
      other.send(request('cancel', 'x', 'take'));
      assert.deepEqual((await answer(other)).slice(0, 3), ['error', 'x', 'job-unknown']);
      assert.deepEqual(await answer(mine), ['ack', 'take', 'job-1']);
      assert.equal(engine.submitted.length, 1);
    }));

  it('leaves nothing of what was captured for it', () =>
    withTemporaryFolder((output) =>
      withOscServer(
        async ({ udp, engine }) => {
          const probe = await udp();
          const captured = request('impute', 'a', 'guitar=capture:12s', 'bass');
          probe.send(oscBundle(1n, captured, request('cancel', 'c', 'a')));
          await answers(probe, 2);
          assert.equal(engine.submitted.length, 0);
          // it is written while it is given up
          while (engine.capture.spans.length === 0 || (await readdir(output)).length > 0) {
            await new Promise(setImmediate);
          }
        },
        { outputFolderFor: (name) => path.join(output, name) },
      ),
    ));

  it('calls off what waits for a line also when that has just been reached', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('transport', 120, 4, 2, 1));
      probe.send(request('generate', 'g', 4, 'at', 'bar'));
      assert.equal((await answer(probe))[0], 'waiting');
      probe.send(oscBundle(1n, request('transport', 120, 4, 4, 1), request('cancel', 'c', 'g')));
      const told = await answers(probe, 2);
      assert.deepEqual(told.map((reply) => reply.slice(0, 3)).sort(), [
        ['done', 'c'],
        ['error', 'g', 'cancelled'],
      ]);
      assert.equal(engine.submitted.length, 0);
    }));

  it('and a move find the job that it becomes', () =>
    withOscServer(async ({ udp, engine, folder }) => {
      const input = path.join(folder, 'song.wav');
      await writeFile(input, 'audio');
      const probe = await udp();
      probe.send(
        oscBundle(1n, request('separate', 'take', input), request('job/move', 'm', 'take', 3)),
      );
      const told = await answers(probe, 3);
      assert.deepEqual(told.map(([address]) => address).sort(), ['ack', 'done', 'queued']);
      assert.deepEqual(engine.moved, [{ jobId: 'job-1', place: 3 }]);
    }));
});

describe('A live/stop right behind a live/start', () => {
  it('ends the session that is played from a file', () =>
    withOscServer(async ({ udp, engine, folder }) => {
      const input = path.join(folder, 'song.wav');
      await writeFile(input, 'audio');
      const probe = await udp();
      for (let count = 0; count < 20; count++) {
        const start = request('live/start', 'a', 'input', `file:${input}`);
        probe.send(oscBundle(1n, start, request('live/stop', 'b')));
        const told = await answers(probe, 3);
        assert.deepEqual(
          told.map(([address, id]) => [address, id]),
          [
            ['live/started', 'a'],
            ['done', 'a'],
            ['done', 'b'],
          ],
        );
      }
      assert.equal(engine.live.stops, 20);
      assert.equal(engine.live.running, undefined);
    }));

  it('is told that there is none where that cannot start', () =>
    withOscServer(async ({ udp, folder }) => {
      const probe = await udp();
      const start = request('live/start', 'a', 'input', `file:${folder}/none.wav`);
      probe.send(oscBundle(1n, start, request('live/stop', 'b')));
      const told = await answers(probe, 2);
      assert.deepEqual(told.map((reply) => reply.slice(0, 3)).sort(), [
        ['error', 'a', 'input-missing'],
        ['error', 'b', 'live-off'],
      ]);
    }));

  it('does not go before an earlier start, nor does a second start', () =>
    withOscServer(async ({ udp, engine, folder }) => {
      const input = path.join(folder, 'song.wav');
      await writeFile(input, 'audio');
      const probe = await udp();
      probe.send(
        oscBundle(
          1n,
          request('live/start', 'a', 'input', `file:${input}`),
          request('live/start', 'b', 'input', 'Scarlett'),
        ),
      );
      await answers(probe, 4);
      assert.deepEqual(
        engine.live.started.map((started) => started.input),
        [`file:${input}`, 'Scarlett'],
      );
    }));
});

describe('What was captured for a job', () => {
  const CAPTURED = ['capture-8bars', path.join('capture-8bars', 'capture.wav')];

  /** Has a captured job end, and looks into the output folder from then on. */
  const withEnded = (
    end: 'cancelled' | 'error' | 'cancelled by a stop',
    use: (files: () => Promise<string[]>, output: string) => Promise<void>,
  ) =>
    withTemporaryFolder((output) =>
      withOscServer(
        async ({ udp, engine }) => {
          const files = async () => (await readdir(output, { recursive: true })).sort();
          const probe = await udp();
          probe.send(request('separate', 'a', 'capture:8bars'));
          await answers(probe, 2);
          assert.deepEqual(await files(), CAPTURED);
          if (end === 'cancelled by a stop') engine.state = { ...engine.state, state: 'closing' };
          if (end === 'error')
            engine.tell('job-1', { kind: 'error', code: 'internal', message: '' });
          else engine.tell('job-1', { kind: 'cancelled' });
          assert.equal((await answer(probe))[0], 'error');
          await use(files, output);
        },
        { outputFolderFor: (name) => path.join(output, name) },
      ),
    );

  it('goes when the job is cancelled', () =>
    withEnded('cancelled', async (_files, output) => {
      while ((await readdir(output)).length > 0);
    }));

  for (const end of ['error', 'cancelled by a stop'] as const) {
    it(`stays when the job ends in: ${end}`, () =>
      withEnded(end, async (files) => {
        // longer than the two calls that removing it takes
        for (let looks = 0; looks < 20; looks++) assert.deepEqual(await files(), CAPTURED);
      }));
  }
});
