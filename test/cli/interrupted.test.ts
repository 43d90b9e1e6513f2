/**
 * Interrupted at work: Ctrl-C twice, timeout(1), a closed window. How the released model takes it, at more moments, is in
 * test/slow/interrupted.
 */
import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { filesBelow } from '../support/files-below.js';
import {
  assertCleanEnd,
  assertInterruptible,
  interrupted,
  WAYS_TO_INTERRUPT,
} from '../support/interrupted-command.js';
import { writeLongWav } from '../support/long-wav.js';
import { withProcess } from '../support/process-output.js';
import { repositoryPath } from '../support/repository.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const MAIN = repositoryPath('dist', 'src', 'main.js');
const FREEZE_WORKERS = new URL('../support/freeze-workers.js', import.meta.url).href;

describe('A separation that is interrupted', () => {
  for (const [way, act] of WAYS_TO_INTERRUPT) {
    it(`by ${way} leaves no file and ends with 130`, () =>
      assertInterruptible('gaussian', 100, act));
  }

  it('while the network cannot be stopped, has no file left, and ends by SIGINT, 130 to a shell', () =>
    withTemporaryFolder(async (folder) => {
      const input = path.join(folder, 'long.wav');
      await writeLongWav(input, 22_050, 240);
      const out = path.join(folder, 'out');
      let left: readonly string[] | undefined;
      const { exitCode, signal, stderr } = await interrupted({
        args: ['separate', input, '--out', out, '--log-level', 'info', '--model', 'gaussian'],
        nodeArgs: ['--import', `${FREEZE_WORKERS}?ms=60000`],
        at: 'separating',
        act: async (child) => {
          child.kill('SIGUSR2');
          await sleep(300);
          child.kill('SIGTERM');
          await sleep(1000);
          assert.equal(child.exitCode ?? child.signalCode, null);
          left = await filesBelow(folder);
        },
      });
      assert.deepEqual([exitCode, signal], [null, 'SIGINT'], stderr);
      assert.deepEqual(left, ['long.wav']);
      assert.doesNotMatch(stderr, /terminate called/);
    }));

  it('by the end of its terminal, to which nothing can be written any more, leaves no file', () =>
    withTemporaryFolder(async (folder) => {
      const input = path.join(folder, 'long.wav');
      await writeLongWav(input, 22_050, 240);
      // a terminal that goes away when the session leader's master side is closed; Python has the only one at hand
      const terminal = path.join(folder, 'terminal.py');
      await writeFile(terminal, TERMINAL);
      const out = path.join(folder, 'out');
      const args = ['separate', input, '--out', out, '--log-level', 'info', '--model', 'gaussian'];
      await withProcess('python3', [terminal, process.execPath, MAIN, ...args], async (closed) => {
        assert.equal(await closed.ended(), 0, closed.output());
        // by SIGINT, 130 to a shell
        assert.match(closed.output(), /^ended with -2$/m);
      });
      assert.deepEqual((await filesBelow(folder)).sort(), ['long.wav', 'terminal.py']);
    }));
});

/** Runs its arguments in a terminal of its own, closes it once they are at work, and tells their exit code. */
const TERMINAL = `
import os, pty, sys
pid, master = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
told = b''
while b'separating' not in told:
    told += os.read(master, 1000)
os.close(master)
_, status = os.waitpid(pid, 0)
print('ended with', os.waitstatus_to_exitcode(status))
`;

describe('Other commands that are interrupted', () => {
  it('import of a checkpoint ends its Python, however it takes signals, and leaves nothing', () =>
    withTemporaryFolder(async (home) => {
      const checkpoint = path.join(home, 'published.ckpt');
      await writeFile(checkpoint, 'never opened');
      // stands for a Python with PyTorch: goes on writing into --out, deaf to signals
      const python = path.join(home, 'python');
      await writeFile(
        python,
        [
          '#!/bin/sh',
          "trap '' INT TERM HUP",
          'if [ "$1" = -c ]; then exit 0; fi',
          'for folder; do :; done',
          `echo $$ > '${home}/pid'`,
          'while :; do echo x >> "$folder/model.onnx"; done',
        ].join('\n'),
      );
      await chmod(python, 0o755);
      const ended = await interrupted({
        args: ['models', 'import', checkpoint],
        env: { HOME: home, STEMWRIGHT_PYTHON: python },
        at: 'reading the checkpoint',
        act: async (child, toGroup) => {
          await sleep(300);
          child.kill('SIGTERM');
          toGroup('SIGTERM');
        },
      });
      assertCleanEnd(ended);
      assert.deepEqual(await readdir(path.join(home, '.stemwright', 'models')), []);
    }));

  it('evaluate keeps what is done and ends with 130', () =>
    withTemporaryFolder(async (folder) => {
      for (const track of ['one', 'two']) {
        await mkdir(path.join(folder, 'data', track), { recursive: true });
        for (const stem of ['bass', 'drums', 'guitar', 'piano']) {
          await writeLongWav(path.join(folder, 'data', track, `${stem}.wav`), 22_050, 20);
        }
      }
      const ended = await interrupted({
        args: ['evaluate', path.join(folder, 'data'), '--model', 'band-v5', '--steps', '100'],
        at: 'one (1 of 2)',
        act: async (child, toGroup) => {
          await sleep(500);
          child.kill('SIGTERM');
          toGroup('SIGTERM');
        },
      });
      assertCleanEnd(ended);
    }));
});
