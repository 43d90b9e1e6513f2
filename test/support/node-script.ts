/**
 * What Max's [node.script] does with the device's starter: runs it as a Node process of its own, in a folder without a package, with a
 * module "max-api" (docs.cycling74.com/apiref/nodeformax); arguments of "script start" are the script's. Here it says its answer to
 * standard output.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { STARTER_NAME } from '../../max-for-live/source/patcher.js';
import { readRuntimeFile, runtimeFilePath } from '../../src/control/osc/runtime-file.js';
import { repositoryPath } from './repository.js';
import { withTemporaryFolder } from './temporary-folder.js';

const MAX_API = 'exports.outlet = async (...values) => console.log(JSON.stringify(values));\n';
const POLL_MS = 50;

export interface NodeScript {
  /** of a user who has nothing else */
  readonly home: string;
  readonly startFile: string;
  readonly logFile: string;
  /** @returns what it says to Max */
  run(task: 'look' | 'start'): Promise<(string | number)[]>;
  /** Says in start.json how a daemon is started, on any free port. @param args more of its command line */
  setUp(args?: readonly string[], tokenFile?: string): Promise<void>;
  log(): Promise<string>;
  /** the process of the daemon that runs */
  daemonPid(): Promise<number | undefined>;
}

/** Runs `use`; ends the daemon that was started meanwhile. */
export function withNodeScript(use: (script: NodeScript) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (home) => {
    const runtimeFolder = path.join(home, 'run');
    const scriptFile = path.join(home, 'max', STARTER_NAME);
    const startFile = path.join(home, '.config', 'stemwright', 'start.json');
    const logFile = path.join(home, 'logs', 'daemon.log');
    const runtimeFile = runtimeFilePath({ XDG_RUNTIME_DIR: await made(runtimeFolder) });
    const api = await made(path.join(home, 'max', 'node_modules', 'max-api'));
    await writeFile(path.join(api, 'index.js'), MAX_API);
    const source = repositoryPath('max-for-live', 'source', 'node-script', STARTER_NAME);
    await copyFile(source, scriptFile);
    const daemonPid = async () => (await readRuntimeFile(runtimeFile))?.pid;
    try {
      await use({
        home,
        startFile,
        logFile,
        daemonPid,
        run: async (task) => {
          const env = { ...process.env, HOME: home, XDG_RUNTIME_DIR: runtimeFolder };
          const ran = await promisify(execFile)(process.execPath, [scriptFile, task], { env });
          return JSON.parse(ran.stdout) as (string | number)[];
        },
        setUp: async (args = [], tokenFile) => {
          await made(path.dirname(startFile));
          const record = {
            node: process.execPath,
            program: repositoryPath('dist', 'src', 'main.js'),
            arguments: [...daemonArguments(home), ...args],
            tokenFile: tokenFile ?? null,
            runtimeFile,
            logFile,
          };
          await writeFile(startFile, JSON.stringify(record));
        },
        log: () => readFile(logFile, 'utf8'),
      });
    } finally {
      const pid = await daemonPid();
      if (pid !== undefined) {
        process.kill(pid, 'SIGTERM');
        while ((await daemonPid()) === pid) await new Promise((done) => setTimeout(done, POLL_MS));
      }
    }
  });
}

function daemonArguments(home: string): string[] {
  const folder = (name: string) => path.join(home, name);
  return [
    ...['serve', '--osc-port', '0', '--page-port', 'none', '--model', 'gaussian'],
    ...['--media-roots', home, '--out', folder('out'), '--state-folder', folder('state')],
  ];
}

async function made(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return folder;
}
