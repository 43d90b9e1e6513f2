/** Captures over OSC: parts of the live input as sources of jobs, and the mark. */
import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { OperationalError } from '../../../src/operational-error.js';
import { readAudio } from '../../support/audio-files.js';
import { answer, answers, request } from '../../support/osc-dialogue.js';
import { CAPTURE_RATE_HZ } from '../../support/osc-recording-engine.js';
import { withOscServer, type OscTestServer } from '../../support/osc-test-server.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';

/** A server that lets jobs write into a folder. */
function withOutput(use: (test: OscTestServer & { output: string }) => Promise<void>) {
  return withTemporaryFolder((output) =>
    withOscServer((test) => use({ ...test, output }), {
      outputFolderFor: (name) => path.join(output, name),
    }),
  );
}

describe('OSC requests with captures', () => {
  it('separate what the live input had, from a file beside the stems to be', () =>
    withOutput(async ({ udp, engine, output }) => {
      const probe = await udp();
      probe.send(request('separate', 'a', 'capture:8bars', 'stems', 'bass'));
      assert.deepEqual(await answer(probe), ['ack', 'a', 'job-1']);
      assert.deepEqual(engine.capture.spans, [{ kind: 'bars', bars: 8 }]);
      const { command } = engine.submitted[0]!;
      const folder = path.join(output, 'capture-8bars');
      const input = path.join(folder, 'capture.wav');
      assert.ok(command.kind === 'separate');
      assert.deepEqual([command.input, command.outputFolder], [input, folder]);
      const { rows, rateHz } = await readAudio(input);
      assert.equal(rateHz, CAPTURE_RATE_HZ);
      assert.deepEqual(rows, [Float32Array.of(0)]);
    }));

  it('impute to one stem that is played, to several, and to a mixture', () =>
    withOutput(async ({ udp, engine, output }) => {
      const probe = await udp();
      const [first, more] = ['guitar=capture:12.5s', 'piano=capture:mark'];
      probe.send(request('impute', 1, first, 'bass', 'known', more));
      assert.deepEqual(
        (await answers(probe, 2)).map(([address]) => address),
        ['ack', 'queued'],
      );
      probe.send(request('impute', 2, 'capture:1bar', 'bass,drums'));
      assert.equal((await answer(probe))[0], 'ack');
      const known = engine.submitted.map(({ command }) =>
        command.kind === 'impute' ? command.known : undefined,
      );
      const folder = path.join(output, 'capture-12.5s');
      assert.deepEqual(known, [
        {
          kind: 'files',
          files: [
            { stem: 'guitar', path: path.join(folder, 'capture.wav') },
            { stem: 'piano', path: path.join(folder, 'capture-2.wav') },
          ],
        },
        { kind: 'mixture', path: path.join(output, 'capture-1bars', 'capture.wav') },
      ]);
      assert.deepEqual(engine.capture.spans, [
        { kind: 'seconds', seconds: 12.5 },
        { kind: 'mark' },
        { kind: 'bars', bars: 1 },
      ]);
    }));

  it('are answered what the capture refuses, and leave nothing of a job that is not taken', () =>
    withOutput(async ({ udp, engine, output }) => {
      const probe = await udp();
      engine.capture.refusal = new OperationalError('capture-short', 'Only 3 bars.');
      probe.send(request('separate', 'a', 'capture:8bars'));
      assert.deepEqual(await answer(probe), ['error', 'a', 'capture-short', 'Only 3 bars.']);
      engine.capture.refusal = undefined;
      engine.refusal = new OperationalError('queue-full', 'Full.');
      probe.send(request('separate', 'b', 'capture:8bars'));
      assert.deepEqual(await answer(probe), ['error', 'b', 'queue-full', 'Full.']);
      assert.deepEqual(await readdir(output), []);
      for (const none of [
        'capture:',
        'capture:8',
        'capture:0bars',
        'capture:bars',
        'capture:-1s',
      ]) {
        probe.send(request('separate', 'c', none));
        assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'c', 'bad-argument']);
      }
    }));

  it('leave none of several captures where one of them cannot be written', () =>
    withOutput(async ({ udp, output }) => {
      const folder = path.join(output, 'capture-12.5s');
      await mkdir(folder);
      await writeFile(path.join(folder, 'capture-2.wav'), 'somebody else’s');
      const probe = await udp();
      probe.send(
        request('impute', 1, 'guitar=capture:12.5s', 'bass', 'known', 'piano=capture:mark'),
      );
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 1, 'output-exists']);
      assert.deepEqual(await readdir(folder), ['capture-2.wav']);
    }));

  it('mark a moment', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('capture/mark', 'm'));
      assert.deepEqual(await answer(probe), ['done', 'm']);
      assert.equal(engine.capture.marks, 1);
    }));

  it('say how late sound is in the input', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('capture/offset', 'o', -12.5));
      assert.deepEqual(await answer(probe), ['done', 'o']);
      assert.equal(engine.capture.offsetMs, -12.5);
      probe.send(request('capture/offset', 'o', 5001));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'o', 'bad-argument']);
      assert.equal(engine.capture.offsetMs, -12.5);
    }));
});
