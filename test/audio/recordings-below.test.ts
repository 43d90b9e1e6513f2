/**
 * What a folder of recordings is taken to hold, on a real one. Nothing is opened, so the files may be empty.
 */
import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { recordingsBelow } from '../../src/audio/recordings-below.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

async function writeFiles(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, ...name.split('/'));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function found(folder: string, leaveOut = 'nowhere'): Promise<string[]> {
  const { files, problems } = await recordingsBelow(folder, path.resolve(folder, leaveOut));
  assert.deepEqual(problems, []);
  return files.map((names) => names.join('/'));
}

describe('The recordings below a folder', () => {
  it('are its audio files by name, at any depth, in order', () =>
    withTemporaryFolder(async (folder) => {
      await writeFiles(folder, {
        'b.WAV': '',
        'a/2.flac': '',
        'a/1.mp3': '',
        'a/deep/er/x.opus': '',
        'a/cover.jpg': '',
        'notes.txt': '',
        wav: '',
      });
      assert.deepEqual(await found(folder), ['a/1.mp3', 'a/2.flac', 'a/deep/er/x.opus', 'b.WAV']);
    }));

  it('are not what links lead to, nor what begins with a dot', () =>
    withTemporaryFolder(async (folder) => {
      await writeFiles(folder, { 'in/a.wav': '', 'in/._a.wav': '', 'in/.trash/b.wav': '' });
      await writeFiles(folder, { 'outside/c.wav': '' });
      await symlink(path.join(folder, 'outside'), path.join(folder, 'in', 'link'));
      await symlink(path.join(folder, 'in'), path.join(folder, 'in', 'circle'));
      await symlink(path.join(folder, 'outside', 'c.wav'), path.join(folder, 'in', 'd.wav'));
      assert.deepEqual(await found(path.join(folder, 'in')), ['a.wav']);
    }));

  it('are not stems that Stemwright wrote, nor anything where results go', () =>
    withTemporaryFolder(async (folder) => {
      const manifest = JSON.stringify({ stemwright: '0.1.0', stems: { bass: 'bass.wav' } });
      await writeFiles(folder, {
        'song.wav': '',
        'song/bass.wav': '',
        'song/stems.json': manifest,
        // beside somebody's own recordings, and in a folder whose stems.json is not ours
        'song/live.wav': '',
        'other/bass.wav': '',
        'other/stems.json': 'no JSON',
        'theirs/bass.wav': '',
        'theirs/stems.json': '{ "stems": { "bass": "bass.wav" } }',
        'results/half-done/drums.wav': '',
      });
      assert.deepEqual(await found(folder, 'results'), [
        'other/bass.wav',
        'song/live.wav',
        'song.wav',
        'theirs/bass.wav',
      ]);
      assert.equal((await recordingsBelow(folder, '')).stems, 1);
      // a folder that is named is looked into even where results go
      assert.deepEqual(await found(path.join(folder, 'results'), '.'), ['half-done/drums.wav']);
    }));

  it('leave out formats that are not read, and count them', () =>
    withTemporaryFolder(async (folder) => {
      await writeFiles(folder, { 'a.m4a': '', 'b/c.M4A': '', 'd.wma': '', 'e.wav': '' });
      const { files, unread } = await recordingsBelow(folder, '');
      assert.deepEqual(files, [['e.wav']]);
      assert.deepEqual([...unread].sort(), [
        ['.m4a', 2],
        ['.wma', 1],
      ]);
    }));
});
