/**
 * SECURITY.md names what tests each promise: each name is a test or an attack that there is, and each attack tries to break a promise.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';

import { describe, it } from 'mocha';

import { ATTACKS } from '../../tools/attack/attacks.js';
import { repositoryPath } from '../support/repository.js';

/** The names in the last column of the table of promises. */
async function testNames(): Promise<string[]> {
  const page = await readFile(repositoryPath('SECURITY.md'), 'utf8');
  const section = page.slice(page.indexOf('## What is promised'), page.indexOf('## What is not'));
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows
    .slice(2)
    .flatMap((row) => row.split('|').at(-2)!.split(/[,;]/))
    .map((name) => name.trim().split(' ')[0]!);
}

describe('SECURITY.md', () => {
  it('names tests and attacks that there are', async () => {
    const files = await readdir(repositoryPath('test'), { recursive: true });
    const tests = new Set(files.map((file) => file.replace(/(\.slow)?\.test\.ts$/, '')));
    const attacks = new Set(ATTACKS.map(({ name }) => name));
    const names = await testNames();
    assert.ok(names.length > ATTACKS.length);
    assert.deepEqual(
      names.filter((name) => !tests.has(name) && !attacks.has(name)),
      [],
    );
  });

  it('has each attack beside a promise', async () => {
    const names = new Set(await testNames());
    assert.deepEqual(
      ATTACKS.map(({ name }) => name).filter((name) => !names.has(name)),
      [],
    );
  });
});
