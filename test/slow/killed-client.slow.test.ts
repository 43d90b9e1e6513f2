/**
 * Clients are processes that die: two of them at once, `stemwright send --wait` and Pure Data, with liblo's oscdump watching
 * what the daemon tells of both their jobs.
 */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { withSubscribedOscdump } from '../support/liblo.js';
import { withProcess } from '../support/process-output.js';
import { pdReplies, pdSymbol, withPureData } from '../support/pure-data.js';
import { repositoryPath } from '../support/repository.js';
import { withRunningDaemon } from '../support/running-daemon.js';
import { wavFrames } from '../support/wav-frames.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
/** of the recording: 12 s at 44.1 kHz */
const FRAMES = 529_200;
const RESULT = ['bass.wav', 'drums.wav', 'guitar.wav', 'piano.wav', 'stems.json'];
/** so many that a job is far from done when its first chunk is on disk */
const STEPS = '30';

/** The lines of oscdump that end a job: its id and how. */
function endsOfJobs(heard: string): string[] {
  const ends = heard.matchAll(/\/stemwright\/(done|error) s\w+ "(job-\w+)"/g);
  return [...ends].map(([, how, jobId]) => `${jobId} ${how}`);
}

describe('Two clients at once, one of them killed with SIGKILL in the middle of its job', () => {
  it('get a whole result each: the dead one’s job goes on to its end, the other’s waits its turn and is done', () =>
    withRunningDaemon(({ port, outputFolder }) =>
      withSubscribedOscdump(port, async (oscdump) => {
        const send = [repositoryPath('dist', 'src', 'main.js'), 'send', '--wait'];
        send.push('--host', '127.0.0.1', '--port', String(port));
        send.push('/stemwright/separate', 'doomed', RECORDING, 'steps', STEPS);
        await withProcess(process.execPath, send, async (doomed) => {
          await doomed.says('/stemwright/chunk doomed 0 0');
          const messages = [`daemon-port ${port}`];
          messages.push(`separate list other ${pdSymbol(RECORDING)} steps 1`);
          await withPureData(messages, async (other) => {
            await other.says('queued other 1');
            assert.deepEqual(endsOfJobs(oscdump.output()), [], 'nothing is left to be killed in');
            doomed.child.kill('SIGKILL');
            assert.equal(await doomed.ended(), null);

            assert.equal(await other.ended(), 0, other.output());
            const told = pdReplies(other.output()).map((reply) => reply.split(' '));
            assert.deepEqual([...new Set(told.map(([, id]) => id))], ['other']);
            assert.deepEqual(
              told.flatMap(([name, , place]) => (name === 'queued' ? [place] : [])),
              ['1', '0'],
            );
            assert.equal(told.at(-1)![0], 'done');
          });
        });
        // what a heartbeat follows has all been told
        await oscdump.says('/stemwright/heartbeat', oscdump.output().length);
        const heard = oscdump.output();
        const jobIds = ['doomed', 'other'].map(
          (id) => new RegExp(`/stemwright/ack sss "(job-\\w+)" .*"${id}"`).exec(heard)![1]!,
        );
        assert.deepEqual(
          endsOfJobs(heard),
          jobIds.map((jobId) => `${jobId} done`),
        );
        const results = await readdir(outputFolder);
        assert.equal(results.length, 2);
        for (const result of results) {
          const files = await readdir(path.join(outputFolder, result));
          assert.deepEqual(files.sort(), RESULT);
          for (const stem of files.filter((file) => file.endsWith('.wav'))) {
            assert.equal(wavFrames(path.join(outputFolder, result, stem)), FRAMES);
          }
        }
      }),
    ));
});
