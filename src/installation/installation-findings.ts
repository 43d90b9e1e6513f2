/**
 * Installation findings: what doctor says of the device in Live, the actions in Reaper and the start at login.
 */
import path from 'node:path';

import type { Finding } from '../control/api/set-up.js';
import { OperationalError } from '../operational-error.js';
import { packageVersion } from '../package-version.js';
import { contentAt } from './file-content.js';
import { readInstalled } from './installed-record.js';
import type { HostProgram, Installed, InstalledPlace } from './installed-schema.js';
import { findUserLibrary } from './live-places.js';
import { findResourcePath } from './reaper-places.js';
import { serviceRecipe, serviceState } from './service/login-service.js';
import { ownSurroundings } from './surroundings.js';

const PARTS = { live: 'Ableton Live', reaper: 'Reaper' } as const;
const SERVICE_PART = 'Start at login';

export async function installationFindings(): Promise<Finding[]> {
  const surroundings = ownSurroundings();
  const [library, resourcePath] = await Promise.all([
    findUserLibrary(surroundings),
    findResourcePath(surroundings),
  ]);
  return [
    await orMissing(PARTS.live, async () => hostFinding('live', await readInstalled(), library)),
    await orMissing(PARTS.reaper, async () =>
      hostFinding('reaper', await readInstalled(), resourcePath),
    ),
    await orMissing(SERVICE_PART, serviceFinding),
  ];
}

/** What cannot be found out is told in its place. */
async function orMissing(part: string, look: () => Promise<Finding>): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    return { part, state: 'missing', detail: error.message };
  }
}

/** @param found where that program has its files, if it is here */
async function hostFinding(
  program: HostProgram,
  { places }: Installed,
  found: string | undefined,
): Promise<Finding> {
  const part = PARTS[program];
  const command = `"stemwright install ${program}"`;
  const ours = places.filter((place) => place.program === program);
  if (ours.length === 0) {
    const detail =
      found === undefined
        ? `Not found on this machine. Where it is elsewhere, ${command} takes its folder by --folder.`
        : `Found ${found}, without Stemwright: ${command} puts it there.`;
    return { part, state: 'missing', detail };
  }
  const sentences = await Promise.all(ours.map((place) => problemOf(place)));
  const problems = sentences.filter((sentence) => sentence !== undefined);
  if (problems.length > 0) {
    const detail = `${problems.join(' ')} Run ${command} again.`;
    return { part, state: 'missing', detail };
  }
  const folders = ours.map(({ folder }) => folder).join(', ');
  return { part, state: 'good', detail: `Stemwright ${packageVersion()} is in ${folders}.` };
}

async function problemOf({ folder, version, files }: InstalledPlace): Promise<string | undefined> {
  if (version !== packageVersion()) {
    return `In ${folder} is Stemwright ${version}, and this is ${packageVersion()}.`;
  }
  for (const [to, hash] of Object.entries(files)) {
    const content = await contentAt(path.join(folder, to));
    if (content === undefined) return `${path.join(folder, to)} is gone.`;
    if (content !== hash) return `${path.join(folder, to)} has been changed.`;
  }
  return undefined;
}

async function serviceFinding(): Promise<Finding> {
  const { isInstalled, sentence } = await serviceState(serviceRecipe(ownSurroundings()));
  return { part: SERVICE_PART, state: isInstalled ? 'good' : 'missing', detail: sentence };
}
