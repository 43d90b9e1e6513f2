/**
 * Installed files: copies of the package's files for another program, and the record of them, so that both always agree. What is not
 * ours is asked about before anything is written.
 */
import path from 'node:path';

import { OperationalError } from '../operational-error.js';
import {
  foreignFiles,
  hashesOf,
  placeCopies,
  takeBackCopies,
  type FileCopy,
} from './file-copies.js';
import type { InstallReport } from './install-report.js';
import { placeOf, readInstalled, withPlace, writeInstalled } from './installed-record.js';
import type { HostProgram, InstalledPlace } from './installed-schema.js';

export interface InstallRequest {
  /** where the user says that the other program has its files @default found */
  readonly folder: string | undefined;
  /**
   * Whether files that are not ours may be replaced; they are kept beside.
   * @throws OperationalError `output-exists` where nobody can be asked
   */
  readonly mayReplace: (files: readonly string[]) => Promise<boolean>;
}

/** @throws OperationalError `output-exists` where something is in the way and stays; `output-failed` */
export async function installFiles(
  place: Pick<InstalledPlace, 'program' | 'folder' | 'version' | 'actions'>,
  copies: readonly FileCopy[],
  mayReplace: InstallRequest['mayReplace'],
): Promise<Pick<InstallReport, 'written' | 'kept'>> {
  const { program, folder } = place;
  const installed = await readInstalled();
  const before = placeOf(installed, program, folder);
  const foreign = (await foreignFiles(folder, copies, before)).map((to) => path.join(folder, to));
  if (foreign.length > 0 && !(await mayReplace(foreign))) {
    throw new OperationalError(
      'output-exists',
      `Nothing is installed: ${foreign[0]!} stays${foreign.length > 1 ? `, and ${foreign.length - 1} more` : ''}.`,
    );
  }
  // one that is broken off can be taken back, too
  const planned = { ...before?.files, ...(await hashesOf(copies)) };
  const { kept: keptBefore = {}, folders = [] } = before ?? {};
  const begun = { ...place, files: planned, kept: keptBefore, folders: [...folders] };
  await writeInstalled(withPlace(installed, program, folder, begun));
  const { written, ...placed } = await placeCopies(folder, copies, before);
  await writeInstalled(withPlace(installed, program, folder, { ...place, ...placed }));
  const kept = Object.entries(placed.kept).filter(([to]) => !(to in keptBefore));
  return { written, kept: Object.fromEntries(kept) };
}

/**
 * Takes back what was installed for a program, in one folder or everywhere.
 * @param alsoTakeBack what else is to be taken back of a place; its notes
 * @throws OperationalError `input-missing` where a folder is named in which nothing was installed; `output-failed`
 */
export async function removeFiles(
  program: HostProgram,
  folder: string | undefined,
  alsoTakeBack: (place: InstalledPlace) => Promise<readonly string[]>,
): Promise<InstallReport[]> {
  let installed = await readInstalled();
  const places = installed.places.filter(
    (place) => place.program === program && (folder === undefined || place.folder === folder),
  );
  if (places.length === 0 && folder !== undefined) {
    throw new OperationalError(
      'input-missing',
      `Expected ${folder} to hold what "stemwright install ${program}" put there, but it put nothing there.`,
    );
  }
  const reports: InstallReport[] = [];
  for (const place of places) {
    const notes = await alsoTakeBack(place);
    const removal = await takeBackCopies(place.folder, place);
    installed = withPlace(installed, program, place.folder, undefined);
    await writeInstalled(installed);
    reports.push({ program, folder: place.folder, written: [], kept: {}, ...removal, notes });
  }
  return reports;
}
