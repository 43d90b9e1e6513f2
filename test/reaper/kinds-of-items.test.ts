/**
 * What items and takes may have: each row of the table in reaper-scripts/README.md, in a stand-in for Reaper, against a real daemon.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { describe, it } from 'mocha';

import { needsLua, runScenario, withScenario } from '../support/lua.js';
import { repositoryPath } from '../support/repository.js';
import { sharedDaemon } from '../support/shared-daemon.js';

const HEADING = '| the item has | stems |';
const RIGHT = 'right';

interface Row {
  readonly name: string;
  readonly isRight: boolean;
}

function readRows(): Row[] {
  const readme = readFileSync(repositoryPath('reaper-scripts', 'README.md'), 'utf8');
  const [, table = ''] = readme.split(`${HEADING}\n`);
  return table
    .split('\n\n')[0]!
    .split('\n')
    .slice(1)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, name = '', says = '']) => ({ name, isRight: says.startsWith(RIGHT) }));
}

describe('What becomes in Reaper of an item with', () => {
  needsLua();
  const daemon = sharedDaemon();
  const rows = readRows();

  const options = async (row: string) => ({
    daemon: daemon.current(),
    mediaFolder: await daemon.newMediaFolder(),
    env: { STAND_IN_ROW: row },
  });

  for (const { name, isRight } of rows) {
    it(`${name}: ${isRight ? 'stems that sound like it' : 'a refusal, with a sentence'}`, async () =>
      runScenario('take_row', await options(name)));
  }

  it('what is tested and what README says are the same rows', async () =>
    withScenario('take_row', await options(''), async (lua) => {
      assert.equal(await lua.ended(), 0, lua.output());
      assert.deepEqual(
        lua.output().trim().split('\n').sort(),
        rows.map(({ name, isRight }) => `${name}: ${isRight ? 'right' : 'refused'}`).sort(),
      );
    }));
});
