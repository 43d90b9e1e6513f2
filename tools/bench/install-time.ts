/**
 * Benchmark: how long it takes a newcomer to get stems. A fresh clone of the last commit, `npm ci` with an empty package
 * cache, then `stemwright separate` of the bundled recording.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';

import { repositoryPath } from '../../test/support/repository.js';
import { withTemporaryFolder } from '../../test/support/temporary-folder.js';

const RECORDING = path.join('test', 'fixtures', 'demo-band', 'mixture.flac');
/** how npm names what it meets when the network or the registry is not there */
const REGISTRY_AWAY =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|E5\d\d)\b/;

/** A Markdown table, or a sentence where the npm registry cannot be reached. */
export function installTime(): Promise<string> {
  return withTemporaryFolder(async (folder) => {
    const clone = path.join(folder, 'stemwright');
    succeed(await run('git', ['clone', '--quiet', repositoryPath(), clone], folder));
    const cache = path.join(folder, 'npm-cache');
    const install = await run('npm', ['ci', '--no-audit', '--no-fund', '--cache', cache], clone);
    if (install.exitCode !== 0 && REGISTRY_AWAY.test(install.output)) {
      return 'Not measured: the npm registry could not be reached.';
    }
    succeed(install);
    const main = path.join('dist', 'src', 'main.js');
    const args = [main, 'separate', RECORDING, '--out', path.join(folder, 'stems')];
    const separation = await run(process.execPath, args, clone);
    succeed(separation);
    const row = (what: string, seconds: number): string => `| ${what} | ${seconds.toFixed(0)} |`;
    return [
      '| from a fresh clone | s |',
      '| --- | --- |',
      row('`npm ci`, nothing cached', install.seconds),
      row('`stemwright separate` of the 12-second recording', separation.seconds),
      row('to the first stems', install.seconds + separation.seconds),
    ].join('\n');
  });
}

interface Ended {
  readonly command: string;
  readonly exitCode: number | null;
  readonly output: string;
  readonly seconds: number;
}

function run(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  const startMs = performance.now();
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      const seconds = (performance.now() - startMs) / 1000;
      resolve({ command: [command, ...args].join(' '), exitCode, output, seconds });
    });
  });
}

function succeed({ command, exitCode, output }: Ended): void {
  if (exitCode !== 0)
    throw new Error(`${command} ended with ${exitCode ?? 'a signal'}:\n${output}`);
}
