/**
 * What another process has said: all of it so far, waiting for a certain text within a limit, so that a client that hangs
 * fails its test with its output instead of hanging it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

const LIMIT_MS = 60_000;

export interface ObservedProcess {
  readonly child: ChildProcess;
  /** both outputs, as they came */
  readonly output: () => string;
  /** Resolves with all output so far as soon as it holds the text; `after`: in what follows so many characters. */
  readonly says: (wanted: string | RegExp, after?: number) => Promise<string>;
  /** Resolves with the exit code once it has ended and all it said is here; null: by a signal. */
  readonly ended: () => Promise<number | null>;
}

/** Runs `use` with a process that is gone afterwards, whatever it was doing. */
export async function withProcess<Result>(
  command: string,
  args: readonly string[],
  use: (process: ObservedProcess) => Promise<Result>,
  cwd?: string,
  env?: NodeJS.ProcessEnv,
): Promise<Result> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const spawned = once(child, 'spawn');
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  let all = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      all += text;
      for (const listener of [...listeners]) listener();
    });
  }
  const within = <T>(what: string, start: (resolve: (value: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        reject(new Error(`${command}: no ${what} within ${LIMIT_MS} ms in:\n${all}`));
      }, LIMIT_MS);
      start((value) => {
        clearTimeout(limit);
        resolve(value);
      });
    });
  await spawned;
  try {
    return await use({
      child,
      output: () => all,
      says: (wanted, after = 0) =>
        within(String(wanted), (resolve) => {
          const look = (): void => {
            const rest = all.slice(after);
            if (typeof wanted === 'string' ? !rest.includes(wanted) : !wanted.test(rest)) return;
            listeners.delete(look);
            resolve(all);
          };
          listeners.add(look);
          look();
        }),
      ended: () =>
        within('end', (resolve) => {
          void closed.then(resolve);
        }),
    });
  } finally {
    child.kill('SIGKILL');
    // not until its outputs close: a child of its own may hold them
    await exited;
  }
}
