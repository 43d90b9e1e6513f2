/**
 * The start file: how this user's daemon is started, for programs that start it themselves; it stays when the daemon ends.
 *
 *   ~/.config/stemwright/start.json   { "node": "/usr/bin/node", "program": ".../dist/src/main.js", "arguments": ["serve", ...], ... }
 *
 * Only the user can read it. It never holds a token: what a flag or variable says outright is not kept. A daemon that has a state folder
 * or a config file of its own (the demo, a test, a second one) is not the user's, and does not write it.
 */
import path from 'node:path';

import { createFolder } from '../audio/create-folder.js';
import { outputFailed } from '../audio/output-failed.js';
import { writeLinkedFile } from '../audio/linked-file.js';
import { CONFIG } from '../config/config.js';
import type { ConfigSources, LoadedSettings } from '../config/setting-sources.js';
import {
  environmentName,
  ENVIRONMENT_PREFIX,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
} from '../config/settings.js';
import { shownSetting } from '../config/shown-setting.js';
import { runtimeFilePath } from '../control/osc/runtime-file.js';
import { absolutePath, removeFile } from '../file-system.js';
import { parseValue, readJsonFile } from '../json-file.js';
import { FILE_INPUT } from '../live/live.js';
import { lastingNodePath } from './node-path.js';
import { startSchema, type StartRecord } from './start-schema.js';

export const START_FILE = path.join(path.dirname(CONFIG.configFile), 'start.json');
const PROGRAM = path.join(CONFIG.packageFolder, 'dist', 'src', 'main.js');
/** Every start has them, before the settings that it says. */
export const START_WORDS = ['serve', '--unless-running'] as const;
const LOG_NAME = 'daemon.log';

/** How to start a daemon with these settings again. @param sources where they came from */
export function startRecord(loaded: LoadedSettings, sources: ConfigSources): StartRecord {
  const { settings, origins } = loaded;
  const hasTokenFile = origins.oscToken === origins.oscTokenFile;
  return {
    node: lastingNodePath(),
    program: PROGRAM,
    arguments: serveArguments(loaded, sources),
    tokenFile: hasTokenFile ? (settings.oscTokenFile ?? null) : null,
    runtimeFile: runtimeFilePath(),
    logFile: path.join(settings.stateFolder, LOG_NAME),
  };
}

/** What the config file says is read there again; flags and the environment are not there any more. */
function serveArguments(
  { settings, origins }: LoadedSettings,
  { configFile }: ConfigSources,
): string[] {
  const args: string[] = [...START_WORDS];
  if (configFile !== undefined) args.push('--config', absolutePath(configFile));
  for (const name of SETTING_NAMES) {
    if (!isSaid(origins[name]) || SETTINGS[name].isSecret === true) continue;
    args.push(flagOf(name), lastingText(name, shownSetting(name, settings[name])));
  }
  return args;
}

/** A file as live input is relative to where it was said. */
function lastingText(name: SettingName, text: string): string {
  if (name !== 'input' || !text.startsWith(FILE_INPUT)) return text;
  return FILE_INPUT + absolutePath(text.slice(FILE_INPUT.length));
}

function flagOf(name: SettingName): string {
  return SETTINGS[name].flag.split(' ')[0]!;
}

/** By a flag or a variable. */
function isSaid(origin: string): boolean {
  return origin.startsWith('--') || origin.startsWith(ENVIRONMENT_PREFIX);
}

/** Whether a token was said outright, which nothing may keep. */
export function hasSpokenToken({ origins }: LoadedSettings): boolean {
  return [flagOf('oscToken'), environmentName('oscToken')].includes(origins.oscToken);
}

/** Whether a daemon with these settings is the one that this user starts, and not another beside it. */
export function isUsersDaemon({ origins }: LoadedSettings, { configFile }: ConfigSources): boolean {
  return configFile === undefined && !isSaid(origins.stateFolder);
}

/** Appears whole or not at all. @throws OperationalError `output-failed` */
export async function writeStartFile(record: StartRecord, file = START_FILE): Promise<void> {
  try {
    await createFolder(path.dirname(file));
    // whoever starts a daemon appends to its log
    await createFolder(path.dirname(record.logFile));
    await writeLinkedFile(file, `${JSON.stringify(record, null, 2)}\n`, 0o600);
  } catch (error) {
    throw outputFailed(`The start file ${file}`, error);
  }
}

/** Without complaint where there is none. @throws OperationalError `output-failed` */
export async function removeStartFile(file = START_FILE): Promise<void> {
  try {
    await removeFile(file);
  } catch (error) {
    throw outputFailed(`The start file ${file}`, error);
  }
}

/** undefined where there is none, or it says nothing known */
export async function readStartFile(file = START_FILE): Promise<StartRecord | undefined> {
  return parseValue(await readJsonFile(file), startSchema);
}

/** The start file has this program's paths; with which settings it starts it, if it is there, stays. */
export async function refreshStartFile(
  fresh: StartRecord,
  file = START_FILE,
): Promise<StartRecord> {
  const before = await readStartFile(file);
  const { node, program, runtimeFile } = fresh;
  const record = before === undefined ? fresh : { ...before, node, program, runtimeFile };
  await writeStartFile(record, file);
  return record;
}
