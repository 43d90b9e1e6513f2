/**
 * start.json: what serve and install leave for programs that start the daemon themselves, and that starting by it ends in one daemon,
 * which is found by its runtime file.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { answeringDaemon } from '../../src/control/osc/answering-daemon.js';
import { runtimeFilePath } from '../../src/control/osc/runtime-file.js';
import type { StartRecord } from '../../src/installation/start-schema.js';
import { createFreshHome, type FreshHome } from '../support/fresh-home.js';
import { repositoryPath } from '../support/repository.js';
import { runCli } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const LIMIT_MS = 30_000;
const MAIN = repositoryPath('dist', 'src', 'main.js');
const TOKEN = 'correct horse battery';

interface Home extends FreshHome {
  readonly startFile: string;
  readonly runtimeFile: string;
}

/** A home whose config file has what every test's daemon needs. */
function withHome(use: (home: Home) => Promise<void>, oscPort = 0): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const fresh = await createFreshHome(folder);
    const config = path.join(fresh.home, '.config', 'stemwright');
    await mkdir(config, { recursive: true });
    const settings = { model: 'gaussian', oscPort, pagePort: 'none' };
    await writeFile(path.join(config, 'config.json'), JSON.stringify(settings));
    const startFile = path.join(config, 'start.json');
    await use({ ...fresh, startFile, runtimeFile: runtimeFilePath(fresh.env) });
  });
}

/** Runs a daemon until it is ready, and ends it. */
async function serveOnce(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { exitCode, stderr } = await runCli(['serve', ...args], {
    env,
    // what is to be written is written before it ends
    when: { stderrHas: '"ready"', act: (child) => child.kill('SIGTERM') },
  });
  assert.equal(exitCode, 0, stderr);
  return stderr;
}

async function readStart(file: string): Promise<StartRecord> {
  return JSON.parse(await readFile(file, 'utf8')) as StartRecord;
}

async function portBecomes(wanted: boolean, file: string): Promise<number | undefined> {
  for (let waitedMs = 0; waitedMs < LIMIT_MS; waitedMs += 50) {
    const found = await answeringDaemon(file);
    if ((found !== undefined) === wanted) return found?.port;
    await sleep(50);
  }
  throw new Error(`the daemon ${wanted ? 'does not answer' : 'still answers'}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** As a DAW does it: nothing but what the file says. */
function startBy(record: StartRecord, env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(record.node, [record.program, ...record.arguments], { env, stdio: 'ignore' });
}

describe('start.json', () => {
  it('is what each serve leaves: how it was started, for its user alone', () =>
    withHome(async ({ home, env, startFile, runtimeFile }) => {
      await serveOnce(['--input', 'file:none.wav', '--live-mode', 'listen', '--queue-limit', '3'], {
        ...env,
        STEMWRIGHT_SEED: '7',
      });
      assert.deepEqual(await readStart(startFile), {
        node: (await readStart(startFile)).node,
        program: MAIN,
        arguments: [
          ...['serve', '--unless-running', '--queue-limit', '3', '--seed', '7'],
          ...['--input', `file:${repositoryPath('none.wav')}`, '--live-mode', 'listen'],
        ],
        tokenFile: null,
        runtimeFile,
        logFile: path.join(home, '.stemwright', 'state', 'daemon.log'),
      });
      assert.ok(path.isAbsolute((await readStart(startFile)).node));
      assert.equal((await stat(startFile)).mode & 0o777, 0o600);
      // whoever starts it appends there
      assert.ok((await stat(path.join(home, '.stemwright', 'state'))).isDirectory());
    }));

  it('names the token file, and never holds a token', () =>
    withHome(async ({ home, env, startFile }) => {
      const tokenFile = path.join(home, 'token');
      await writeFile(tokenFile, `${TOKEN}\n`);
      await serveOnce(['--token-file', tokenFile], env);
      const record = await readStart(startFile);
      assert.equal(record.tokenFile, tokenFile);
      assert.deepEqual(record.arguments.slice(2), ['--token-file', tokenFile]);
      const before = await readFile(startFile, 'utf8');
      assert.ok(!before.includes(TOKEN));
      const said = await serveOnce([], { ...env, STEMWRIGHT_OSC_TOKEN: TOKEN });
      assert.match(said, /a token is kept only in a file/);
      assert.equal(await readFile(startFile, 'utf8'), before);
    }));

  it('is not written by a daemon with a state folder or a config file of its own', () =>
    withHome(async ({ home, env, startFile }) => {
      await serveOnce(['--state-folder', path.join(home, 'state')], env);
      const config = path.join(home, 'other.json');
      await writeFile(config, '{"model":"gaussian","oscPort":0,"pagePort":"none"}');
      await serveOnce(['--config', config], env);
      await assert.rejects(stat(startFile));
    }));

  it('is there after an install, before any daemon ran, and an install keeps how it was started last', () =>
    withHome(async ({ home, env, startFile }) => {
      const library = path.join(home, 'Library');
      await mkdir(library);
      await runCli(['install', 'live', '--folder', library], { env });
      const fresh = await readStart(startFile);
      assert.deepEqual(fresh.arguments, ['serve', '--unless-running']);
      await writeFile(
        startFile,
        JSON.stringify({
          ...fresh,
          node: '/gone/node',
          arguments: [...fresh.arguments, '--seed', '4'],
        }),
      );
      await runCli(['install', 'live', '--folder', library], { env });
      assert.deepEqual(await readStart(startFile), {
        ...fresh,
        arguments: ['serve', '--unless-running', '--seed', '4'],
      });
    }));
});

describe('A daemon that is started by start.json', () => {
  it('answers, is found by its runtime file, and is the only one, however many start it', async () => {
    await withHome(
      async ({ home, env, startFile, runtimeFile }) => {
        const library = path.join(home, 'Library');
        await mkdir(library);
        await runCli(['install', 'live', '--folder', library], { env });
        const record = await readStart(startFile);
        assert.equal(record.runtimeFile, runtimeFile);
        // both at once, as from two DAWs
        const both = [startBy(record, env), startBy(record, env)];
        const ends = both.map((child) =>
          once(child, 'exit').then(([code]) => code as number | null),
        );
        try {
          await portBecomes(true, record.runtimeFile);
          const first = await Promise.race(ends);
          assert.equal(first, 0);
          const late = startBy(record, env);
          const [code] = (await once(late, 'exit')) as [number | null];
          assert.equal(code, 0);
          const running = both.filter(({ exitCode }) => exitCode === null);
          assert.equal(running.length, 1);
          const found = await answeringDaemon(record.runtimeFile);
          assert.equal(found?.pid, running[0]!.pid);
          const { stdout } = await runCli(['uninstall'], { env });
          const { pid } = found!;
          assert.match(stdout, new RegExp(`still runs, as process ${pid}: "kill ${pid}" ends it`));
        } finally {
          for (const child of both) child.kill('SIGTERM');
          assert.deepEqual(await Promise.all(ends), [0, 0]);
        }
        await portBecomes(false, record.runtimeFile);
      },
      await freePort(),
    );
  });

  it('is told by setup, with what ends it, where it is of an earlier version', () =>
    withHome(async ({ env, runtimeFile }) => {
      const setUp = () => runCli(['setup', '--daw', 'none', '--no-service'], { env });
      const child = spawn(process.execPath, [MAIN, 'serve'], { env, stdio: 'ignore' });
      try {
        await portBecomes(true, runtimeFile);
        assert.doesNotMatch((await setUp()).stderr, /The daemon that runs/);
        const said = await readFile(runtimeFile, 'utf8');
        await writeFile(runtimeFile, said.replace(/"version":"[^"]*"/, '"version":"0.0.9"'));
        const { exitCode, stderr } = await setUp();
        assert.equal(exitCode, 0, stderr);
        const ends = new RegExp(
          `The daemon that runs is Stemwright 0\\.0\\.9, .*"kill ${child.pid}"`,
        );
        assert.match(stderr, ends);
      } finally {
        const end = once(child, 'exit');
        child.kill('SIGTERM');
        await end;
      }
    }));

  it('starts where a runtime file is left of one that was killed', () =>
    withHome(async ({ env, runtimeFile }) => {
      await mkdir(path.dirname(runtimeFile), { recursive: true, mode: 0o700 });
      // this process runs, and answers nothing there
      const left = { pid: process.pid, host: '127.0.0.1', port: await freePort() };
      await writeFile(
        runtimeFile,
        JSON.stringify({ ...left, version: '0.1.0', needsToken: false }),
      );
      const said = await serveOnce(['--unless-running'], env);
      assert.doesNotMatch(said, /A daemon runs already/);
    }));

  it('is told of by a serve that finds it at its port, with what has it run otherwise', async () => {
    const port = await freePort();
    await withHome(async ({ home, env, runtimeFile }) => {
      const child = spawn(process.execPath, [MAIN, 'serve'], { env, stdio: 'ignore' });
      try {
        await portBecomes(true, runtimeFile);
        const alone = await runCli(['serve', '--seed', '4'], { env });
        assert.equal(alone.exitCode, 1);
        const said = `Your daemon runs already, on port ${port}, as process ${child.pid}\\.`;
        assert.match(alone.stderr, new RegExp(`${said} "kill ${child.pid}" ends it`));
        const service = { file: path.join(home, 'unit'), sha256: '0'.repeat(64), arguments: [] };
        const record = path.join(home, '.config', 'stemwright', 'installed.json');
        await writeFile(record, JSON.stringify({ places: [], service }));
        const atLogin = await runCli(['serve', '--seed', '4'], { env });
        assert.match(atLogin.stderr, new RegExp(`${said} "stemwright service install" with these`));
      } finally {
        const end = once(child, 'exit');
        child.kill('SIGTERM');
        await end;
      }
    }, port);
  });

  it('fails with a sentence where another program has the port', () =>
    withTemporaryFolder(async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      try {
        await withHome(async ({ env }) => {
          const { exitCode, stderr } = await runCli(['serve', '--unless-running'], { env });
          assert.equal(exitCode, 1);
          assert.match(stderr, /in use by another program/);
        }, port);
      } finally {
        server.close();
      }
    }));
});
