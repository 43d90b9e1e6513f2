/**
 * OSC clients that nobody here wrote, liblo's oscsend and oscdump, against a real daemon.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';

import { describe, it } from 'mocha';

import { repositoryPath } from '../support/repository.js';
import { withRunningDaemon } from '../support/running-daemon.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
const LIMIT_MS = 60_000;

/** A UDP port that is free now. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => {
        resolve(port);
      });
    });
  });
}

/** Resolves with all output so far as soon as it holds the text. */
function output(child: ChildProcess, wanted: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let all = '';
    const limit = setTimeout(() => {
      reject(new Error(`no "${wanted}" within ${LIMIT_MS} ms in:\n${all}`));
    }, LIMIT_MS);
    const read = (bytes: Buffer): void => {
      all += bytes.toString('utf8');
      if (!all.includes(wanted)) return;
      clearTimeout(limit);
      resolve(all);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
  });
}

function oscsend(port: number, address: string, types: string, ...args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    spawn('oscsend', ['127.0.0.1', String(port), address, types, ...args])
      .once('error', reject)
      .once('exit', (code) => {
        if (code === 0) resolve();
        else reject(new Error(`oscsend ended with ${code ?? 'a signal'}`));
      });
  });
}

describe('OSC clients nobody here wrote', () => {
  it('liblo: oscsend starts a job, and oscdump hears all of it', () =>
    withRunningDaemon(async ({ port }) => {
      const dumpPort = await freePort();
      const dump = spawn('oscdump', ['-L', String(dumpPort)]);
      try {
        const heartbeat = output(dump, '/stemwright/heartbeat');
        await oscsend(port, '/stemwright/subscribe', 'sii', 'watcher', String(dumpPort), '60');
        await heartbeat;
        const ended = output(dump, '/stemwright/done');
        await oscsend(port, '/stemwright/separate', 'sssi', 'take-1', RECORDING, 'steps', '1');
        const heard = await output(dump, '/stemwright/done').then(() => ended);
        for (const address of ['ack', 'progress', 'chunk', 'stem']) {
          assert.ok(heard.includes(`/stemwright/${address} `), `${address} in:\n${heard}`);
        }
        for (const stem of ['bass', 'drums', 'guitar', 'piano']) {
          assert.match(heard, new RegExp(`/stemwright/stem ss+ .*"${stem}" ".*/${stem}\\.wav"`));
        }
      } finally {
        dump.kill();
      }
    }));
});
