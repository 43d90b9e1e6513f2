/**
 * Files that are made from code are compared without being written, and the README's tables go between their comments only.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { outdated, write } from '../../tools/generated-file.js';
import { withTable } from '../../tools/pages/readme-tables.js';
import { filesBelow } from '../support/files-below.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const PAGE = `Before.

<!-- pads: made by npm run generate -->

| old |

<!-- end of pads -->

After.
`;

describe('Generated files', () => {
  it('are out of date when they are missing or were edited, and looking writes nothing', async () => {
    await withTemporaryFolder(async (folder) => {
      const [same, edited, missing] = ['same', 'edited', 'below/missing'].map((name) => ({
        file: path.join(folder, name),
        content: `made: ${name}\n`,
      }));
      const all = [same!, edited!, missing!];
      await writeFile(same!.file, same!.content);
      await writeFile(edited!.file, 'by hand\n');

      assert.deepEqual(await outdated(all), [edited, missing]);
      assert.equal(await readFile(edited!.file, 'utf8'), 'by hand\n');
      assert.deepEqual((await filesBelow(folder)).sort(), ['edited', 'same']);

      await write(all);
      assert.deepEqual(await outdated(all), []);
      assert.equal(await readFile(missing!.file, 'utf8'), missing!.content);
    });
  });

  it('take a table between its comments, and change nothing else of the page', () => {
    const page = withTable(PAGE, 'pads', '| new |');
    assert.equal(page, PAGE.replace('| old |', '| new |'));
    assert.equal(withTable(page, 'pads', '| new |'), page);
  });

  for (const [what, page] of [
    ['has no such comment', 'Before.\n'],
    ['has only the first', PAGE.replace('<!-- end of pads -->', '')],
    ['has both twice', PAGE + PAGE],
  ] as const) {
    it(`refuse a page that ${what}, rather than lose a part of it`, () => {
      assert.throws(() => withTable(page, 'pads', '| new |'), /must have .*pads.* once each/);
    });
  }
});
