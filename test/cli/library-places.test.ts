/**
 * What was done keeps its place: a library that grows and shrinks, in any order, on a disk with the manifests of what was done.
 */
import assert from 'node:assert/strict';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { WHOLE } from '../../src/audio/part-of-source.js';
import { libraryPlaces } from '../../src/cli/library-places.js';
import type { PlaceStyle } from '../../src/cli/output-places.js';
import { readablePath } from '../../src/path-text.js';
import { createSfc32State, nextSfc32, seedSfc32 } from '../../src/signal/sfc32.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

class Library {
  readonly music: string;
  readonly #out: string;
  readonly #style: PlaceStyle;

  constructor(root: string, style: PlaceStyle) {
    this.music = path.join(root, 'music');
    this.#out = path.join(root, 'out');
    this.#style = style;
  }

  async add(name: string): Promise<void> {
    const file = path.join(this.music, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, name);
  }

  /** A run over these: where each goes, "/" between folders. It leaves its manifests. */
  async run(names: readonly string[], { isFound = true, part = WHOLE } = {}): Promise<string[]> {
    const recordings = names.map((name) => {
      const file = path.join(this.music, name);
      return { file, base: isFound ? this.music : path.dirname(file), isFound };
    });
    const places = await libraryPlaces(recordings, this.#out, this.#style, part);
    for (const [index, place] of places.entries()) {
      const folder = path.join(this.#out, place);
      await mkdir(folder, { recursive: true });
      const manifest = {
        stemwright: '0.1.0',
        task: 'separate',
        inputs: [readablePath(recordings[index]!.file)],
      };
      await writeFile(path.join(folder, 'stems.json'), JSON.stringify({ ...manifest, ...part }));
    }
    return places.map((place) => place.split(path.sep).join('/'));
  }
}

function withLibrary(
  use: (library: Library, root: string) => Promise<void>,
  style: PlaceStyle = 'folders',
): Promise<void> {
  return withTemporaryFolder((root) => use(new Library(root, style), root));
}

describe('Places of a library', () => {
  for (const style of ['folders', 'tracks'] as const) {
    it(`are kept when recordings of the same name are added and taken away, as ${style}`, () =>
      withLibrary(async (library) => {
        const [artist, separator] = ['Artist', style === 'folders' ? '/' : ' - '];
        const names = ['song.wav', 'song.mp3', 'song.flac'].map((name) => `${artist}/${name}`);
        for (const name of names) await library.add(name);
        const [wav, mp3, flac] = names as [string, string, string];
        const at = (name: string) => `${artist}${separator}${name}`;
        assert.deepEqual(await library.run([wav]), [at('song')]);
        assert.deepEqual(await library.run([mp3, wav]), [at('song.mp3'), at('song')]);
        assert.deepEqual(await library.run(names), [at('song'), at('song.mp3'), at('song.flac')]);
        // alone, too, though its place would be another in a folder where nothing was done
        assert.deepEqual(await library.run([mp3]), [at('song.mp3')]);
        await rm(path.join(library.music, wav));
        assert.deepEqual(await library.run([flac, mp3]), [at('song.flac'), at('song.mp3')]);
        // the place of one that is gone is its own still
        await library.add(`${artist}/song.ogg`);
        assert.deepEqual(await library.run([`${artist}/song.ogg`]), [at('song.ogg')]);
      }, style));

    it(`stay, each one recording’s, whatever is added and taken away in 100 runs, as ${style}`, () =>
      withLibrary(async (library) => {
        const state = createSfc32State();
        seedSfc32(state, [2, 3, 5, 7]);
        const pick = (count: number) => (nextSfc32(state) >>> 0) % count;
        const names = ['', 'a/', 'b/', 'b/a/'].flatMap((folder) =>
          ['s.wav', 's.mp3', 's.mp3.wav', 'S.wav', 't.wav'].map((name) => folder + name),
        );
        for (const name of names) await library.add(name);
        const known = new Map<string, string>();
        for (let run = 0; run < 100; run++) {
          const chosen = [
            ...new Set(Array.from({ length: 1 + pick(6) }, () => pick(names.length))),
          ];
          const places = await library.run(chosen.map((index) => names[index]!));
          for (const [at, index] of chosen.entries()) {
            const name = names[index]!;
            assert.equal(places[at], known.get(name) ?? places[at], `run ${run}: ${name}`);
            known.set(name, places[at]!);
          }
        }
        const taken = [...known.values()].map((place) => place.toLowerCase());
        assert.equal(new Set(taken).size, known.size, taken.join(', '));
        assert.equal(known.size, names.length);
      }, style));
  }

  it('are kept by a library that was moved, by the names that stay', () =>
    withLibrary(async (library, root) => {
      const names = ['one/song.wav', 'two/song.wav', 'two/song.mp3'];
      for (const name of names) await library.add(name);
      const before = await library.run(names);
      const elsewhere = new Library(root, 'folders');
      await rename(library.music, path.join(root, 'moved'));
      Object.assign(elsewhere, { music: path.join(root, 'moved') });
      await elsewhere.add('two/song.flac');
      assert.deepEqual(await elsewhere.run([...names.toReversed(), 'two/song.flac']), [
        ...before.toReversed(),
        'two/song.flac',
      ]);
    }));

  it('are kept by names that are no UTF-8', () =>
    withLibrary(async (library) => {
      const [wav, mp3] = ['caf\udce9.wav', 'caf\udce9.mp3'] as const;
      assert.deepEqual(await library.run([wav]), ['caf_xe9']);
      assert.deepEqual(await library.run([mp3, wav]), ['caf_xe9.mp3', 'caf_xe9']);
    }));

  it('differ by more than upper and lower case from those of recordings elsewhere', () =>
    withLibrary(async (library) => {
      await library.add('The Band/song.wav');
      await library.add('the band/Song.wav');
      assert.deepEqual(await library.run(['The Band/song.wav']), ['The Band/song']);
      assert.deepEqual(await library.run(['the band/Song.wav']), ['the band/Song.wav']);
    }));

  it('are refused to a recording that was named itself, not given away to another', () =>
    withLibrary(async (library) => {
      await library.add('a/song.wav');
      await library.add('b/song.wav');
      assert.deepEqual(await library.run(['a/song.wav'], { isFound: false }), ['song']);
      assert.deepEqual(await library.run(['b/song.wav'], { isFound: false }), ['song']);
    }));

  it('are other ones of a part, and those of other tasks and other people are nobody’s', () =>
    withLibrary(async (library, root) => {
      await library.add('song.wav');
      await library.add('song 0-3.wav');
      assert.deepEqual(await library.run(['song 0-3.wav']), ['song 0-3']);
      const part = { from: null, to: 3 };
      assert.deepEqual(await library.run(['song.wav'], { part }), ['song 0-3']);
      const manifest = path.join(root, 'out', 'song', 'stems.json');
      await mkdir(path.dirname(manifest));
      for (const text of [
        'no JSON',
        '{"inputs":["/x/other.wav"]}',
        '{"stemwright":"0.1.0","task":"impute","inputs":["/x/other.wav"]}',
      ]) {
        await writeFile(manifest, text);
        assert.deepEqual(await library.run(['song.wav']), ['song']);
      }
    }));
});
