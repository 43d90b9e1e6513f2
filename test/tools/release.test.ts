/**
 * Releasing, without publishing anything: the rehearsal holds for this commit, and the index that ReaPack loads names what tags hold.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { describe, it } from 'mocha';

import { repositoryPath } from '../support/repository.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { CATEGORY, MAIN_SCRIPT } from '../../tools/reaper/reaper-package.js';
import { checkUrlTemplate } from '../../tools/reaper/reaper-index.js';
import { packageFaults } from '../../tools/release/packed-files.js';
import { parseXml, type XmlElement } from '../reaper/xml.js';

const run = promisify(execFile);
const TEMPLATE = 'https://git.example.org/a%20band/raw/$commit/$path?v=$version';
const FOLDER = `reaper-scripts/${CATEGORY}`;

function children({ content }: XmlElement, name: string): XmlElement[] {
  return content.filter((part) => typeof part !== 'string').filter((part) => part.name === name);
}

function textOf({ content }: XmlElement): string {
  return content.filter((part) => typeof part === 'string').join('');
}

interface Repository {
  readonly folder: string;
  readonly git: (...args: string[]) => Promise<string>;
  /** commits the scripts with that version, and tags them */
  readonly release: (version: string, tag?: string) => Promise<void>;
  /** Runs the command that writes the index. */
  readonly writeIndex: (
    ...args: string[]
  ) => Promise<{ readonly code: number; readonly stderr: string }>;
  readonly indexFile: string;
}

function withRepository(use: (repository: Repository) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@release.invalid'];
    const git = async (...args: string[]): Promise<string> =>
      (await run('git', ['-C', folder, ...identity, ...args])).stdout;
    await git('init', '--quiet');
    await mkdir(path.join(folder, 'reaper-scripts'));
    await cp(repositoryPath(FOLDER), path.join(folder, FOLDER), { recursive: true });
    const indexFile = path.join(folder, 'index.xml');
    const script = path.join(folder, FOLDER, MAIN_SCRIPT);
    await use({
      folder,
      git,
      indexFile,
      async release(version, tag = `v${version}`) {
        const text = await readFile(script, 'utf8');
        await writeFile(script, text.replace(/^-- @version .*$/m, `-- @version ${version}`));
        await git('add', '.');
        await git('commit', '--quiet', '--message', version);
        await git('tag', tag);
      },
      writeIndex: (...args) =>
        run(process.execPath, [
          repositoryPath('dist', 'tools', 'reaper', 'write-reaper-index.js'),
          ...['--repository', folder, '--output', indexFile, ...args],
        ]).then(
          ({ stderr }) => ({ code: 0, stderr }),
          (error: unknown) => error as { code: number; stderr: string },
        ),
    });
  });
}

describe('A release', () => {
  it('is rehearsed whole, and nothing is wrong with this one', async () => {
    const rehearsal = repositoryPath('dist', 'tools', 'release', 'rehearse.js');
    const { stdout, stderr } = await run(process.execPath, [rehearsal]);
    assert.equal(stderr, '');
    assert.deepEqual(stdout.match(/^(good|BAD) /gm), ['good ', 'good ', 'good ', 'good ']);
  });

  it('is refused where the package lacks a script or what its pages link to, or has tests', async () => {
    const faults = await packageFaults(['dist/src/main.js', 'test/x.ts']);
    assert.ok(faults.includes('The package lacks max-for-live/Stemwright.amxd.'));
    assert.ok(faults.includes(`The package lacks ${FOLDER}/${MAIN_SCRIPT}.`));
    assert.ok(faults.some((fault) => fault.includes('test/x.ts')));
    const dead = 'max-for-live/README.md leads to max-for-live/view.svg, which the package lacks.';
    assert.ok(faults.includes(dead));
  });
});

describe('The index of released versions', () => {
  it('has every version in its order, each file by the address and hash of its tag', () =>
    withRepository(async ({ folder, git, indexFile, release, writeIndex }) => {
      await release('0.9.0');
      await writeFile(path.join(folder, FOLDER, 'lib', 'json.lua'), '-- another\n');
      await release('0.10.0');
      await git('tag', 'not-a-release');
      const { code, stderr } = await writeIndex('--url-template', TEMPLATE);
      assert.equal(code, 0, stderr);
      const index = parseXml(await readFile(indexFile, 'utf8'));
      assert.deepEqual(index.attributes, {
        version: '1',
        name: CATEGORY,
        commit: (await git('rev-parse', 'v0.10.0')).trim(),
      });
      const [category] = children(index, 'category');
      const [reapack] = children(category!, 'reapack');
      assert.equal(reapack!.attributes['type'], 'script');
      const versions = children(reapack!, 'version');
      assert.deepEqual(
        versions.map(({ attributes }) => attributes['name']),
        ['0.9.0', '0.10.0'],
      );
      for (const version of versions) {
        // as reapack-index writes times
        assert.match(version.attributes['time']!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        const tag = `v${version.attributes['name']!}`;
        const commit = (await git('rev-parse', tag)).trim();
        const sources = children(version, 'source');
        const files = sources.map(({ attributes }) => attributes['file'] ?? MAIN_SCRIPT);
        assert.equal(new Set(files).size, files.length);
        const tree = await git('ls-tree', '-r', '--name-only', '-z', `${tag}:${FOLDER}`);
        assert.deepEqual([...files].sort(), tree.split('\0').slice(0, -1).sort());
        for (const [at, source] of sources.entries()) {
          const url = new URL(textOf(source));
          assert.equal(url.search, `?v=${version.attributes['name']!}`);
          const name = decodeURIComponent(url.pathname).split(`/raw/${commit}/`)[1]!;
          assert.equal(name, `${FOLDER}/${files[at]!}`);
          const { stdout } = await run(
            'git',
            ['-C', folder, 'cat-file', 'blob', `${tag}:${name}`],
            {
              encoding: 'buffer',
            },
          );
          const digest = createHash('sha256').update(stdout).digest('hex');
          assert.equal(source.attributes['hash'], `1220${digest}`, name);
          const isAction = !files[at]!.includes('/');
          assert.equal(source.attributes['main'], isAction ? 'main' : undefined, name);
        }
      }
    }));

  it('is not written without an address, a tag, or scripts of the tag’s version', () =>
    withRepository(async ({ release, writeIndex }) => {
      assert.match((await writeIndex('--url-template', '')).stderr, /--url-template/);
      assert.match((await writeIndex('--url-template', TEMPLATE)).stderr, /there is no tag v\*/);
      await release('0.9.0', 'v0.9.1');
      const { code, stderr } = await writeIndex('--url-template', TEMPLATE);
      assert.equal(code, 1);
      assert.match(stderr, /The tag v0\.9\.1 has scripts of version 0\.9\.0/);
    }));

  it('takes only addresses that reapack-index takes, and that do not change', () => {
    assert.equal(checkUrlTemplate(TEMPLATE), TEMPLATE);
    for (const [template, why] of [
      ['git.example.org/$commit/$path', /no URL/],
      ['ftp://git.example.org/$commit/$path', /must begin with/],
      ['https://git.example.org/$commit', /lacks \$path/],
      ['https://git.example.org/main/$path', /lacks \$commit/],
    ] as const) {
      assert.throws(() => checkUrlTemplate(template), why);
    }
  });
});
