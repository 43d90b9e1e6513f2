/**
 * The stemwright command as a user runs it: a process of its own, with its exit code and both outputs.
 */
import { spawn, type ChildProcess } from 'node:child_process';

import { repositoryPath } from './repository.js';

const MAIN = repositoryPath('dist', 'src', 'main.js');

export interface CliResult {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** called with the process as soon as stderr holds the text; for interrupting it at work */
  readonly when?: { readonly stderrHas: string; readonly act: (child: ChildProcess) => void };
  /** shell command to run before, in the same shell, e.g. "ulimit -f 100" */
  readonly shellPrefix?: string;
  /** @default this process's */
  readonly env?: NodeJS.ProcessEnv;
  /** @default this process's */
  readonly cwd?: string;
}

export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { shellPrefix, when, env = process.env, cwd } = options;
  const child =
    shellPrefix === undefined
      ? spawn(process.execPath, [MAIN, ...args], { env, cwd })
      : spawn('sh', ['-c', `${shellPrefix}; exec "$@"`, 'sh', process.execPath, MAIN, ...args], {
          env,
          cwd,
        });
  let stdout = '';
  let stderr = '';
  let acted = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    if (when !== undefined && !acted && stderr.includes(when.stderrHas)) {
      acted = true;
      when.act(child);
    }
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      resolve({ exitCode, stdout, stderr });
    });
  });
}
