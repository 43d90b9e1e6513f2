/**
 * The ReaPack index: index.xml as ReaPack loads it, of released versions, by the rules of reapack-index: where a file is to be had says a
 * template of its address.
 *
 *   https://git.example.org/stemwright/raw/$commit/$path
 *
 * $path is the file's in the repository, $commit that of the version's tag, $version its number, $package the main script's path.
 */
import { createHash } from 'node:crypto';

import { CATEGORY, MAIN_SCRIPT, readPackage, type PackageFiles } from './reaper-package.js';

/** of multihashes: SHA-256, 32 bytes */
const SHA256_PREFIX = '1220';
const SCHEMES = ['http:', 'https:', 'file:'];

export interface ReleasedPackage {
  readonly files: PackageFiles;
  /** of the category's folder in the repository */
  readonly folder: string;
  readonly commit: string;
  /** of the commit */
  readonly time: Date;
}

/** @throws Error in the words of what reapack-index would refuse */
export function checkUrlTemplate(template: string): string {
  let url: URL;
  try {
    url = new URL(template);
  } catch {
    throw new Error(`The address "${template}" is no URL.`);
  }
  if (!SCHEMES.includes(url.protocol)) {
    throw new Error(`The address "${template}" must begin with http://, https:// or file://.`);
  }
  if (!template.includes('$path')) throw new Error(`The address "${template}" lacks $path.`);
  if (!template.includes('$commit') && !template.includes('$version')) {
    throw new Error(`The address "${template}" lacks $commit: released files must not change.`);
  }
  return template;
}

/** @param released the oldest first: ReaPack takes them in their order */
export function reaperIndexXml(released: readonly ReleasedPackage[], urlTemplate: string): string {
  const template = checkUrlTemplate(urlTemplate);
  const newest = released.at(-1);
  if (newest === undefined) throw new Error('No version has been released: there is no tag v*.');
  const { description, about } = readPackage(newest.files);
  const versions = released.map((each) => versionXml(each, template));
  return `<?xml version="1.0" encoding="utf-8"?>
<index version="1" name="${CATEGORY}" commit="${newest.commit}">
  <category name="${CATEGORY}">
    <reapack name="${escaped(MAIN_SCRIPT)}" type="script" desc="${escaped(description)}">
      <metadata>
        <description>${escaped(rtf(about))}</description>
      </metadata>
${versions.join('\n')}
    </reapack>
  </category>
</index>
`;
}

function versionXml({ files, folder, commit, time }: ReleasedPackage, template: string): string {
  const { author, version, changelog, provides } = readPackage(files);
  if (!/^\d+(\.\d+){0,3}([a-z].*)?$/.test(version)) {
    throw new Error(`ReaPack takes no version "${version}".`);
  }
  const urlOf = (file: string): string => {
    const values: Readonly<Record<string, string>> = {
      path: inAddress(`${folder}/${file}`),
      commit,
      version,
      package: inAddress(`${folder}/${MAIN_SCRIPT}`),
    };
    return template.replace(/\$(path|commit|version|package)/g, (_, name: string) => values[name]!);
  };
  const sources = provides.map(({ file, isAction }) => {
    const hash = SHA256_PREFIX + createHash('sha256').update(files.read(file)).digest('hex');
    const attributes = [
      ...(file === MAIN_SCRIPT ? [] : [`file="${escaped(file)}"`]),
      ...(isAction ? ['main="main"'] : []),
      `hash="${hash}"`,
    ];
    return `        <source ${attributes.join(' ')}>${escaped(urlOf(file))}</source>\n`;
  });
  const change =
    changelog === undefined ? '' : `        <changelog>${escaped(changelog)}</changelog>\n`;
  return `      <version name="${version}" author="${escaped(author)}" time="${time.toISOString().replace(/\.\d+Z$/, 'Z')}">
${change}${sources.join('')}      </version>`;
}

/** A path, whose "/" stay. */
function inAddress(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
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
