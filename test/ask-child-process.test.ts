/**
 * Questions to child processes: whatever becomes of the child, there is an answer or a sentence, and no child is left.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, it } from 'mocha';
import { z } from 'zod';

import { askChildProcess, type ChildQuestion } from '../src/ask-child-process.js';
import { withTemporaryFolder } from './support/temporary-folder.js';

/** As good as for ever. */
const LONG_MS = 60_000;

/** Runs `use` with a question to a process of that code, which has written down its id before. */
function withChild(
  code: string,
  use: (question: ChildQuestion<z.ZodUnknown>, pid: () => Promise<number>) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const [module, pidFile] = [path.join(folder, 'child.mjs'), path.join(folder, 'pid')];
    const first = `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));`;
    await writeFile(module, `${first}\n${code}`);
    const question = {
      module: pathToFileURL(module),
      schema: z.unknown(),
      what: 'The part',
      timeoutMs: LONG_MS,
    };
    await use(question, async () => Number(await readFile(pidFile, 'utf8')));
  });
}

async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(10);
  }
}

describe('A question to a child process', () => {
  it('has the child’s answer, to what it was asked', () =>
    withChild('process.send({ answer: process.argv.slice(2) });', async (question) => {
      assert.deepEqual(await askChildProcess({ ...question, args: ['a', 'b'] }), ['a', 'b']);
    }));

  it('has a sentence where the child crashes', () =>
    withChild('process.abort();', async (question) => {
      await assert.rejects(askChildProcess(question), {
        code: 'package-missing',
        message: /^The part cannot be used: its process ended with (SIGABRT|exit code 134)\.$/,
      });
    }));

  it('has a sentence where the child blocks for ever, and ends it', () =>
    withChild('for (;;);', async (question, pid) => {
      // time to start, on a busy machine, too
      await assert.rejects(askChildProcess({ ...question, timeoutMs: 1500 }), {
        code: 'package-missing',
        message: 'The part cannot be used: no answer within 1.5 s.',
      });
      await untilGone(await pid());
    }));

  it('ends the child where nobody waits any more', () =>
    withChild('for (;;);', async (question, pid) => {
      const stop = new AbortController();
      const asked = askChildProcess({ ...question, signal: stop.signal });
      const over = assert.rejects(asked, /its process ended with/);
      let child: number | undefined;
      while (child === undefined) {
        child = (await pid().catch(() => 0)) || undefined;
        await sleep(10);
      }
      stop.abort();
      await over;
      await untilGone(child);
    }));
});
