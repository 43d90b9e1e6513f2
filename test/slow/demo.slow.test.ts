/**
 * The demo, as the README's first command runs it: a daemon of its own, OSC over the network, and a table of what came out.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { filesBelow } from '../support/files-below.js';
import { withProcess } from '../support/process-output.js';
import { repositoryPath } from '../support/repository.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const DEMO = repositoryPath('dist', 'src', 'demo.js');
/** A setting of the user's own daemon, which would shut the demo out if the demo's daemon took it. */
const ENVIRONMENT = { ...process.env, STEMWRIGHT_OSC_TOKEN: 'a token the demo does not know' };

/** Somebody at a terminal who does what the last line says. */
const PRESSES_ENTER = `
import os, pty, sys
seen = b''
def read(terminal):
    global seen
    data = os.read(terminal, 1024)
    seen += data
    if b'Press Enter' in seen:
        os.write(terminal, b'\\n')
        seen = b''
    return data
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:], read)))
`;

describe('The demo', () => {
  it('shows replies as they come, then scores of all stems, the sum error, the speed, the files, and what next', () =>
    withTemporaryFolder((folder) =>
      withProcess(
        process.execPath,
        [DEMO],
        async (demo) => {
          assert.equal(await demo.ended(), 0, demo.output());
          const output = demo.output();
          assert.match(output, /The daemon listens at 127\.0\.0\.1:\d+/);
          const told = [...output.matchAll(/^<- \/stemwright\/(\w+) demo/gm)].map(
            ([, name]) => name,
          );
          assert.deepEqual(
            told.filter((name, at) => name !== told[at - 1]),
            ['ack', 'queued', 'growing', 'chunk', 'done'],
          );
          for (const stem of ['Bass', 'Drums', 'Guitar', 'Piano', 'mean']) {
            const [, gainDb] = new RegExp(`^${stem} +(-?[\\d.]+) dB$`, 'm').exec(output)!;
            assert.ok(Number(gainDb) > 1, `${stem}: ${gainDb!} dB`);
          }
          const [, sumErrorDbfs] = /sum to the recording within (-\d+) dBFS/.exec(output)!;
          assert.ok(Number(sumErrorDbfs) < -90, output);
          assert.match(output, /real-time factor \d+\.\d\d/);
          const [, files] = /^Files: (.+)$/m.exec(output)!;
          const stems = ['bass.wav', 'drums.wav', 'guitar.wav', 'piano.wav'];
          assert.deepEqual((await readdir(files!)).sort(), [...stems, 'stems.json']);
          for (const next of ['your own file', 'your DAW', 'the docs']) {
            assert.match(output, new RegExp(`^(Next:)? +${next} `, 'm'));
          }
        },
        folder,
        ENVIRONMENT,
      ),
    ));

  it('on a terminal keeps its daemon until Enter, and says where the page has the stems', () =>
    withTemporaryFolder((folder) =>
      withProcess(
        'python3',
        ['-c', PRESSES_ENTER, process.execPath, DEMO],
        async (demo) => {
          assert.equal(await demo.ended(), 0, demo.output());
          assert.match(demo.output(), /The page has these stems: http:\/\/127\.0\.0\.1:\d+/);
        },
        folder,
        ENVIRONMENT,
      ),
    ));

  it('cleans up with its daemon when a terminal interrupts both, twice, and ends with 130', () =>
    withTemporaryFolder(async (folder) => {
      await mkdir(path.join(folder, 'temporary'));
      const demo = spawn(process.execPath, [DEMO], {
        cwd: folder,
        detached: true,
        env: { ...ENVIRONMENT, TMPDIR: path.join(folder, 'temporary') },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let stderr = '';
      demo.stderr.setEncoding('utf8').on('data', (text: string) => {
        const wasAtWork = stderr.includes('growing');
        stderr += text;
        if (wasAtWork || !stderr.includes('growing')) return;
        for (const signal of ['SIGINT', 'SIGINT'] as const) process.kill(-demo.pid!, signal);
      });
      const [exitCode] = (await once(demo, 'close')) as [number | null];
      assert.equal(exitCode, 130, stderr);
      assert.doesNotMatch(stderr, /terminate called/);
      // onnxruntime may put files of its own where temporary ones go
      const left = await filesBelow(folder);
      assert.deepEqual(
        left.filter((name) => !name.startsWith('temporary')),
        [],
      );
      const temporary = await readdir(path.join(folder, 'temporary'));
      assert.deepEqual(
        temporary.filter((name) => name.startsWith('stemwright')),
        [],
      );
    }));
});
