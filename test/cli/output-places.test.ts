/**
 * Where a library's stems go. Paths are the system's own, so that this holds on Windows, too.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import type { Part } from '../../src/audio/part-of-source.js';
import { outputPlaces, type HeldPlace, type PlaceStyle } from '../../src/cli/output-places.js';

/** Recordings below /music/<base>, as "base: folder/file". */
function places(
  recordings: readonly string[],
  style: PlaceStyle = 'folders',
  part?: Part,
  held: readonly HeldPlace[] = [],
): string[] {
  const named = recordings.map((recording) => {
    const [base, below] = recording.split(': ') as [string, string];
    const folder = path.resolve('/music', ...base.split('/'));
    return { file: path.join(folder, ...below.split('/')), base: folder };
  });
  return outputPlaces(named, style, part, held).map((place) => place.split(path.sep).join('/'));
}

describe('Output places', () => {
  it('are named after the files, in the folders they are found in', () => {
    assert.deepEqual(places(['a: one.wav', 'a: Artist/Album/two.x.flac']), [
      'one',
      'Artist/Album/two.x',
    ]);
  });

  it('keep the extensions of files that differ in nothing else, and only theirs', () => {
    assert.deepEqual(places(['a: song.mp3', 'a: song.flac', 'a: other.mp3']), [
      'song.mp3',
      'song.flac',
      'other',
    ]);
  });

  it('of a part have it behind the name, in the same folders, however long the name is', () => {
    const parts = [
      [{ from: 12.5, to: 20 }, 'song 12.5-20'],
      [{ from: 12.5, to: null }, 'song 12.5-end'],
      [{ from: null, to: 20 }, 'song 0-20'],
    ] as const;
    for (const [part, name] of parts) {
      assert.deepEqual(places(['a: Artist/song.wav'], 'folders', part), [`Artist/${name}`]);
      assert.deepEqual(places(['a: Artist/song.wav'], 'tracks', part), [`Artist - ${name}`]);
    }
    const long = `a: ${'x'.repeat(300)}.wav`;
    const made = [undefined, ...parts.map(([part]) => part)].map((part) =>
      places([long], 'folders', part),
    );
    assert.equal(new Set(made.flat()).size, made.length, made.join(', '));
  });

  it('get the folders above, as many as tell them apart', () => {
    assert.deepEqual(places(['one: song.wav', 'two: song.mp3']), ['one/song', 'two/song']);
    assert.deepEqual(places(['x/cd: song.wav', 'y/cd: song.wav', 'z: other.wav']), [
      'x/cd/song',
      'y/cd/song',
      'other',
    ]);
  });

  it('do both where both are needed', () => {
    assert.deepEqual(places(['one: s.wav', 'one: s.mp3', 'two: s.wav']), [
      'one/s.wav',
      'one/s.mp3',
      'two/s',
    ]);
  });

  it('do not meet a name that was made to tell others apart', () => {
    const made = places(['a: s.wav', 'a: s.mp3', 'a: s.mp3.flac']);
    assert.equal(new Set(made).size, 3, made.join(', '));
  });

  it('differ by more than upper and lower case, which not every disk tells apart', () => {
    assert.deepEqual(places(['a: The Band/song.wav', 'a: the band/Song.wav']), [
      'The Band/song.wav',
      'the band/Song.wav (2)',
    ]);
  });

  it('that are held are kept, and others give way to them as they would to each other', () => {
    const heldPlaces = (recordings: readonly string[], held: Record<string, string>) =>
      places(
        recordings,
        'folders',
        undefined,
        Object.entries(held).map(([file, place]) => ({ file: path.resolve(file), place })),
      );
    assert.deepEqual(heldPlaces(['a: s.flac', 'a: s.wav', 'a: s.mp3'], { '/music/a/s.wav': 's' }), [
      's.flac',
      's',
      's.mp3',
    ]);
    // of a recording that is not among these
    assert.deepEqual(heldPlaces(['a: s.flac'], { '/music/a/s.wav': 's' }), ['s.flac']);
    assert.deepEqual(heldPlaces(['b: s.wav'], { '/music/a/s.wav': 's' }), ['b/s']);
    // gone on with after an interruption: as if there had been none
    assert.deepEqual(heldPlaces(['a: s.wav', 'a: s.mp3'], { '/music/a/s.wav': 's.wav' }), [
      's.wav',
      's.mp3',
    ]);
    // a name that was given to another
    assert.deepEqual(heldPlaces(['a: s.mp3', 'a: s.mp3.wav'], { '/music/a/s.mp3': 's.mp3' }), [
      's.mp3',
      's.mp3.wav',
    ]);
    // by case alone: of disks that tell it apart
    assert.deepEqual(
      heldPlaces(['a: s.wav', 'a: S.wav'], { '/music/a/s.wav': 's', '/music/a/S.wav': 'S' }),
      ['s', 'S'],
    );
  });

  it('lie side by side as tracks of a dataset', () => {
    assert.deepEqual(places(['a: Artist/Album/song.wav', 'a: song.wav'], 'tracks'), [
      'Artist - Album - song',
      'song',
    ]);
  });

  it('are short enough for a file system as tracks, and still differ', () => {
    const long = 'ü'.repeat(120);
    const made = places([`a: ${long}/one.wav`, `a: ${long}/two.wav`], 'tracks');
    assert.notEqual(made[0], made[1]);
    for (const name of made) assert.ok(Buffer.byteLength(name) <= 180, name);
  });
});
