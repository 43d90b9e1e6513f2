/**
 * The process that holds the MIDI package, asked over its real channel: a terminal's signals reach it as they reach the daemon.
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';

import { describe, it } from 'mocha';

import { ENDING_SIGNALS } from '../../../src/ending-signals.js';
import { repositoryPath } from '../../support/repository.js';

const HOST = repositoryPath('dist', 'src', 'control', 'midi', 'midi-host-process.js');

describe('The MIDI host process', () => {
  it('leaves signals to the daemon, and ends when the daemon is gone', async () => {
    const host = fork(HOST, {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: ['--expose-gc'],
      serialization: 'advanced',
    });
    const ended = once(host, 'exit');
    // answered with a problem where there is no sequencer: it is there all the same
    const ask = async (request: number): Promise<number> => {
      const answer = once(host, 'message') as Promise<[{ request: number }]>;
      host.send({ kind: 'ports', request });
      return (await answer)[0].request;
    };
    assert.equal(await ask(1), 1);
    for (const signal of ENDING_SIGNALS) {
      host.kill(signal);
      assert.equal(await ask(2), 2);
    }
    host.disconnect();
    assert.deepEqual(await ended, [0, null]);
  });
});
