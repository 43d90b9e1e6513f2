/**
 * The ReaPack package of the Reaper scripts: index.xml, made from the header of its main file and the files it names.
 *
 * The format is that of ReaPack's loader (index, category, reapack, version, source): version 1.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { repositoryPath } from '../../test/support/repository.js';
import type { GeneratedFile } from '../generated-file.js';

export const REAPER_FOLDER = repositoryPath('reaper-scripts');
export const INDEX_FILE = path.join(REAPER_FOLDER, 'index.xml');
/** also the folder below Reaper's Scripts, and ReaPack's name for the repository */
export const CATEGORY = 'Stemwright';
export const MAIN_SCRIPT = 'Stemwright - Separate selected items.lua';
/** where the files of a released version are for everybody */
const BASE_URL = 'https://cdn.jsdelivr.net/npm';
/** of multihashes: SHA-256, 32 bytes */
const SHA256_PREFIX = '1220';

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
  readonly provides: readonly ProvidedFile[];
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

/** @throws Error when a tag is missing, or a line of @provides is not understood */
export function readPackage(): ReaperPackage {
  const tags = readHeader(readFileSync(path.join(REAPER_FOLDER, CATEGORY, MAIN_SCRIPT), 'utf8'));
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
    provides: tag('provides').split('\n').flatMap(provided),
  };
}

/** "[main] ." is the script itself, "[nomain] lib/*.lua" all files of a folder. */
function provided(line: string): ProvidedFile[] {
  const [, option, pattern] = /^\[(main|nomain)\] (.+)$/.exec(line) ?? [];
  if (pattern === undefined) throw new Error(`@provides: "${line}" is not understood`);
  const isAction = option === 'main';
  if (pattern === '.') return [{ file: MAIN_SCRIPT, isAction }];
  if (!pattern.endsWith('/*.lua')) return [{ file: pattern, isAction }];
  const folder = path.dirname(pattern);
  const names = readdirSync(path.join(REAPER_FOLDER, CATEGORY, folder)).sort();
  return names
    .filter((name) => name.endsWith('.lua'))
    .map((name) => ({ file: `${folder}/${name}`, isAction }));
}

export function reaperIndex(): GeneratedFile {
  return { file: INDEX_FILE, content: packageIndex() };
}

/** index.xml: one package with one version. */
function packageIndex(): string {
  const { description, author, version, about, provides } = readPackage();
  const sources = provides.map(({ file, isAction }) => {
    const bytes = readFileSync(path.join(REAPER_FOLDER, CATEGORY, file));
    const hash = SHA256_PREFIX + createHash('sha256').update(bytes).digest('hex');
    const attributes = [
      ...(file === MAIN_SCRIPT ? [] : [`file="${escaped(file)}"`]),
      ...(isAction ? ['main="main"'] : []),
      `hash="${hash}"`,
    ];
    return `        <source ${attributes.join(' ')}>${escaped(urlOf(version, file))}</source>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>
<index version="1" name="${CATEGORY}">
  <category name="${CATEGORY}">
    <reapack name="${escaped(MAIN_SCRIPT)}" type="script" desc="${escaped(description)}">
      <metadata>
        <description>${escaped(rtf(about))}</description>
      </metadata>
      <version name="${version}" author="${escaped(author)}">
${sources.join('\n')}
      </version>
    </reapack>
  </category>
</index>
`;
}

function urlOf(version: string, file: string): string {
  const segments = ['reaper-scripts', CATEGORY, ...file.split('/')].map(encodeURIComponent);
  return `${BASE_URL}/stemwright@${version}/${segments.join('/')}`;
}

/** Descriptions are rich text. */
function rtf(text: string): string {
  return `{\\rtf1\\ansi ${text.replace(/[\\{}]/g, '\\$&').replaceAll('\n', '\\line ')}}`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
