/**
 * Lines for a pipe whose reader stands still: real pipes, of which nothing waits.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { LogOutput } from '../src/log-output.js';
import { repositoryPath } from './support/repository.js';
import { withTemporaryFolder } from './support/temporary-folder.js';

/** more than a pipe holds, 65,536 bytes on Linux */
const MOST_BYTES = 100_000;
const LINE_BYTES = 100;

interface FullPipe {
  readonly output: LogOutput;
  /** All that is in the pipe now. */
  readonly read: () => string;
}

function withPipe(use: (pipe: FullPipe) => void | Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'pipe');
    assert.equal(spawnSync('mkfifo', [file]).status, 0);
    const { O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
    const reader = openSync(file, O_RDONLY | O_NONBLOCK);
    const descriptor = openSync(file, O_WRONLY | O_NONBLOCK);
    const output = new LogOutput({
      descriptor,
      mostBytes: MOST_BYTES,
      lossLine: (lines) => `lost ${lines}\n`,
    });
    const read = (): string => {
      const parts: Buffer[] = [];
      const buffer = Buffer.alloc(1 << 16);
      for (;;) {
        let bytes = 0;
        try {
          bytes = readSync(reader, buffer);
        } catch {
          // nothing more in it
        }
        if (bytes === 0) return Buffer.concat(parts).toString();
        parts.push(Buffer.from(buffer.subarray(0, bytes)));
      }
    };
    try {
      await use({ output, read });
    } finally {
      closeSync(descriptor);
      closeSync(reader);
    }
  });
}

function numbered(index: number): string {
  return `${String(index).padStart(LINE_BYTES - 1, '0')}\n`;
}

/** more than the pipe takes, less than twice as much */
const COUNT = 1200;
const ALL = Array.from({ length: COUNT }, (_, index) => numbered(index)).join('');

describe('A log whose reader stands still', () => {
  it('keeps so many bytes, and counts each line that is more', () =>
    withPipe(({ output, read }) => {
      const count = 4000;
      for (let index = 0; index < count; index++) output.write(numbered(index));
      let all = '';
      // each time the pipe is emptied, the next line fills it with what waits
      for (let index = count; index < count + 20; index++) {
        all += read();
        output.write(numbered(index));
      }
      const lines = (all + read()).trimEnd().split('\n');
      const at = lines.findIndex((line) => line.startsWith('lost'));
      const lost = Number(lines[at]!.split(' ')[1]);
      assert.deepEqual(
        lines.slice(0, at).map(Number),
        Array.from({ length: at }, (_, index) => index),
      );
      // those in the pipe, and as many as may wait, are there
      assert.ok(at * LINE_BYTES >= MOST_BYTES, `${at} lines`);
      assert.equal(Number(lines[at + 1]), at + lost);
      assert.equal(Number(lines.at(-1)), count + 19);
      assert.equal(lines.length, count + 20 - lost + 1);
    }));

  it('gives out what waits as soon as it is read again, without another line', () =>
    withPipe(async ({ output, read }) => {
      for (let index = 0; index < COUNT; index++) output.write(numbered(index));
      let all = read();
      while (all.length < COUNT * LINE_BYTES) {
        await sleep(20);
        all += read();
      }
      assert.equal(all, ALL);
    }));

  it('gives out what waits when the process ends', () =>
    withPipe(({ output, read }) => {
      for (let index = 0; index < COUNT; index++) output.write(numbered(index));
      const first = read();
      output.end();
      assert.equal(first + read(), ALL);
    }));

  it('stops nothing on a terminal either', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'said');
      const program =
        `import { writeFileSync } from 'node:fs'; import { createLog } from '${repositoryPath('dist/src/log.js')}';` +
        `const log = await createLog('info'); for (let i = 0; i < 3000; i++) log.info({}, 'a line'); writeFileSync('${file}', '');`;
      const node = `"${process.execPath}" --input-type=module -e "${program}"`;
      // whose output nobody reads, so that it reads none of its terminal's
      const terminal = spawn('script', ['-qec', node, '/dev/null'], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      try {
        while (!existsSync(file) && terminal.exitCode === null) await sleep(50);
        assert.ok(existsSync(file));
      } finally {
        terminal.kill('SIGKILL');
        await once(terminal, 'exit');
      }
    }));
});
