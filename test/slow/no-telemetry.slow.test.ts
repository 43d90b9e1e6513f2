/**
 * Stemwright never sends anything: a daemon that plays live and does a job, every system call of it that names an address
 * traced by strace, in a home folder that must stay empty.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { createFreshHome } from '../support/fresh-home.js';
import { withProcess } from '../support/process-output.js';
import { repositoryPath } from '../support/repository.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const MAIN = repositoryPath('dist', 'src', 'main.js');
const MIXTURE = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
/** onnxruntime with telemetry looks up its host 39 s after it has been loaded, measured; half as long again */
const LIVE_MS = 60_000;

/** System calls that name an address of the internet; on this machine is not away from it. */
function addressesIn(trace: string): { readonly away: string[]; readonly here: string[] } {
  const named = trace.split('\n').filter((line) => line.includes('sa_family=AF_INET'));
  const isHere = (line: string): boolean =>
    /inet_addr\("(127\.|0\.0\.0\.0")|inet_pton\(AF_INET6, "(::1?|::ffff:127\.[\d.]+)"/.test(line);
  return {
    away: named.filter((line) => !isHere(line)),
    here: named.filter(isHere),
  };
}

/** Ends the daemon that has said so much; strace goes with it. */
function terminate(output: string): void {
  const { pid } = /"pid":(?<pid>\d+)/.exec(output)!.groups!;
  process.kill(Number(pid), 'SIGTERM');
}

describe('A daemon that plays live and does a job', () => {
  it('names no address but this machine’s to the system, and leaves the home folder empty', () =>
    withTemporaryFolder(async (folder) => {
      const { home, env } = await createFreshHome(folder);
      const traceFile = path.join(folder, 'trace');
      // in the kernel's filter, so that other calls cost nothing
      const trace = ['-f', '--seccomp-bpf', '-e', 'trace=%network', '-o', traceFile];
      const serve = [
        'serve',
        '--osc-port',
        '0',
        '--model',
        'gaussian',
        '--out',
        path.join(folder, 'out'),
        '--state-folder',
        path.join(folder, 'state'),
        '--media-roots',
        path.dirname(MIXTURE),
        '--input',
        `file:${MIXTURE}`,
        '--output',
        'none',
      ];
      await withProcess(
        'strace',
        [...trace, process.execPath, MAIN, ...serve],
        async (daemon) => {
          await daemon.says('"live":"started"');
          const job = ['send', '--wait', '/stemwright/separate', 'job', MIXTURE];
          try {
            await withProcess(
              process.execPath,
              [MAIN, ...job],
              async ({ ended, output }) => {
                assert.equal(await ended(), 0, output());
              },
              folder,
              env,
            );
            await sleep(LIVE_MS);
          } finally {
            // where strace alone is ended, the daemon goes on
            terminate(daemon.output());
            await daemon.ended();
          }
        },
        folder,
        env,
      );
      const { away, here } = addressesIn(await readFile(traceFile, 'utf8'));
      assert.deepEqual(away, []);
      // the trace holds what it is to hold: the daemon’s own port, and the client that came to it
      assert.ok(here.some((line) => line.includes('bind(')));
      assert.ok(here.length > 2, here.join('\n'));
      assert.deepEqual(await readdir(home, { recursive: true }), []);
    }));
});
