/**
 * Install for Ableton Live: the device and its scripts go to where Live's browser shows devices for audio tracks, and come back.
 */
import path from 'node:path';

import { CONFIG } from '../config/config.js';
import { readdir } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { packageVersion } from '../package-version.js';
import type { FileCopy } from './file-copies.js';
import { installFiles, removeFiles, type InstallRequest } from './installed-files.js';
import type { InstallReport } from './install-report.js';
import { isFolder } from './is-folder.js';
import { findUserLibrary, LIVE_DEVICE_FOLDER } from './live-places.js';
import { ownSurroundings } from './surroundings.js';

const SOURCE_FOLDER = path.join(CONFIG.packageFolder, 'max-for-live');
/** the device, and what it loads beside itself */
const DEVICE_FILES = /\.(amxd|[cm]?js)$/;

/** @throws OperationalError `input-missing` where Live's library is not found; `output-exists`, `output-failed` */
export async function installLive(request: InstallRequest): Promise<InstallReport> {
  const folder = request.folder ?? (await findUserLibrary(ownSurroundings()));
  if (folder === undefined || !(await isFolder(folder))) throw noLibrary(folder);
  const { written, kept } = await installFiles(
    { program: 'live', folder, version: packageVersion(), actions: [] },
    await deviceCopies(),
    request.mayReplace,
  );
  const notes = [
    'In Live, drag User Library > Presets > Audio Effects > Max Audio Effect > Stemwright onto an audio track.',
  ];
  return { program: 'live', folder, written, kept, removed: [], left: [], restored: [], notes };
}

/** Also from where Live itself is not any more. */
export async function removeLive(folder: string | undefined): Promise<InstallReport[]> {
  return removeFiles('live', folder, () => Promise.resolve([]));
}

export async function deviceCopies(): Promise<FileCopy[]> {
  const names = (await readdir(SOURCE_FOLDER)).filter((name) => DEVICE_FILES.test(name)).sort();
  return names.map((name) => ({
    from: path.join(SOURCE_FOLDER, name),
    to: `${LIVE_DEVICE_FOLDER}/${name}`,
  }));
}

function noLibrary(folder: string | undefined): OperationalError {
  const found =
    folder === undefined
      ? 'Expected Ableton Live’s User Library, found none.'
      : `Expected Ableton Live’s User Library at ${folder}, found no folder.`;
  return new OperationalError(
    'input-missing',
    `${found} Name it: "stemwright install live --folder DIR"; Live shows it in its settings, Library > Location of User Library.`,
  );
}
