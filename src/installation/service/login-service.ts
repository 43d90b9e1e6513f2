/**
 * The login service: has this user's daemon started at login, by what the system has for that, and takes it back.
 *
 * What the system is given is a file of ours, with its SHA-256 in the record: one that somebody else put there, or changed, is asked
 * about before it is replaced, and stays when the service is removed.
 */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { createFolder } from '../../audio/create-folder.js';
import { removeLeftoversOf } from '../../audio/output-file.js';
import { outputFailed } from '../../audio/output-failed.js';
import { writeWholeFile } from '../../audio/whole-file.js';
import { CONFIG } from '../../config/config.js';
import { answeringDaemon } from '../../control/osc/answering-daemon.js';
import { removeFile } from '../../file-system.js';
import { OperationalError } from '../../operational-error.js';
import { packageVersion } from '../../package-version.js';
import { contentAt, sha256 } from '../file-content.js';
import { missingFolders, removeEmpty } from '../file-copies.js';
import { readInstalled, writeInstalled } from '../installed-record.js';
import type { Installed, InstalledService } from '../installed-schema.js';
import { keepBeside, keptName, putBack } from '../kept-beside.js';
import { oneAtATime } from '../one-at-a-time.js';
import type { StartRecord } from '../start-schema.js';
import type { Surroundings } from '../surroundings.js';
import { runSystemCommand } from '../system-command.js';
import { launchdService } from './launchd-service.js';
import { scheduledTask } from './scheduled-task.js';
import type { ServiceRecipe } from './service-recipe.js';
import { systemdService } from './systemd-service.js';

/** @throws OperationalError `package-missing` for a system that has none that we know */
export function serviceRecipe(surroundings: Surroundings): ServiceRecipe {
  const { platform } = surroundings;
  if (platform === 'linux') return systemdService(surroundings);
  if (platform === 'darwin') return launchdService(surroundings, process.getuid?.() ?? 0);
  if (platform === 'win32') return scheduledTask(surroundings, path.dirname(CONFIG.configFile));
  throw new OperationalError(
    'package-missing',
    `Expected systemd, launchd or the Task Scheduler of Windows, found ${platform}. Have "stemwright serve" started at login by what your system has for that.`,
  );
}

/**
 * Installs it, and starts it now; one that was there is started again with what is new.
 * @param mayReplace as of other installations
 * @returns sentences on what it did
 * @throws OperationalError `output-exists`, `output-failed`; `not-allowed` beside another installation; `package-missing` where the
 *   system refuses: then nothing is left of it
 */
export function installService(
  start: StartRecord,
  recipe: ServiceRecipe,
  mayReplace: (files: readonly string[]) => Promise<boolean>,
): Promise<string[]> {
  return oneAtATime(() => installAlone(start, recipe, mayReplace));
}

async function installAlone(
  start: StartRecord,
  recipe: ServiceRecipe,
  mayReplace: (files: readonly string[]) => Promise<boolean>,
): Promise<string[]> {
  const { name, file } = recipe;
  const content = recipe.content(start);
  const installed = await readInstalled();
  await refuseElsewhere(recipe, installed.service);
  const found = await contentAt(file);
  const isForeign = found !== undefined && found !== sha256(content) && !isOurs(installed, found);
  if (isForeign && !(await mayReplace([file]))) {
    throw new OperationalError('output-exists', `${file} stays, and nothing is installed.`);
  }
  const isSame = installed.service?.sha256 === sha256(content) && !isForeign;
  if (isSame && (await isCurrent(recipe))) return [`${capital(name)} is installed, and runs.`];
  const [folder, base] = [path.dirname(file), path.basename(file)];
  const keptAs = isForeign ? await keptName(folder, base) : undefined;
  const service: InstalledService = {
    file,
    sha256: sha256(content),
    ...(found === undefined || isForeign ? {} : { earlier: found }),
    kept: keptAs === undefined ? installed.service?.kept : path.join(folder, keptAs),
    folders: [...(installed.service?.folders ?? []), ...(await missingFolders(folder))],
    arguments: [...start.arguments],
  };
  // whatever breaks it off now, it can be taken back
  await writeInstalled({ ...installed, service });
  for (const command of recipe.disable) await runSystemCommand(command);
  try {
    await createFolder(folder);
    if (keptAs !== undefined) await keepBeside(folder, base, keptAs);
    await writeWholeFile(file, content);
  } catch (error) {
    throw outputFailed(file, error);
  }
  const failure = await firstFailure(recipe);
  if (failure !== undefined) {
    await takeBack(recipe, service);
    await writeInstalled({ ...installed, service: undefined });
    throw new OperationalError(
      'package-missing',
      `The system does not take ${name}: ${failure}. Nothing is left of it. Live’s Start button and the actions in Reaper start the daemon all the same; or have "stemwright serve" started at login by what your system has for that.`,
    );
  }
  return [
    `${capital(name)} starts the daemon at login, and has started it now, unless one ran already: ${file}.`,
  ];
}

/** As written, or where that was broken off, as it was before. */
function isOurs({ service }: Installed, found: string): boolean {
  return found === service?.sha256 || found === service?.earlier;
}

/** Whether it runs this version: its jobs go on then. */
async function isCurrent({ file, ask }: ServiceRecipe): Promise<boolean> {
  if ((await contentAt(file)) === undefined) return false;
  if ((await runSystemCommand(ask)).exitCode !== 0) return false;
  return (await answeringDaemon())?.version === packageVersion();
}

const NO_SERVICE = 'No service of Stemwright is installed.';

/** @returns sentences on what it did. @throws OperationalError `output-failed`, `input-unreadable`; `not-allowed` as installing */
export async function removeService(recipe: ServiceRecipe): Promise<string[]> {
  if ((await readInstalled()).service === undefined) return [NO_SERVICE];
  return oneAtATime(() => removeAlone(recipe));
}

async function removeAlone(recipe: ServiceRecipe): Promise<string[]> {
  const installed = await readInstalled();
  const { service } = installed;
  if (service === undefined) return [NO_SERVICE];
  if (path.basename(service.file) !== path.basename(recipe.file)) {
    throw new OperationalError(
      'input-unreadable',
      `Expected the record of what is installed to name ${path.basename(recipe.file)}, got ${service.file}, which stays. Move installed.json away, and take the service back by hand.`,
    );
  }
  const found = await contentAt(service.file);
  if (found !== undefined && !isOurs(installed, found)) {
    await writeInstalled({ ...installed, service: undefined });
    return [`${service.file} has been changed since, and stays; it is yours now.`];
  }
  await takeBack(recipe, service);
  await writeInstalled({ ...installed, service: undefined });
  return [`${capital(recipe.name)} is removed, and its daemon has ended: ${service.file}.`];
}

export interface ServiceState {
  readonly isInstalled: boolean;
  readonly isRunning: boolean;
  readonly sentence: string;
}

export async function serviceState(recipe: ServiceRecipe): Promise<ServiceState> {
  const { service } = await readInstalled();
  if (service === undefined) {
    const sentence =
      'No service is installed. "stemwright service install" starts the daemon at login.';
    return { isInstalled: false, isRunning: false, sentence };
  }
  const found = await contentAt(service.file);
  if (found === undefined) {
    const sentence = `${service.file} is gone. Run "stemwright service install" again.`;
    return { isInstalled: false, isRunning: false, sentence };
  }
  const { exitCode } = await runSystemCommand(recipe.ask);
  const isRunning = exitCode === 0;
  const state = isRunning ? 'is running' : 'is installed and not running';
  const line = service.arguments.join(' ');
  return { isInstalled: true, isRunning, sentence: `${capital(recipe.name)} ${state}: ${line}.` };
}

/** @throws OperationalError `output-exists` for one that is nowhere but in the system, and cannot be kept aside */
async function refuseElsewhere(
  { name, find }: ServiceRecipe,
  ours: InstalledService | undefined,
): Promise<void> {
  if (find === undefined || ours !== undefined) return;
  if ((await runSystemCommand(find)).exitCode !== 0) return;
  throw new OperationalError(
    'output-exists',
    `There is ${name} already, which "stemwright service install" has not made. Rename or remove it, and run this again.`,
  );
}

/** What had its place before has it again then. */
async function takeBack(
  { disable, forget }: ServiceRecipe,
  { file, kept, folders = [] }: InstalledService,
): Promise<void> {
  for (const command of disable) await runSystemCommand(command);
  try {
    await removeFile(file);
    await removeLeftoversOf(file);
    if (kept !== undefined) {
      await putBack(path.dirname(file), path.basename(file), path.basename(kept));
    }
    for (const made of [...folders].reverse()) await removeEmpty(made);
  } catch (error) {
    throw outputFailed(file, error);
  }
  for (const command of forget) await runSystemCommand(command);
}

const PAUSE_MS = 500;

/** In the words of the command, undefined where all succeed. */
async function firstFailure({
  enable,
  patienceMs = 0,
}: ServiceRecipe): Promise<string | undefined> {
  for (const command of enable) {
    for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
      const { exitCode, said } = await runSystemCommand(command);
      if (exitCode === 0) break;
      if (waitedMs >= patienceMs) return `${command[0]}: ${said.replace(/\.$/, '')}`;
      await sleep(PAUSE_MS);
    }
  }
  return undefined;
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
