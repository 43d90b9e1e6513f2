/**
 * Where the repository's own files are, for tests that run from compiled output.
 */
import path from 'node:path';

/** Mocha runs in the repository's root. */
export function repositoryPath(...parts: string[]): string {
  return path.join(process.cwd(), ...parts);
}
