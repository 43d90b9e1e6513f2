/**
 * Inputs moved: the stems.json of a result names its inputs where they are now, after their folder was renamed. All else that it says
 * stays, and its age, by which results are ordered.
 */
import { utimes } from 'node:fs/promises';
import path from 'node:path';

import { outputFailed } from '../../audio/output-failed.js';
import { MANIFEST_NAME } from '../../audio/own-files.js';
import { writeWholeFile } from '../../audio/whole-file.js';
import { lstat } from '../../file-system.js';
import { inputsFieldSchema } from '../../jobs/manifest-schema.js';
import { parseValue, readJsonFile } from '../../json-file.js';
import { movedInputs } from './result-origin.js';

const PERMISSIONS = 0o777;

/**
 * @param folder of the result, absolute; one that says nothing of inputs any more is left as it is
 * @param move of the folder that inputs lie in, links followed
 * @throws OperationalError `output-failed`
 */
export async function writeInputsMoved(
  folder: string,
  move: { readonly from: string; readonly to: string },
): Promise<void> {
  const file = path.join(folder, MANIFEST_NAME);
  try {
    const facts = await lstat(file);
    // a link leads to what is not ours
    if (!facts.isFile()) return;
    const said = await readJsonFile(file);
    const inputs = parseValue(said, inputsFieldSchema)?.inputs;
    if (inputs === undefined || typeof said !== 'object') return;
    const text = `${JSON.stringify({ ...said, inputs: movedInputs(inputs, move) }, null, 2)}\n`;
    await writeWholeFile(file, text, { mode: facts.mode & PERMISSIONS });
    await utimes(file, facts.atime, facts.mtime);
  } catch (error) {
    throw outputFailed(file, error);
  }
}
