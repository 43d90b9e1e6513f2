/**
 * Two actions in Reaper, and no daemon: the first starts a real one, the second finds it.
 */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { readRuntimeFile } from '../../src/control/osc/runtime-file.js';
import { runWithoutDaemon, withHomeWithoutDaemon } from './home-without-daemon.js';
import type { ReaperLink } from './lua.js';

const ARGS = ['serve', '--osc-port', '0', '--page-port', 'none', '--model', 'gaussian'];

/** @param token that the daemon wants to hear, or undefined */
export function checkStartsDaemon(link: ReaperLink, token?: string): Promise<void> {
  const options = { args: ARGS, ...(token !== undefined && { token }) };
  return withHomeWithoutDaemon(options, async (home) => {
    await runWithoutDaemon('start_daemon', home, link);
    assert.equal((await readRuntimeFile(home.runtimeFile))?.needsToken, token !== undefined);
    const names = await readdir(path.dirname(home.runtimeFile));
    // the one that names the daemon that started last, and one of each daemon
    assert.equal(names.length, 2, names.join(', '));
  });
}
