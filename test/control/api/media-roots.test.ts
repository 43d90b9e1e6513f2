import assert from 'node:assert/strict';
import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';

import { createMediaRoots } from '../../../src/control/api/media-roots.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';

interface Tree {
  readonly root: string;
  readonly song: string;
  readonly secret: string;
  readonly outside: string;
}

/** root/song.wav, outside/secret.wav, and links between them */
async function withTree(use: (tree: Tree) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (temporary) => {
    const folder = await realpath(temporary);
    const [root, outside] = [path.join(folder, 'media'), path.join(folder, 'media-not')];
    await mkdir(root);
    await mkdir(outside);
    const [song, secret] = [path.join(root, 'song.wav'), path.join(outside, 'secret.wav')];
    await writeFile(song, 'x');
    await writeFile(secret, 'x');
    await use({ root, song, secret, outside });
  });
}

describe('Media roots', () => {
  it('give the real path of what lies in them, through whatever links', async () => {
    await withTree(async ({ root, song, outside }) => {
      const [fileLink, rootLink] = [path.join(outside, 'link.wav'), path.join(outside, 'root')];
      await symlink(song, fileLink);
      await symlink(root, rootLink);
      const roots = createMediaRoots([rootLink]);
      assert.equal(await roots.file(song), song);
      assert.equal(await roots.file(fileLink), song);
      assert.equal(await roots.file(path.join(rootLink, 'song.wav')), song);
      assert.equal(await roots.folder(root), root);
    });
  });

  it('do not give what lies outside, nor tell whether it exists', async () => {
    await withTree(async ({ root, secret, outside }) => {
      await symlink(secret, path.join(root, 'link.wav'));
      await symlink(outside, path.join(root, 'link'));
      const roots = createMediaRoots([root]);
      const paths = [
        secret,
        path.join(outside, 'missing.wav'),
        // begins like the root, is not in it
        `${root}-not/secret.wav`,
        path.join(root, 'link.wav'),
        path.join(root, 'link', 'secret.wav'),
        `${root}/../media-not/secret.wav`,
        `${root}/../media-not/missing.wav`,
      ];
      for (const given of paths) {
        await assert.rejects(
          roots.file(given),
          { code: 'not-allowed', message: /media roots/ },
          given,
        );
      }
      await assert.rejects(roots.folder(outside), { code: 'not-allowed' });
    });
  });

  it('say what is wrong with what lies inside', async () => {
    await withTree(async ({ root, song }) => {
      const roots = createMediaRoots([root]);
      await mkdir(path.join(root, 'album'));
      const loop = path.join(root, 'loop');
      await symlink(loop, loop);
      const refused: readonly [() => Promise<string>, string, RegExp][] = [
        [() => roots.file(path.join(root, 'no.wav')), 'input-missing', /There is no file/],
        [() => roots.file(path.join(song, 'no.wav')), 'input-missing', /There is no file/],
        [() => roots.file(loop), 'input-unreadable', /ELOOP/],
        [() => roots.file(path.join(root, 'album')), 'bad-argument', /is a folder/],
        [() => roots.folder(song), 'bad-argument', /Expected a folder/],
        [() => roots.file('song.wav'), 'bad-argument', /absolute path of a file, got "song.wav"/],
        [() => roots.file(`${song}\0.png`), 'bad-argument', /absolute path/],
      ];
      for (const [resolve, code, message] of refused) {
        await assert.rejects(resolve, { code, message });
      }
    });
  });

  it('may be missing for a while, but not relative', async () => {
    await withTree(async ({ root, song }) => {
      const roots = createMediaRoots([path.join(root, 'drive'), root]);
      assert.equal(await roots.file(song), song);
      assert.throws(() => createMediaRoots(['music']), {
        code: 'bad-argument',
        message: /"music"/,
      });
    });
  });
});
