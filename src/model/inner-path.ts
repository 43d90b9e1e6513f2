/**
 * Inner path: a path as files name others below their own folder, and nowhere else, on every system.
 */
import { posix, win32 } from 'node:path';

/** Without detours, between slashes; undefined for one that leaves the folder, is the folder itself, or cannot be a path. */
export function innerPath(location: string): string | undefined {
  const inner = posix.normalize(location);
  const leaves =
    location === '' ||
    location.includes('\0') ||
    posix.isAbsolute(inner) ||
    win32.isAbsolute(location) ||
    /^[a-z]:/i.test(location) ||
    location.split(/[\\/]/).includes('..') ||
    inner === '.' ||
    inner.endsWith('/');
  return leaves ? undefined : inner;
}
