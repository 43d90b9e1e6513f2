/**
 * The daemon that is attacked: a real process on the Gaussian model with folders of its own, started again where it was killed,
 * and what it says on stderr, which is counted and looked through but not kept.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

import { ENDING_SIGNALS } from '../../src/ending-signals.js';
import { readRuntimeFile, runtimeFilePath } from '../../src/control/osc/runtime-file.js';
import { repositoryPath } from '../../test/support/repository.js';
import { LogReader } from './log-reader.js';

export interface TargetOptions {
  /** more of the command line; later ones win */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** 'still': a pipe that nobody reads @default 'read' */
  readonly log?: 'read' | 'still';
  /** called with its folder before its first start */
  readonly prepare?: (daemon: TargetDaemon) => Promise<void>;
  /** a free one; for a daemon that cannot write its runtime file, which names any other @default any */
  readonly port?: number;
  /** another daemon's @default its own */
  readonly runtimeFolder?: string;
}

const START_LIMIT_MS = 30_000;
/** above what the daemon takes itself until it ends its own process */
const STOP_LIMIT_MS = 10_000;

export class TargetDaemon {
  readonly folder: string;
  readonly mediaFolder: string;
  readonly outputFolder: string;
  readonly stateFolder: string;
  readonly runtimeFolder: string;
  /** of all its processes, one after the other */
  readonly log = new LogReader();
  readonly #options: TargetOptions;
  #process: ChildProcess | undefined;
  #port = 0;

  /** @param folder an empty one */
  constructor(folder: string, options: TargetOptions) {
    this.folder = folder;
    this.#options = options;
    this.mediaFolder = path.join(folder, 'media');
    this.outputFolder = path.join(folder, 'out');
    this.stateFolder = path.join(folder, 'state');
    this.runtimeFolder = options.runtimeFolder ?? path.join(folder, 'run');
  }

  get port(): number {
    return this.#port;
  }

  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error('TargetDaemon: not started');
    return pid;
  }

  get isRunning(): boolean {
    return this.#process?.exitCode === null && this.#process.signalCode === null;
  }

  /** How it ended, in words. */
  get ending(): string {
    const code = this.#process?.exitCode ?? 'none';
    const signal = this.#process?.signalCode ?? 'none';
    return `exit code ${code}, signal ${signal}`;
  }

  /** @throws Error when it does not listen within {@link START_LIMIT_MS} */
  async start(): Promise<void> {
    for (const each of [this.mediaFolder, this.runtimeFolder, this.outputFolder]) {
      await mkdir(each, { recursive: true });
    }
    const { args = [], env = {}, log = 'read', port = 0, prepare } = this.#options;
    if (this.#process === undefined) await prepare?.(this);
    const own = [
      '--osc-port',
      String(port),
      '--page-port',
      '0',
      '--model',
      'gaussian',
      '--log-level',
      'info',
    ];
    own.push('--threads', '1', '--provider', 'cpu');
    own.push('--media-roots', [this.mediaFolder, FIXTURES].join(path.delimiter));
    own.push('--out', this.outputFolder, '--state-folder', this.stateFolder);
    const daemon = spawn(process.execPath, [MAIN, 'serve', ...own, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: this.folder, XDG_RUNTIME_DIR: this.runtimeFolder, ...env },
    });
    this.#process = daemon;
    RUNNING.add(daemon);
    daemon.once('exit', () => RUNNING.delete(daemon));
    if (log === 'read') this.log.follow(daemon.stderr);
    else stand(daemon.stderr);
    this.#port = port === 0 ? await this.#portOf(daemon) : await this.#listens(port);
  }

  /** Without a chance to clean up; resolves when it is gone. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    const gone = once(this.#process!, 'exit');
    this.signal('SIGKILL');
    await gone;
  }

  signal(name: NodeJS.Signals): void {
    this.#process?.kill(name);
  }

  /** As a user ends it. @returns whether it ended by itself in time */
  async stop(): Promise<boolean> {
    if (!this.isRunning) return true;
    const ended = once(this.#process!, 'exit').then(() => true);
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    const inTime = await Promise.race([ended, sleep(STOP_LIMIT_MS, false, { ref: false })]);
    if (!inTime) await this.kill();
    return inTime;
  }

  async #portOf(daemon: ChildProcess): Promise<number> {
    const file = runtimeFilePath({ XDG_RUNTIME_DIR: this.runtimeFolder });
    for (let waitedMs = 0; waitedMs < START_LIMIT_MS && this.isRunning; waitedMs += 50) {
      const { pid, port } = (await readRuntimeFile(file)) ?? { pid: 0, port: 0 };
      if (pid === daemon.pid) return port;
      await sleep(50);
    }
    return this.#givenUp();
  }

  async #listens(port: number): Promise<number> {
    for (let waitedMs = 0; waitedMs < START_LIMIT_MS && this.isRunning; waitedMs += 50) {
      if (await isListening(port)) return port;
      await sleep(50);
    }
    return this.#givenUp();
  }

  async #givenUp(): Promise<never> {
    await this.kill();
    throw new Error(`the daemon does not start (${this.ending}): ${this.log.tail}`);
  }
}

/** Of this process, all there are. */
const RUNNING = new Set<ChildProcess>();

/** A tool that is interrupted leaves no daemon behind. */
export function endTargetsOnSignals(): void {
  for (const name of ENDING_SIGNALS) {
    process.once(name, () => {
      for (const daemon of RUNNING) daemon.kill('SIGKILL');
      process.exit(INTERRUPTED);
    });
  }
}

const INTERRUPTED = 130;
const MAIN = repositoryPath('dist', 'src', 'main.js');
const FIXTURES = repositoryPath('test', 'fixtures');

function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

/** It is read by nobody from now on, as by a program that hangs. */
function stand(stream: Readable): void {
  stream.pause();
  stream.on('error', () => undefined);
}
