/**
 * How to end: the command by which a user ends a daemon that was started by a DAW, and so has no window. Nobody ends it for them: it may be
 * at work.
 */

export function howToEnd(pid: number): string {
  return process.platform === 'win32' ? `"taskkill /F /PID ${pid}"` : `"kill ${pid}"`;
}
