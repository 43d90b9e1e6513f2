/**
 * A home folder as `stemwright setup` leaves it, where no daemon runs: a start file, and the runtime file of a daemon that was
 * killed. What scripts in Reaper start from it is ended afterwards.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { readRuntimeFile, runtimeFilePath } from '../../src/control/osc/runtime-file.js';
import { runScenario, type ReaperLink } from './lua.js';
import { repositoryPath } from './repository.js';
import { withTemporaryFolder } from './temporary-folder.js';

const POLL_MS = 50;
/** the last line of a daemon's log */
const STOPPED = '"msg":"stopped"';

export interface HomeWithoutDaemon {
  readonly folder: string;
  readonly logFile: string;
  readonly runtimeFile: string;
  /** XDG_RUNTIME_DIR */
  readonly runtimeFolder: string;
}

interface HomeOptions {
  /** otherwise Stemwright */
  readonly program?: string;
  readonly args: readonly string[];
  /** in a file that the start file names */
  readonly token?: string;
}

/** Runs `use` with such a home, whose start file names a program and arguments. */
export function withHomeWithoutDaemon<Result>(
  { program, args, token }: HomeOptions,
  use: (home: HomeWithoutDaemon) => Promise<Result>,
): Promise<Result> {
  return withTemporaryFolder(async (folder) => {
    const runtimeFolder = path.join(folder, 'run');
    const logFile = path.join(folder, 'it’s the log');
    const settings = path.join(folder, '.config', 'stemwright');
    await mkdir(runtimeFolder);
    const runtimeFile = runtimeFilePath({ XDG_RUNTIME_DIR: runtimeFolder });
    for (const each of [settings, path.dirname(runtimeFile)]) {
      await mkdir(each, { recursive: true, mode: 0o700 });
    }
    const { pid } = spawnSync('true');
    const killed = { pid, host: '127.0.0.1', port: 1, version: '0.0.0', needsToken: false };
    await writeFile(runtimeFile, JSON.stringify(killed));
    const tokenFile = path.join(folder, 'token');
    if (token !== undefined) await writeFile(tokenFile, `${token}\n`, { mode: 0o600 });
    const start = {
      node: process.execPath,
      program: program ?? repositoryPath('dist', 'src', 'main.js'),
      arguments: args,
      tokenFile: token === undefined ? null : tokenFile,
      runtimeFile,
      logFile,
    };
    await writeFile(path.join(settings, 'start.json'), JSON.stringify(start));
    const home = { folder, logFile, runtimeFile, runtimeFolder };
    try {
      return await use(home);
    } finally {
      await endDaemon(home, killed.pid);
    }
  });
}

/** Runs a scenario as a program that the desktop has started: without Node on the path, nor a command "stemwright". */
export function runWithoutDaemon(
  scenario: string,
  { folder, logFile, runtimeFolder }: HomeWithoutDaemon,
  link: ReaperLink,
): Promise<void> {
  return runScenario(scenario, {
    daemon: { runtimeFolder },
    mediaFolder: folder,
    link,
    env: { PATH: '/usr/bin:/bin', STAND_IN_COMMAND: undefined, STAND_IN_LOG: logFile },
  });
}

/**
 * Until its log says so: whose process has started it has ended, and its own stays in the system's list until somebody asks for it.
 * @param killedPid no daemon's, and perhaps somebody else's by now
 */
async function endDaemon(home: HomeWithoutDaemon, killedPid: number): Promise<void> {
  const record = await readRuntimeFile(home.runtimeFile);
  if (record === undefined || record.pid === killedPid) return;
  process.kill(record.pid, 'SIGTERM');
  while (!(await readFile(home.logFile, 'utf8')).includes(STOPPED)) await sleep(POLL_MS);
}
