/**
 * What has a result made again, as the daemon’s API takes it: the job is the one that its origin tells, with what is wanted otherwise.
 */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import type { JobCommand } from '../../src/jobs/job-command.js';
import type { Origin, StemSound } from '../../src/page/source/read-results.js';
import { repeatRequest } from '../../src/page/source/repeat-request.js';
import { withPageServer, type PageUnderTest } from '../support/page-under-test.js';

const BASS: StemSound = {
  stem: 'bass',
  path: '/stems/bass.wav',
  address: '/api/results/song/bass',
  rateHz: 44_100,
  channels: 2,
  encoding: 'float32',
  frames: 1,
  startByte: 94,
};

const ORIGIN: Origin = {
  task: 'separate',
  inputs: [],
  from: null,
  to: null,
  continuedSeconds: null,
  seconds: 12.5,
  seed: 0,
  model: 'tiny',
  separator: null,
};

/** Asks as the page does. @returns what the engine is told */
async function repeated(
  { client, engine }: PageUnderTest,
  origin: Partial<Origin>,
): Promise<JobCommand> {
  const told = { origin: { ...ORIGIN, ...origin }, stems: [BASS] };
  const { address, values } = repeatRequest(told, { preset: 'draft', seed: 7 });
  const id = `again-${engine.submitted.length}`;
  await client.ask(address, id, ...values);
  const answer = await client.reply(
    (reply) => reply.id === id && ['ack', 'error'].includes(reply.key),
  );
  assert.equal(answer.key, 'ack', JSON.stringify(answer));
  const { command } = engine.submitted.at(-1)!;
  const { preset, seed } = command.sampling;
  assert.deepEqual([preset, seed], ['draft', 7]);
  return command;
}

describe('A result that is made again', () => {
  it('is the same job, of any task, with another preset and seed', () =>
    withPageServer(async (test) => {
      await mkdir(test.inboxFolder, { recursive: true });
      const [song, drums, piano] = ['song.wav', 'drums.wav', 'piano.wav'].map((name) =>
        path.join(test.inboxFolder, name),
      ) as [string, string, string];
      for (const file of [song, drums, piano]) await writeFile(file, 'sound');
      const known = [`drums=${drums}`, `piano=${piano}`];
      const files = [
        { stem: 'drums', path: drums },
        { stem: 'piano', path: piano },
      ];

      const separated = await repeated(test, { inputs: [song], from: 1, to: 2.5 });
      assert.ok(separated.kind === 'separate');
      assert.deepEqual([separated.input, separated.from, separated.to], [song, 1, 2.5]);

      const imputed = await repeated(test, { task: 'impute', inputs: known });
      assert.ok(imputed.kind === 'impute');
      assert.deepEqual(imputed.known, { kind: 'files', files });
      assert.deepEqual(imputed.generate, ['bass']);

      const separator = 'tiny';
      const fromMixture = await repeated(test, { task: 'impute', inputs: [song], separator });
      assert.ok(fromMixture.kind === 'impute' && fromMixture.known.kind === 'mixture');
      assert.equal(fromMixture.known.path, song);
      assert.equal(fromMixture.known.separator?.name, separator);

      const continued = await repeated(test, {
        task: 'continue',
        inputs: known,
        continuedSeconds: 8,
      });
      assert.ok(continued.kind === 'continue');
      assert.deepEqual(continued.known, { kind: 'files', files });
      assert.equal(continued.seconds, 8);

      const generated = await repeated(test, { task: 'generate' });
      assert.ok(generated.kind === 'generate');
      assert.equal(generated.seconds, 12.5);
    }));
});
