/**
 * A file that is made from code and never written by hand.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { systemCodeOf } from '../src/thrown-error.js';

export interface GeneratedFile {
  /** absolute */
  readonly file: string;
  readonly content: string | Buffer;
}

/** Those that are missing or say something else. Writes nothing. */
export async function outdated(files: readonly GeneratedFile[]): Promise<GeneratedFile[]> {
  const found = await Promise.all(files.map(({ file }) => bytesOf(file)));
  return files.filter(
    ({ content }, index) => !(found[index]?.equals(Buffer.from(content)) ?? false),
  );
}

export async function write(files: readonly GeneratedFile[]): Promise<void> {
  for (const { file, content } of files) {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** undefined where there is no such file */
async function bytesOf(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
