/**
 * Whole results: what lies in a daemon's output folder, told apart: results that are whole, files that are broken under their
 * final names, and files under temporary ones.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { parseJson } from '../../src/json-file.js';
import { manifestSchema } from '../../src/jobs/manifest-schema.js';
import { filesBelow } from '../../test/support/files-below.js';
import { wavFrames } from '../../test/support/wav-frames.js';

export interface OutputLook {
  /** folders with a manifest whose stems are all there and as long as it says */
  readonly whole: readonly string[];
  /** sentences */
  readonly broken: readonly string[];
  /** relative paths of files under temporary names */
  readonly temporary: readonly string[];
  /** relative paths of WAV files under final names that hold sound */
  readonly recordings: readonly string[];
}

/** @param outputFolder of a daemon that does not write to it now */
export async function lookAtOutputs(outputFolder: string): Promise<OutputLook> {
  const files = await filesBelow(outputFolder);
  const isTemporary = (file: string): boolean => path.basename(file).startsWith('.');
  const [whole, broken, recordings]: [string[], string[], string[]] = [[], [], []];
  const frames = new Map<string, number>();
  for (const file of files.filter((name) => name.endsWith('.wav') && !isTemporary(name))) {
    try {
      const count = wavFrames(path.join(outputFolder, file));
      frames.set(file, count);
      if (count > 0) recordings.push(file);
    } catch (error) {
      broken.push(error instanceof Error ? error.message : String(error));
    }
  }
  for (const file of files.filter((name) => path.basename(name) === 'stems.json')) {
    const folder = path.dirname(file);
    const text = await readFile(path.join(outputFolder, file), 'utf8');
    const manifest = parseJson(text, manifestSchema);
    const stems = Object.values(manifest?.stems ?? {});
    const areWhole = stems.every(
      (stem) => frames.get(path.join(folder, stem)) === manifest?.frames,
    );
    if (manifest !== undefined && areWhole) whole.push(folder);
    else broken.push(`${file} promises what is not there`);
  }
  return { whole, broken, temporary: files.filter(isTemporary), recordings };
}
