/**
 * The ReaPack package of the Reaper scripts, as the header of its main file says: reapack-index's tags. It is read from the working
 * folder, or from a commit.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { repositoryPath } from '../../test/support/repository.js';

export const REAPER_FOLDER = repositoryPath('reaper-scripts');
/** also the folder below Reaper's Scripts, and ReaPack's name for the repository */
export const CATEGORY = 'Stemwright';
export const MAIN_SCRIPT = 'Stemwright - Separate selected items.lua';

/** The files of the category's folder, by paths below it with "/". */
export interface PackageFiles {
  readonly names: readonly string[];
  read(name: string): Buffer;
}

export interface ProvidedFile {
  /** relative to the category's folder */
  readonly file: string;
  /** whether it appears in the action list */
  readonly isAction: boolean;
}

export interface ReaperPackage {
  readonly description: string;
  readonly author: string;
  readonly version: string;
  readonly about: string;
  readonly changelog: string | undefined;
  readonly provides: readonly ProvidedFile[];
}

/** As they are now. */
export function workingFiles(folder = path.join(REAPER_FOLDER, CATEGORY)): PackageFiles {
  return {
    names: readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .map((name) => name.replaceAll(path.sep, '/'))
      .sort(),
    read: (name) => readFileSync(path.join(folder, name)),
  };
}

/** The header of a script: comment lines "@tag value", with indented lines that go on with it, up to the first line that is none. */
export function readHeader(text: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  let current: string | undefined;
  for (const line of text.split('\n')) {
    const [, spaces, words] = /^--( *)(.*)$/.exec(line) ?? [];
    if (words === undefined) break;
    const [, tag, value] = /^@(\w+) ?(.*)$/.exec(words) ?? [];
    if (tag !== undefined) {
      current = tag;
      tags.set(tag, value!);
    } else if (current !== undefined && spaces!.length > 1) {
      tags.set(current, `${tags.get(current)!}\n${words}`.trim());
    } else {
      current = undefined;
    }
  }
  return tags;
}

/** @throws Error when a tag is missing, or a line of @provides is not understood or provides nothing */
export function readPackage(files = workingFiles()): ReaperPackage {
  const tags = readHeader(files.read(MAIN_SCRIPT).toString('utf8'));
  const tag = (name: string): string => {
    const value = tags.get(name);
    if (value === undefined || value === '') throw new Error(`${MAIN_SCRIPT} has no @${name}`);
    return value;
  };
  return {
    description: tag('description'),
    author: tag('author'),
    version: tag('version'),
    about: tag('about'),
    changelog: tags.get('changelog'),
    provides: tag('provides')
      .split('\n')
      .flatMap((line) => provided(line, files)),
  };
}

/** "[main] ." is the script itself, "[nomain] lib/*.lua" all files of a folder. */
function provided(line: string, { names }: PackageFiles): ProvidedFile[] {
  const [, option, pattern] = /^\[(main|nomain)\] (.+)$/.exec(line) ?? [];
  if (pattern === undefined) throw new Error(`@provides: "${line}" is not understood`);
  const isAction = option === 'main';
  if (pattern === '.') return [{ file: MAIN_SCRIPT, isAction }];
  const folder = pattern.endsWith('/*.lua') ? path.posix.dirname(pattern) : undefined;
  const found = names.filter((name) =>
    folder === undefined
      ? name === pattern
      : path.posix.dirname(name) === folder && name.endsWith('.lua'),
  );
  if (found.length === 0) throw new Error(`@provides: there is no file "${pattern}"`);
  return found.map((file) => ({ file, isAction }));
}
