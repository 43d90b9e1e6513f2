/**
 * Tagged packages: the Reaper scripts as they were at each release, which is a Git tag v1.2.3, read from the repository.
 */
import { execFileSync } from 'node:child_process';

import { CATEGORY, readPackage, type PackageFiles } from './reaper-package.js';
import type { ReleasedPackage } from './reaper-index.js';

const FOLDER = `reaper-scripts/${CATEGORY}`;
const MOST_BYTES = 16 << 20;

/**
 * The oldest first.
 * @throws Error where a tag's scripts say another version than the tag
 */
export function taggedPackages(repository: string): ReleasedPackage[] {
  const git = (...args: string[]): Buffer =>
    execFileSync('git', ['-C', repository, ...args], { maxBuffer: MOST_BYTES });
  const lines = (...args: string[]): string[] =>
    git(...args)
      .toString('utf8')
      .split(/[\n\0]/)
      .filter((line) => line !== '');
  return lines('tag', '--list', 'v[0-9]*', '--sort=version:refname').map((tag) => {
    const [commit, seconds] = lines('log', '-1', '--format=%H%n%ct', tag);
    const files: PackageFiles = {
      names: lines('ls-tree', '-r', '-z', '--name-only', `${tag}:${FOLDER}`).sort(),
      read: (name) => git('cat-file', 'blob', `${tag}:${FOLDER}/${name}`),
    };
    const { version } = readPackage(files);
    if (tag !== `v${version}`) {
      throw new Error(`The tag ${tag} has scripts of version ${version}: tag another commit.`);
    }
    return { files, folder: FOLDER, commit: commit!, time: new Date(1000 * Number(seconds)) };
  });
}
