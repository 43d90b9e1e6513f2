/**
 * A daemon as a user starts it, in a process of its own, on any free port, with folders of its own.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { readRuntimeFile, runtimeFilePath } from '../../src/control/osc/runtime-file.js';
import { repositoryPath } from './repository.js';
import { withTemporaryFolder } from './temporary-folder.js';

export interface RunningDaemon {
  readonly process: ChildProcess;
  readonly port: number;
  /** clients may name files in here */
  readonly mediaFolder: string;
  readonly outputFolder: string;
  /** holds the runtime file */
  readonly runtimeFolder: string;
}

export interface RunningDaemonOptions {
  readonly model?: string;
  /** more of the command line */
  readonly args?: readonly string[];
  /** flags of node itself */
  readonly nodeArgs?: readonly string[];
  /** shell command to run before, in the same shell, e.g. "ulimit -f 100" */
  readonly shellPrefix?: string;
}

const START_LIMIT_MS = 30_000;

/** Runs `use` with a daemon on the Gaussian model (or another) and ends it afterwards. */
export function withRunningDaemon<Result>(
  use: (daemon: RunningDaemon) => Promise<Result>,
  { model = 'gaussian', args = [], nodeArgs = [], shellPrefix = ':' }: RunningDaemonOptions = {},
): Promise<Result> {
  return withTemporaryFolder(async (folder) => {
    const [mediaFolder, outputFolder, runtimeFolder] = ['media', 'out', 'run'].map((name) =>
      path.join(folder, name),
    ) as [string, string, string];
    for (const each of [mediaFolder, runtimeFolder]) await mkdir(each);
    const daemon = spawn(
      'sh',
      [
        '-c',
        `${shellPrefix}; exec "$@"`,
        'sh',
        process.execPath,
        ...nodeArgs,
        repositoryPath('dist', 'src', 'main.js'),
        'serve',
        '--osc-port',
        '0',
        '--page-port',
        'none',
        '--log-level',
        'warn',
        '--model',
        model,
        '--media-roots',
        `${mediaFolder}${path.delimiter}${repositoryPath('test', 'fixtures')}`,
        '--out',
        outputFolder,
        '--state-folder',
        path.join(folder, 'state'),
        ...args,
      ],
      {
        // a limit of the prefix must not meet the file that the tests' own output may go to
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, XDG_RUNTIME_DIR: runtimeFolder },
      },
    );
    daemon.stderr.pipe(process.stderr);
    // not before its last line is here
    const closed = new Promise((resolve) => daemon.once('close', resolve));
    try {
      const port = await portOf(daemon, runtimeFolder);
      return await use({ process: daemon, port, mediaFolder, outputFolder, runtimeFolder });
    } finally {
      daemon.kill('SIGTERM');
      await closed;
    }
  });
}

async function portOf(daemon: ChildProcess, runtimeFolder: string): Promise<number> {
  const file = runtimeFilePath({ XDG_RUNTIME_DIR: runtimeFolder });
  for (let waitedMs = 0; waitedMs < START_LIMIT_MS && daemon.exitCode === null; waitedMs += 50) {
    const record = await readRuntimeFile(file);
    if (record !== undefined) return record.port;
    await sleep(50);
  }
  throw new Error(`the daemon did not start (exit code ${daemon.exitCode ?? 'none'})`);
}
