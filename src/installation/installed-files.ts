/**
 * Installed files: copies of the package's files for another program, and the record of them, so that both always agree. What is not
 * ours is asked about before anything is written, and the record says what will be done before it is.
 */
import path from 'node:path';

import { OperationalError } from '../operational-error.js';
import {
  foreignFiles,
  placeCopies,
  planCopies,
  takeBackCopies,
  type FileCopy,
} from './file-copies.js';
import type { InstallReport } from './install-report.js';
import { placeOf, readInstalled, withPlace, writeInstalled } from './installed-record.js';
import type { HostProgram, Installed, InstalledPlace } from './installed-schema.js';
import { oneAtATime } from './one-at-a-time.js';

export interface InstallRequest {
  /** where the user says that the other program has its files @default found */
  readonly folder: string | undefined;
  /**
   * Whether files that are not ours may be replaced; they are kept beside.
   * @throws OperationalError `output-exists` where nobody can be asked
   */
  readonly mayReplace: (files: readonly string[]) => Promise<boolean>;
}

/**
 * @param alsoPlace what else belongs to the place, once the files are there; it is told what was there before
 * @throws OperationalError `output-exists` where something is in the way and stays; `not-allowed` beside another one; `output-failed`,
 *   `input-unreadable`
 */
export function installFiles(
  place: Pick<InstalledPlace, 'program' | 'folder' | 'version' | 'actions'>,
  copies: readonly FileCopy[],
  mayReplace: InstallRequest['mayReplace'],
  alsoPlace: (before: InstalledPlace | undefined) => Promise<void> = () => Promise.resolve(),
): Promise<Pick<InstallReport, 'written' | 'kept'>> {
  const { program, folder } = place;
  return oneAtATime(async () => {
    const installed = await readInstalled();
    const before = placeOf(installed, program, folder);
    const foreign = (await foreignFiles(folder, copies, before)).map((to) => path.join(folder, to));
    if (foreign.length > 0 && !(await mayReplace(foreign))) {
      throw new OperationalError(
        'output-exists',
        `Nothing is installed: ${foreign[0]!} stays${foreign.length > 1 ? `, and ${foreign.length - 1} more` : ''}.`,
      );
    }
    const planned = await planCopies(folder, copies, before);
    // one that is broken off can be taken back, too
    const actions = [...new Set([...(before?.actions ?? []), ...place.actions])];
    await writeInstalled(withPlace(installed, program, folder, { ...place, ...planned, actions }));
    const { written, ...placed } = await placeCopies(folder, copies, before, planned);
    await alsoPlace(before);
    await writeInstalled(withPlace(installed, program, folder, { ...place, ...placed }));
    const { kept: keptBefore = {} } = before ?? {};
    const kept = Object.entries(placed.kept).filter(([to, name]) => keptBefore[to] !== name);
    return { written, kept: Object.fromEntries(kept) };
  });
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
  const placesIn = ({ places }: Installed): InstalledPlace[] =>
    places.filter(
      (place) => place.program === program && (folder === undefined || place.folder === folder),
    );
  if (placesIn(await readInstalled()).length === 0) {
    if (folder === undefined) return [];
    throw new OperationalError(
      'input-missing',
      `Expected ${folder} to hold what "stemwright install ${program}" put there, but it put nothing there.`,
    );
  }
  return oneAtATime(async () => {
    let installed = await readInstalled();
    const reports: InstallReport[] = [];
    for (const place of placesIn(installed)) {
      const notes = await alsoTakeBack(place);
      const removal = await takeBackCopies(place.folder, place);
      installed = withPlace(installed, program, place.folder, undefined);
      await writeInstalled(installed);
      reports.push({ program, folder: place.folder, written: [], kept: {}, ...removal, notes });
    }
    return reports;
  });
}
