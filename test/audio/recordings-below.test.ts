/**
 * What a folder of recordings is taken to hold, on a real one. Files that are called like ours may be empty: opening them would
 * tell that.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { recordingsBelow, type RecordingsBelow } from '../../src/audio/recordings-below.js';
import { leftOutNotes } from '../../src/cli/left-out-notes.js';
import { audioFixture } from '../support/audio-files.js';
import { needsFfmpeg, transcoded, withPath } from '../support/ffmpeg-files.js';
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

  it('are known by what is in them, whatever they are called', () =>
    withTemporaryFolder(async (folder) => {
      for (const [name, fixture] of [
        ['an mp3.m4a', 'cbr-stereo.mp3'],
        ['an mp3 without extension', 'cbr-stereo.mp3'],
        ['no extension', 'pcm16-stereo.wav'],
        ['notes.txt', 'stereo16.flac'],
        ['opus.ogv', 'stereo.opus'],
      ] as const) {
        await copyFile(audioFixture(fixture), path.join(folder, name));
      }
      // frames of MP3 may be found in anything; where a name speaks of something else they are not believed
      await copyFile(audioFixture('no-info-mono-8k.mp3'), path.join(folder, 'picture.jpg'));
      await writeFiles(folder, { 'letter.doc': 'Dear', README: 'read me', empty: '' });
      await withPath([], async () => {
        assert.deepEqual(await found(folder), [
          'an mp3 without extension',
          'an mp3.m4a',
          'no extension',
          'notes.txt',
          'opus.ogv',
        ]);
      });
    }));

  it('come with how many links and hidden files there are', () =>
    withTemporaryFolder(async (folder) => {
      await writeFiles(folder, { 'a.wav': '', '._a.wav': '', 'b/._c.m4a': '', '.DS_Store': '' });
      await symlink(path.join(folder, 'a.wav'), path.join(folder, 'b', 'link.wav'));
      await symlink(folder, path.join(folder, 'circle'));
      await symlink(path.join(folder, 'nowhere'), path.join(folder, 'broken'));
      const { files, links, hidden } = await recordingsBelow(folder, '');
      assert.deepEqual([files.flat(), links, hidden], [['a.wav'], 3, 2]);
    }));

  it('are no pipes, and those that are called like audio are told of', () =>
    withTemporaryFolder(async (folder) => {
      for (const name of ['a.wav', 'control']) execFileSync('mkfifo', [path.join(folder, name)]);
      const below = await recordingsBelow(folder, '');
      assert.deepEqual([below.files, counted(below.leftOut)], [[], ['no file .wav 1']]);
      assert.deepEqual(leftOutNotes('music', below), [
        'music: 1 .wav file left out: a pipe or a device.',
      ]);
    }));

  it('are not looked for to the end where the run is cancelled', () =>
    withTemporaryFolder(async (folder) => {
      await writeFiles(folder, { 'a.wav': '' });
      await assert.rejects(recordingsBelow(folder, '', AbortSignal.abort()), { code: 'cancelled' });
    }));
});

describe('The recordings below a folder, with ffmpeg', () => {
  needsFfmpeg();

  it('are what ffmpeg reads where it is there, and ffprobe is asked only where a name speaks of sound or pictures', () =>
    withTemporaryFolder(async (folder) => {
      const m4a = audioFixture('aac.m4a');
      for (const name of ['a.m4a', 'film.mp4', 'no extension', 'photo.heic', 'phone.3gp']) {
        await copyFile(m4a, path.join(folder, name));
      }
      await transcoded(m4a, path.join(folder, 'mute.mp4'), MUTE);
      await writeFiles(folder, { 'code.ts': 'export const x = 1;', 'broken.wma': 'no audio' });
      await writeFiles(folder, { 'notes.mid': 'MThd', 'empty.m4a': '', 'ours.wav': '' });
      const { files, leftOut } = await recordingsBelow(folder, '');
      // what is called like audio and holds nothing is told of when it is opened
      assert.deepEqual(files.flat(), ['a.m4a', 'empty.m4a', 'film.mp4', 'ours.wav', 'phone.3gp']);
      assert.deepEqual(counted(leftOut), ['no sound .mp4 1', 'no sound .ts 1', 'no sound .wma 1']);
      assert.deepEqual(await asked(folder), [
        'broken.wma',
        'code.ts',
        'film.mp4',
        'mute.mp4',
        'phone.3gp',
      ]);
      await withPath([], async () => {
        const without = await recordingsBelow(folder, '');
        assert.deepEqual(without.files.flat(), ['empty.m4a', 'ours.wav']);
        assert.deepEqual(counted(without.leftOut), [
          'needs ffmpeg .3gp 1',
          'needs ffmpeg .m4a 1',
          'needs ffmpeg .mp4 2',
          'no sound .ts 1',
          'no sound .wma 1',
        ]);
      });
    }));
});

const MUTE = ['-f', 'lavfi', '-i', 'testsrc=s=64x64:d=1', '-map', '1:v', '-c:v', 'mpeg4'];

/** "reason extension count", sorted */
function counted(leftOut: RecordingsBelow['leftOut']): string[] {
  return [...leftOut]
    .flatMap(([reason, extensions]) =>
      [...extensions].map((entry) => `${reason} ${entry.join(' ')}`),
    )
    .sort();
}

/** Which files ffprobe is asked about, by a program of its name that writes that down and knows nothing. */
async function asked(folder: string): Promise<string[]> {
  return withTemporaryFolder(async (programs) => {
    const list = path.join(programs, 'asked');
    const script = `#!/bin/sh\n/usr/bin/readlink /dev/fd/3 >> '${list}'\n`;
    for (const name of ['ffmpeg', 'ffprobe']) {
      await writeFile(path.join(programs, name), script, { mode: 0o755 });
    }
    await withPath([programs], () => recordingsBelow(folder, ''));
    const lines = (await readFile(list, 'utf8')).trim().split('\n');
    return lines.map((line) => path.basename(line)).sort();
  });
}
