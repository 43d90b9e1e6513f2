/**
 * Broken state: journals with entries that are none, a runtime folder that is somebody else's or a file, and configurations that
 * say nothing.
 */
import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

import { runCli } from '../../../test/support/run-cli.js';
import type { Attack } from '../attack.js';
import type { WatchedOptions } from '../target.js';
import type { TargetDaemon } from '../target-daemon.js';

const run = promisify(execFile);
/** of nobody who runs this */
const FOREIGN_USER = 54_321;

export const brokenState: Attack = {
  name: 'broken-state',
  holds:
    'The daemon starts whatever lies in its state and runtime folders, and refuses a broken configuration with a sentence.',
  seconds: { short: 4, long: 15 },
  run: async ({ isShort, folder, target, tried, expect }) => {
    const start = async (what: string, options: WatchedOptions): Promise<void> => {
      tried('starts');
      await target(options).catch((error: unknown) => {
        expect(false, `${what}: ${error instanceof Error ? error.message : String(error)}`);
      });
    };
    await start('a broken journal', { prepare: breakJournal });
    await start('a file for a runtime folder', { prepare: fileForRuntime, port: await freePort() });
    if (!isShort) {
      await start('a pipe in the journal', { prepare: pipeInJournal });
      const port = await freePort();
      await start('a foreign runtime folder', { prepare: foreignRuntime, port });
    }
    for (const [what, text] of isShort ? CONFIGURATIONS.slice(-1) : CONFIGURATIONS) {
      const home = await folder();
      const file = path.join(home, '.config', 'stemwright', 'config.json');
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text());
      const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: path.join(home, '.config') };
      const { exitCode, stderr } = await runCli(['serve', '--osc-port', '0'], { env });
      tried('configurations');
      expect(exitCode === 1 || exitCode === 2, `${what} ends the command by ${String(exitCode)}`);
      expect(!/^\s+at /m.test(stderr), `${what} is answered by a stack trace`);
    }
  },
};

const DEPTH = 100_000;
const CONFIGURATIONS: readonly (readonly [string, () => string | Buffer])[] = [
  ['a configuration that is cut short', () => '{ "model": "gau'],
  ['a configuration of random bytes', () => Buffer.from([0, 255, 192, 128, 10, 1])],
  ['a configuration that is a list', () => '[]'],
  ['a deeply nested configuration', () => `{"model":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}`],
];

async function breakJournal({ stateFolder }: TargetDaemon): Promise<void> {
  const jobs = path.join(stateFolder, 'jobs');
  await mkdir(path.join(jobs, 'folder.json'), { recursive: true });
  const entry = (name: string): string => path.join(jobs, `${name}.json`);
  await symlink('/nowhere/at/all', entry('link'));
  await writeFile(entry('bytes'), Buffer.from([0, 255, 192, 128]));
  await writeFile(entry('cut'), '{"jobId":"cut","task":"sepa');
  await writeFile(entry('nested'), '['.repeat(DEPTH));
  const job = { task: 'separate', pid: 2 ** 22 - 1, startedMs: 0 };
  for (const [jobId, outputFolder] of [
    ['device', '/dev/null/out'],
    ['file', '/etc/hostname'],
    ['relative', '../../..'],
    ['nothing', ''],
  ] as const) {
    await writeFile(entry(jobId), JSON.stringify({ ...job, jobId, outputFolder }));
  }
  await writeFile(entry('unreadable'), '{}');
  await chmod(entry('unreadable'), 0);
}

async function pipeInJournal({ stateFolder }: TargetDaemon): Promise<void> {
  const jobs = path.join(stateFolder, 'jobs');
  await mkdir(jobs, { recursive: true });
  await run('mkfifo', [path.join(jobs, 'pipe.json')]);
}

async function fileForRuntime({ runtimeFolder }: TargetDaemon): Promise<void> {
  await writeFile(path.join(runtimeFolder, 'stemwright'), '');
}

/** Without root it is only open to others, which is as bad. */
async function foreignRuntime({ runtimeFolder }: TargetDaemon): Promise<void> {
  const folder = path.join(runtimeFolder, 'stemwright');
  await mkdir(folder);
  await chmod(folder, 0o777);
  if (process.getuid?.() === 0) await chown(folder, FOREIGN_USER, FOREIGN_USER);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
