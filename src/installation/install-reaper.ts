/**
 * Install for Reaper: its resource path gets the scripts, an icon for toolbars, and the scripts' lines in its list of actions.
 *
 * Reaper writes that list when it ends, from memory: what is written while it runs would be lost. So nothing is done then.
 */
import path from 'node:path';

import { linkedFile, writeLinkedFile } from '../audio/linked-file.js';
import { removeLeftoversOf } from '../audio/output-file.js';
import { outputFailed } from '../audio/output-failed.js';
import { CONFIG } from '../config/config.js';
import { unreadableFile } from '../file-errors.js';
import { lstat, readdir, removeFile, stat } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { packageVersion } from '../package-version.js';
import type { FileCopy } from './file-copies.js';
import { contentOf } from './file-content.js';
import { installFiles, removeFiles, type InstallRequest } from './installed-files.js';
import type { InstalledPlace } from './installed-schema.js';
import type { InstallReport } from './install-report.js';
import { isFolder } from './is-folder.js';
import {
  actionOf,
  isAsciiBased,
  withActions,
  withoutActions,
  type ReaperAction,
} from './reaper-action-list.js';
import {
  findResourcePath,
  REAPER_ACTION_LIST,
  REAPER_ICONS,
  REAPER_SCRIPTS,
} from './reaper-places.js';
import { isReaperRunning } from './running-reaper.js';
import { ownSurroundings } from './surroundings.js';

const SOURCE_FOLDER = path.join(CONFIG.packageFolder, 'reaper-scripts');
const SCRIPTS = 'Stemwright';
const ICONS = 'toolbar_icons';

/**
 * @throws OperationalError `input-missing` where Reaper's folder is not found, `not-allowed` while Reaper runs; `output-exists`,
 *   `output-failed`
 */
export async function installReaper(request: InstallRequest): Promise<InstallReport> {
  const folder = request.folder ?? (await findResourcePath(ownSurroundings()));
  if (folder === undefined || !(await isFolder(folder))) throw noReaper(folder);
  await refuseWhileReaperRuns();
  await refuseOtherList(folder);
  const copies = await reaperCopies();
  const actions = actionsIn(copies);
  const ids = actions.map(({ id }) => id);
  let known: readonly ReaperAction[] = [];
  const { written, kept } = await installFiles(
    { program: 'reaper', folder, version: packageVersion(), actions: ids },
    copies,
    request.mayReplace,
    async (before) => {
      // somebody may have been asked for minutes
      await refuseWhileReaperRuns();
      const gone = before?.actions.filter((id) => !ids.includes(id)) ?? [];
      known = await listActions(folder, actions, gone);
    },
  );
  const listed = actions.length - known.length;
  const notes = [
    `${listed} actions are in Reaper’s action list: look for "Stemwright" there.`,
    ...(known.length > 0 ? [`${known.length} more had been loaded there before.`] : []),
    `For a button, right-click a toolbar, choose "Customize toolbar", add an action, and give it the icon "stemwright".`,
  ];
  return { program: 'reaper', folder, written, kept, removed: [], left: [], restored: [], notes };
}

/** @throws OperationalError `not-allowed` while Reaper runs; `output-failed` */
export async function removeReaper(folder: string | undefined): Promise<InstallReport[]> {
  return removeFiles('reaper', folder, async (place) => {
    await refuseWhileReaperRuns();
    const shortcuts = await unlistActions(place);
    return shortcuts === 0
      ? []
      : [`Shortcuts that you gave these actions stay in ${REAPER_ACTION_LIST}: ${shortcuts}.`];
  });
}

export async function reaperCopies(): Promise<FileCopy[]> {
  const scripts = await namesBelow(path.join(SOURCE_FOLDER, SCRIPTS));
  const icons = await namesBelow(path.join(SOURCE_FOLDER, ICONS));
  return [
    ...scripts.map((name) => ({
      from: path.join(SOURCE_FOLDER, SCRIPTS, name),
      to: `${REAPER_SCRIPTS}/${SCRIPTS}/${name}`,
    })),
    ...icons.map((name) => ({
      from: path.join(SOURCE_FOLDER, ICONS, name),
      to: `${REAPER_ICONS}/${name}`,
    })),
  ];
}

/** Scripts in the folder itself are actions, those below it are what they load. */
function actionsIn(copies: readonly FileCopy[]): ReaperAction[] {
  const prefix = `${REAPER_SCRIPTS}/`;
  const isAction = new RegExp(`^${prefix}${SCRIPTS}/[^/]+\\.lua$`);
  return copies
    .filter(({ to }) => isAction.test(to))
    .map(({ to }) => actionOf(to.slice(prefix.length)));
}

/**
 * @param gone ids of actions that an earlier version had
 * @returns those that the list had under other ids
 */
async function listActions(
  folder: string,
  actions: readonly ReaperAction[],
  gone: readonly string[],
): Promise<readonly ReaperAction[]> {
  const file = path.join(folder, REAPER_ACTION_LIST);
  const before = await readList(file);
  const left = withoutActions(before ?? '', gone).text;
  const { text, known } = withActions(left, actions, path.sep);
  if (text !== before) await writeList(file, text);
  return known;
}

/** A list that holds nothing else any more goes, unless it is kept elsewhere: Reaper makes one when it has something to say. */
async function unlistActions({ folder, actions }: InstalledPlace): Promise<number> {
  const file = path.join(folder, REAPER_ACTION_LIST);
  const before = await readList(file);
  await removeLeftoversOf(file);
  if (before === undefined) return 0;
  const { text, shortcuts } = withoutActions(before, actions);
  const isOwn = text === '' && before !== '' && !(await lstat(file)).isSymbolicLink();
  if (isOwn) await removeFile(file);
  else if (text !== before) await writeList(file, text);
  return shortcuts;
}

/** A byte a character, so that whatever encoding it has comes back. @throws OperationalError `input-unreadable` */
async function readList(file: string): Promise<string | undefined> {
  try {
    const target = await linkedFile(file);
    if (target === undefined) return undefined;
    // a pipe would never end
    if ((await stat(target)).isFile()) return (await contentOf(target)).toString('latin1');
  } catch (error) {
    throw error instanceof OperationalError ? error : unreadableFile(file, error);
  }
  throw new OperationalError('input-unreadable', `${file} is no file. Move it away.`);
}

/** Before anything is written. @throws OperationalError `input-unreadable` for a list that no line can be added to */
async function refuseOtherList(folder: string): Promise<void> {
  const file = path.join(folder, REAPER_ACTION_LIST);
  if (isAsciiBased((await readList(file)) ?? '')) return;
  throw new OperationalError(
    'input-unreadable',
    `${file} has an encoding that Reaper does not write, such as UTF-16: no line is put into it. Save it as UTF-8, and run this again.`,
  );
}

async function writeList(file: string, text: string): Promise<void> {
  try {
    await writeLinkedFile(file, Buffer.from(text, 'latin1'));
  } catch (error) {
    throw outputFailed(file, error);
  }
}

/** Below a folder, with "/"; files only. */
async function namesBelow(folder: string, prefix = ''): Promise<string[]> {
  const names: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const inner = path.join(folder, name);
    if (await isFolder(inner)) names.push(...(await namesBelow(inner, `${prefix}${name}/`)));
    else names.push(`${prefix}${name}`);
  }
  return names;
}

async function refuseWhileReaperRuns(): Promise<void> {
  if (!(await isReaperRunning(ownSurroundings().platform))) return;
  throw new OperationalError(
    'not-allowed',
    `Reaper is running, and writes ${REAPER_ACTION_LIST} when it ends: what is changed there now would be lost. Close Reaper, and run this again.`,
  );
}

function noReaper(folder: string | undefined): OperationalError {
  const found =
    folder === undefined
      ? 'Expected Reaper’s resource path, found none.'
      : `Expected Reaper’s resource path at ${folder}, found no folder.`;
  return new OperationalError(
    'input-missing',
    `${found} Start Reaper once, or name it: "stemwright install reaper --folder DIR"; Reaper shows it by Options > Show REAPER resource path.`,
  );
}
