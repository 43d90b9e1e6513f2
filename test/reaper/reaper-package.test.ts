/**
 * The ReaPack index says what the scripts' header and files say, in the format that ReaPack loads.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { filesBelow } from '../support/files-below.js';
import { repositoryPath } from '../support/repository.js';
import {
  CATEGORY,
  INDEX_FILE,
  MAIN_SCRIPT,
  readHeader,
  readPackage,
  REAPER_FOLDER,
} from '../../tools/reaper/reaper-package.js';
import { parseXml, type XmlElement } from './xml.js';

const SCRIPTS = path.join(REAPER_FOLDER, CATEGORY);

function children({ content }: XmlElement, name: string): XmlElement[] {
  return content.filter((part) => typeof part !== 'string').filter((part) => part.name === name);
}

function textOf({ content }: XmlElement): string {
  return content.filter((part) => typeof part === 'string').join('');
}

function only(element: XmlElement, name: string): XmlElement {
  const found = children(element, name);
  assert.equal(found.length, 1, name);
  return found[0]!;
}

describe('The ReaPack package', () => {
  it('has the version of Stemwright', async () => {
    const { version } = JSON.parse(await readFile(repositoryPath('package.json'), 'utf8')) as {
      version: string;
    };
    assert.equal(readPackage().version, version);
  });

  it('provides every file once, and every action as an action', async () => {
    const provided = readPackage().provides;
    assert.deepEqual(
      provided.map(({ file }) => file).sort(),
      (await filesBelow(SCRIPTS)).map((file) => file.replaceAll(path.sep, '/')).sort(),
    );
    for (const { file, isAction } of provided) assert.equal(isAction, !file.includes('/'), file);
  });

  it('has one header with a version: every other file is no package of its own', async () => {
    for (const file of await filesBelow(SCRIPTS)) {
      const tags = readHeader(await readFile(path.join(SCRIPTS, file), 'utf8'));
      assert.equal(tags.has('version'), file === MAIN_SCRIPT, file);
      assert.equal(tags.has('noindex'), file !== MAIN_SCRIPT, file);
    }
  });

  it('is an index as ReaPack loads it, with the hash of each file', async () => {
    const index = parseXml(await readFile(INDEX_FILE, 'utf8'));
    assert.equal(index.name, 'index');
    assert.equal(index.attributes['version'], '1');
    const category = only(index, 'category');
    assert.ok(category.attributes['name']);
    const reapack = only(category, 'reapack');
    assert.equal(reapack.attributes['type'], 'script');
    const version = only(reapack, 'version');
    // ReaPack's rule: up to four numbers, and a letter where it is a pre-release
    assert.match(version.attributes['name']!, /^\d+(\.\d+){0,3}([a-z].*)?$/);
    const sources = children(version, 'source');
    assert.equal(sources.length, readPackage().provides.length);
    for (const source of sources) {
      const file = source.attributes['file'] ?? reapack.attributes['name']!;
      const bytes = await readFile(path.join(SCRIPTS, file));
      const digest = createHash('sha256').update(bytes).digest('hex');
      assert.equal(source.attributes['hash'], `1220${digest}`, file);
      const { pathname } = new URL(textOf(source));
      assert.ok(decodeURIComponent(pathname).endsWith(`/reaper-scripts/${CATEGORY}/${file}`), file);
    }
  });
});
