/**
 * Tables of bad audio files: one test a row, that the file is refused with the right code and a sentence that names
 * it.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'mocha';
import { OperationalError, type OperationalErrorCode } from '../../src/operational-error.js';
import { changedFixture, readAudio } from './audio-files.js';
import { withTemporaryFolder } from './temporary-folder.js';

export interface BadInput {
  readonly input: string;
  readonly code: OperationalErrorCode;
  /** what the sentence must say beside the file's name */
  readonly says: RegExp;
  /** makes it; @returns its path */
  readonly make: (folder: string) => Promise<string>;
}

/** Makes a changed copy of a fixture. */
export const changed =
  (name: string, change: (bytes: Buffer) => Buffer) =>
  (folder: string): Promise<string> =>
    changedFixture(folder, name, change);

/** Makes a file of these contents. */
export const written = (name: string, contents: string | Buffer) => async (folder: string) => {
  const path = join(folder, name);
  await writeFile(path, contents);
  return path;
};

/** Declares the tests of a table. */
export function refuses(table: readonly BadInput[]): void {
  for (const { input, code, says, make } of table) {
    it(`refuses ${input} with a sentence that names it (${code})`, async () => {
      await withTemporaryFolder(async (folder) => {
        const path = await make(folder);
        await assert.rejects(readAudio(path), (error) => {
          assert.ok(error instanceof OperationalError, String(error));
          assert.equal(error.code, code);
          assert.ok(error.message.startsWith(path), error.message);
          assert.match(error.message, says);
          return true;
        });
      });
    });
  }
}
