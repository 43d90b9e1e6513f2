/**
 * Killed at a write: an environment in which a command ends by SIGKILL when it is about to change the disk for the n-th time, so that
 * every moment of its work can be broken off. Synchronous writes are not counted.
 */
const KILLED = `
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
let left = Number(process.env.KILLED_AT);
for (const name of ['open', 'rename', 'link', 'unlink', 'mkdir', 'rmdir', 'rm']) {
  const real = fs[name];
  fs[name] = (...args) => {
    const writes = name !== 'open' || /[wa]/.test(String(args[1]));
    if (writes && left-- === 0) process.kill(process.pid, 'SIGKILL');
    return real(...args);
  };
}
syncBuiltinESMExports();
`;

/** @param write its number, from 0 */
export function killedAt(env: NodeJS.ProcessEnv, write: number): NodeJS.ProcessEnv {
  return {
    ...env,
    KILLED_AT: String(write),
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(KILLED)}`,
  };
}
