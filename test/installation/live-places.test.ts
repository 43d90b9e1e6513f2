/**
 * Live's User Library is found where Live says that it is, on either of its systems.
 */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { findUserLibrary } from '../../src/installation/live-places.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const PREFERENCES = {
  darwin: (home: string, release: string) =>
    path.join(home, 'Library', 'Preferences', 'Ableton', release),
  win32: (home: string, release: string) =>
    path.join(home, 'AppData', 'Roaming', 'Ableton', release, 'Preferences'),
} as const;
const USUAL = { darwin: 'Music', win32: 'Documents' } as const;

async function folderAt(...parts: string[]): Promise<string> {
  const folder = path.join(...parts);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** As Live 11 and 12 write it, without what is of no interest. */
function libraryCfg(parent: string, name: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Ableton MajorVersion="5" Creator="Ableton Live 12.1">
	<ContentLibrary>
		<UserFolderInfoList>
			<UserFolderInfo><Path Value="/elsewhere" /><ProjectPath Value="/wrong" /></UserFolderInfo>
		</UserFolderInfoList>
		<UserLibrary>
			<LibraryProject Id="0">
				<ProjectName Value="${name}" />
				<ProjectPath Value="${parent}" />
			</LibraryProject>
		</UserLibrary>
	</ContentLibrary>
</Ableton>
`;
}

for (const platform of ['darwin', 'win32'] as const) {
  describe(`Live's User Library on ${platform}`, () => {
    const surroundings = (homeFolder: string) => ({ platform, homeFolder, environment: {} });

    it('is in the place that Live takes by itself', () =>
      withTemporaryFolder(async (home) => {
        assert.equal(await findUserLibrary(surroundings(home)), undefined);
        const usual = await folderAt(home, USUAL[platform], 'Ableton', 'User Library');
        assert.equal(await findUserLibrary(surroundings(home)), usual);
      }));

    it('is where the newest release says, by number, if it is there', () =>
      withTemporaryFolder(async (home) => {
        const usual = await folderAt(home, USUAL[platform], 'Ableton', 'User Library');
        const moved = await folderAt(home, 'Disk & more', 'My "Library"');
        for (const [release, parent, name] of [
          ['Live 12.9.1', home, 'Older'],
          ['Live 12.10', path.join(home, 'Disk &amp; more'), 'My &quot;Library&quot;'],
        ] as const) {
          const folder = await folderAt(PREFERENCES[platform](home, release));
          await writeFile(path.join(folder, 'Library.cfg'), libraryCfg(parent, name));
        }
        await folderAt(home, 'Older');
        assert.equal(await findUserLibrary(surroundings(home)), moved);
        const folder = await folderAt(PREFERENCES[platform](home, 'Live 13.0b2'));
        await writeFile(path.join(folder, 'Library.cfg'), libraryCfg('/no/such/disk', 'Gone'));
        assert.equal(await findUserLibrary(surroundings(home)), moved);
        await writeFile(path.join(folder, 'Library.cfg'), 'no XML');
        assert.equal(await findUserLibrary(surroundings(home)), moved);
        assert.notEqual(moved, usual);
      }));
  });
}
