/**
 * Links that are put in the place of files, or of folders above them, after somebody looked where they lead.
 */
import assert from 'node:assert/strict';
import { copyFile, mkdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { contentSha256 } from '../../src/audio/content-hash.js';
import { openAudioSource } from '../../src/audio/open-audio-source.js';
import { audioFixture } from '../support/audio-files.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

interface Tree {
  readonly root: string;
  readonly outside: string;
}

/** root/album/song.wav and outside/song.wav */
function withTree(use: (tree: Tree) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (temporary) => {
    const folder = await realpath(temporary);
    const [root, outside] = [path.join(folder, 'media'), path.join(folder, 'media-not')];
    for (const each of [path.join(root, 'album'), outside]) {
      await mkdir(each, { recursive: true });
      await copyFile(audioFixture('pcm16-stereo.wav'), path.join(each, 'song.wav'));
    }
    await use({ root, outside });
  });
}

describe('A file that must lie within folders', () => {
  it('is read where it does, through whatever links inside and to them', () =>
    withTree(async ({ root, outside }) => {
      const song = path.join(root, 'album', 'song.wav');
      const [fileLink, rootLink] = [path.join(root, 'link.wav'), path.join(outside, 'root')];
      await symlink(song, fileLink);
      await symlink(root, rootLink);
      for (const [file, within] of [
        [song, [root]],
        [fileLink, [root]],
        [path.join(rootLink, 'album', 'song.wav'), [root]],
        [song, [path.join(root, 'no such drive'), rootLink]],
      ] as const) {
        await (await openAudioSource(file, { within })).close();
      }
    }));

  it('is not read once a link has taken its place, or that of a folder above it', () =>
    withTree(async ({ root, outside }) => {
      const album = path.join(root, 'album');
      const song = path.join(album, 'song.wav');
      const refused = { code: 'not-allowed', message: /song\.wav leads out of the folders/ };
      await rm(song);
      await symlink(path.join(outside, 'song.wav'), song);
      await assert.rejects(openAudioSource(song, { within: [root] }), refused);
      await assert.rejects(contentSha256(song, { within: [root] }), refused);
      await rm(album, { recursive: true });
      await symlink(outside, album);
      await assert.rejects(openAudioSource(song, { within: [root] }), refused);
      await assert.rejects(openAudioSource(song, { within: [] }), refused);
      await (await openAudioSource(song)).close();
    }));

  it('is never read from outside while a link is swapped back and forth', () =>
    withTree(async ({ root, outside }) => {
      const [inside, secret] = [
        path.join(root, 'album', 'song.wav'),
        path.join(outside, 'song.wav'),
      ];
      await copyFile(audioFixture('pcm16-mono-8k.wav'), secret);
      const link = path.join(root, 'link.wav');
      await symlink(inside, link);
      const enough = new AbortController();
      const swapping = (async () => {
        for (let swap = 0; !enough.signal.aborted; swap++) {
          const next = path.join(root, 'next.wav');
          await symlink(swap % 2 === 0 ? secret : inside, next);
          await rename(next, link);
        }
      })();
      let [read, refused] = [0, 0];
      const readOnce = async (): Promise<void> => {
        try {
          const source = await openAudioSource(link, { within: [root] });
          // the secret has another rate
          assert.equal(source.rateHz, 44_100);
          await source.close();
          read += 1;
        } catch (error) {
          assert.equal((error as { code?: string }).code, 'not-allowed', String(error));
          refused += 1;
        }
      };
      try {
        while (read < 50 || refused < 50) await readOnce();
      } finally {
        enough.abort();
        await swapping;
      }
    }));
});
