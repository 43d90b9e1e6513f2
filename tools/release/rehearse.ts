/**
 * Rehearses a release: npm run release:check. Publishes nothing, needs no network, and leaves nothing behind.
 *
 *   versions agree -> the package has what it installs -> the device is valid -> the index of a tag names what the tag holds
 *
 * Exit code 1, with a line for each thing that is wrong.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { deviceFaults } from '../../max-for-live/source/device-faults.js';
import { packageVersion } from '../../src/package-version.js';
import { messageOf } from '../../src/thrown-error.js';
import { repositoryPath } from '../../test/support/repository.js';
import { reaperIndexXml } from '../reaper/reaper-index.js';
import { readPackage, REAPER_FOLDER } from '../reaper/reaper-package.js';
import { taggedPackages } from '../reaper/tagged-packages.js';
import { packedFiles, packageFaults } from './packed-files.js';

const ADDRESS = 'https://release.invalid/stemwright/raw/$commit/$path';

const STEPS: Readonly<Record<string, () => readonly string[] | Promise<readonly string[]>>> = {
  'The versions agree': versionFaults,
  'The package has what it installs': () => packageFaults(packedFiles()),
  'The device is valid': () =>
    deviceFaults(readFileSync(repositoryPath('max-for-live', 'Stemwright.amxd'))),
  'The index of a tag names what the tag holds': indexFaults,
};

function versionFaults(): string[] {
  const version = packageVersion();
  const scripts = readPackage().version;
  const changes = readFileSync(repositoryPath('CHANGELOG.md'), 'utf8');
  const isNamed = changes.includes(`\n## ${version}\n`) || changes.includes('\n## Unreleased\n');
  return [
    ...(scripts === version ? [] : [`The scripts are of version ${scripts}, not ${version}.`]),
    ...(isNamed ? [] : [`CHANGELOG.md has no section ${version}.`]),
  ];
}

/** In a repository of its own, so that it needs neither tags nor history of this one. */
function indexFaults(): string[] {
  const repository = mkdtempSync(path.join(os.tmpdir(), 'stemwright-release-'));
  try {
    const identity = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@release.invalid'];
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', repository, ...identity, ...args], { stdio: 'pipe' });
    git('init', '--quiet');
    cpSync(REAPER_FOLDER, path.join(repository, 'reaper-scripts'), { recursive: true });
    git('add', '--force', '.');
    git('commit', '--quiet', '--message', 'rehearsal');
    git('tag', `v${packageVersion()}`);
    const index = reaperIndexXml(taggedPackages(repository), ADDRESS);
    const missing = readPackage().provides.filter(
      ({ file }) =>
        !index.includes(`/${file.split('/').map(encodeURIComponent).join('/')}</source>`),
    );
    return missing.map(({ file }) => `The index lacks ${file}.`);
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
}

for (const [name, faultsOf] of Object.entries(STEPS)) {
  let faults: readonly string[];
  try {
    faults = await faultsOf();
  } catch (error) {
    faults = [messageOf(error)];
  }
  console.log(`${faults.length === 0 ? 'good' : 'BAD '}  ${name}`);
  for (const fault of faults) console.error(`      ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
