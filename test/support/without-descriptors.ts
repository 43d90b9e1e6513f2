/**
 * A process of its own that has no file descriptor left: says on stdout what becomes of looking for things that are there, as a
 * JSON object of error codes. Its limit is the parent's to set (ulimit -n).
 */
import { openSync, writeSync } from 'node:fs';
import path from 'node:path';

import { ownManifests } from '../../src/audio/own-files.js';
import { recordingsBelow } from '../../src/audio/recordings-below.js';
import { listTracks } from '../../src/evaluation/dataset.js';
import { knownStemFiles } from '../../src/jobs/known-stem-files.js';
import { findModel, openModelLibrary } from '../../src/model/model-library.js';
import { readModelFolder } from '../../src/model/model-folder.js';
import { readJsonFile } from '../../src/json-file.js';
import { OperationalError } from '../../src/operational-error.js';
import { GAUSSIAN_FOLDER, MODELS_FOLDER } from './gaussian-model.js';

const fixtures = process.argv[2]!;
// what is loaded on first use is loaded while it can be
const { card } = await readModelFolder(GAUSSIAN_FOLDER);
const library = openModelLibrary([MODELS_FOLDER]);
const before = (await library.list()).length;

async function codeOf(looking: Promise<unknown>): Promise<string> {
  try {
    return `found ${JSON.stringify(await looking)}`;
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    return error.code;
  }
}

const lookings: Readonly<Record<string, () => Promise<unknown>>> = {
  model: () => findModel('gaussian', [MODELS_FOLDER]),
  modelFolder: () => readModelFolder(GAUSSIAN_FOLDER),
  knownStems: () => knownStemFiles(fixtures, card, []),
  tracks: () => listTracks(path.dirname(fixtures), card.stems),
  manifests: () => ownManifests(fixtures),
  manifest: () => readJsonFile(path.join(GAUSSIAN_FOLDER, 'model.json')),
  recordings: async () => {
    const { problems, files } = await recordingsBelow(fixtures, '/');
    if (problems[0] !== undefined) throw problems[0];
    return files;
  },
  // what was seen before is known without opening it again
  openLibrary: async () => (await library.list()).length === before,
};

for (;;) {
  try {
    openSync('/dev/null', 'r');
  } catch {
    break;
  }
}
const codes: Record<string, string> = {};
for (const [name, look] of Object.entries(lookings)) codes[name] = await codeOf(look());
writeSync(1, JSON.stringify(codes));
