/** Stems whose writing was broken off become whole files of the frames that all of them have; what cannot stays as it is. */
import assert from 'node:assert/strict';
import { link, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { keepStems, keepStemsOf } from '../../src/audio/keep-stems.js';
import { createStemFolder, type StemEncoding } from '../../src/audio/stem-folder.js';
import { wavFileBytes, wavHeader } from '../../src/audio/wav-layout.js';
import { createWavWriter } from '../../src/audio/wav-writer.js';
import { stemRow, type StemBlock } from '../../src/signal/stem-block.js';
import { readAudio } from '../support/audio-files.js';
import { filesBelow } from '../support/files-below.js';
import { noiseStems } from '../support/stem-noise.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const STEMS = ['bass', 'drums', 'piano'];
/** odd: with three bytes a sample and one channel, the padding changes with each block */
const FRAMES = 333;
const BLOCKS = 3;

interface Written {
  readonly folder: string;
  readonly partials: readonly { readonly path: string; readonly temporaryPath: string }[];
  readonly block: StemBlock;
}

/** Runs `use` with partial files, as a process that is gone leaves them. */
function withPartials(
  use: (written: Written) => Promise<void>,
  { channels = 1, encoding = 'float32' }: { channels?: number; encoding?: StemEncoding } = {},
): Promise<void> {
  return withTemporaryFolder(async (root) => {
    const folder = path.join(root, 'take');
    const layout = { rateHz: 48_000, channels, encoding };
    const sink = await createStemFolder({ folder, stems: STEMS, ...layout });
    const block = noiseStems({ channels, stems: STEMS.length, frames: FRAMES });
    for (let count = 0; count < BLOCKS; count++) await sink.write(block);
    await sink.release();
    await use({ folder, partials: sink.files, block });
  });
}

/** Writes one block more to a file, but no header that counts it: as a kill between the two leaves it. */
async function addUncounted(file: string): Promise<void> {
  await writeFile(file, Buffer.alloc(1000, 0x5a), { flag: 'a' });
}

describe('Stems that were broken off', () => {
  for (const [encoding, channels] of [
    ['float32', 2],
    ['pcm24', 1],
  ] as const) {
    it(`become whole files of the frames that all have, to the bit (${encoding})`, () =>
      withPartials(
        async ({ folder, partials, block }) => {
          const [bass, drums, piano] = partials;
          // piano has a block less, by its header; and bass more than its own counts
          const layout = { rateHz: 48_000, channels, encoding };
          const header = wavHeader(layout, 2 * FRAMES, 2 ** 32 - 2);
          await writeFile(piano!.temporaryPath, header, { flag: 'r+' });
          await addUncounted(bass!.temporaryPath);
          const { frames, kept, left } = await keepStems(partials);
          assert.deepEqual([frames, left], [2 * FRAMES, []]);
          assert.deepEqual(kept, [bass!.path, drums!.path, piano!.path]);
          assert.deepEqual(await filesBelow(folder), ['bass.wav', 'drums.wav', 'piano.wav']);
          for (const [stem, file] of kept.entries()) {
            assert.equal((await stat(file)).size, wavFileBytes(layout, 2 * FRAMES));
            const { rows } = await readAudio(file);
            for (const [channel, row] of rows.entries()) {
              const expected = stemRow(block, channel, stem);
              // half a step of 24 bits, and nothing at all in 32
              const most = encoding === 'pcm24' ? 2 ** -24 : 0;
              const isSame = row.every((x, n) => Math.abs(x - expected[n % FRAMES]!) <= most);
              assert.ok(isSame, file);
            }
          }
        },
        { encoding, channels },
      ));
  }

  it('are as long as the bytes that are there, where the disk has fewer than a header says', () =>
    withPartials(async ({ partials }) => {
      const layout = { rateHz: 48_000, channels: 1, encoding: 'float32' } as const;
      await truncate(partials[1]!.temporaryPath, wavFileBytes(layout, 100) + 2);
      assert.equal((await keepStems(partials)).frames, 100);
    }));

  it('larger than four GiB are found, too', () =>
    withTemporaryFolder(async (folder) => {
      const [temporaryPath, file] = ['.part', 'bass.wav'].map((name) => path.join(folder, name));
      // as a file is that has grown over the limit, which is lowered here
      const writer = await createWavWriter(temporaryPath!, {
        rateHz: 48_000,
        channels: 1,
        encoding: 'float32',
        maxRiffBytes: 100,
      });
      await writer.write([new Float32Array(FRAMES)]);
      await writer.close();
      assert.equal((await readFile(temporaryPath!)).toString('latin1', 0, 4), 'RF64');
      const partial = { path: file!, temporaryPath: temporaryPath! };
      assert.equal((await keepStems([partial])).frames, FRAMES);
      assert.equal((await readAudio(file!)).rows[0]!.length, FRAMES);
    }));

  it('never take a name that somebody has; what stays is named, with the reason', () =>
    withPartials(async ({ folder, partials }) => {
      await writeFile(path.join(folder, 'drums.wav'), 'mine');
      const { kept, left } = await keepStems(partials);
      assert.deepEqual(kept, [partials[0]!.path, partials[2]!.path]);
      assert.equal(left[0]?.temporaryPath, partials[1]!.temporaryPath);
      assert.match(left[0].reason, /drums\.wav has been put there meanwhile, and stays/);
      assert.equal(await readFile(path.join(folder, 'drums.wav'), 'utf8'), 'mine');
      const { frames } = await keepStems([
        { ...partials[1]!, path: path.join(folder, 'other.wav') },
      ]);
      assert.equal(frames, BLOCKS * FRAMES);
    }));

  it('are left alone where their first bytes are not ours', () =>
    withPartials(async ({ partials }) => {
      await writeFile(partials[0]!.temporaryPath, 'RIFF, or something else');
      const { kept, left } = await keepStems(partials);
      assert.equal(kept.length, 2);
      assert.deepEqual(left, [
        {
          temporaryPath: partials[0]!.temporaryPath,
          reason: 'its first bytes are none that Stemwright writes',
        },
      ]);
      assert.equal(await readFile(partials[0]!.temporaryPath, 'utf8'), 'RIFF, or something else');
    }));

  it('are done where one had got its name, and was broken off before the other was gone', () =>
    withPartials(async ({ folder, partials }) => {
      await link(partials[0]!.temporaryPath, partials[0]!.path);
      assert.deepEqual((await keepStems(partials)).left, []);
      assert.deepEqual(await filesBelow(folder), ['bass.wav', 'drums.wav', 'piano.wav']);
    }));
});

describe('The stems of a process that is gone', () => {
  it('are found by its id, and nobody else’s are touched', () =>
    withPartials(async ({ folder }) => {
      await writeFile(path.join(folder, '.drums.wav.1-0123456789ab.partial'), 'of another');
      await writeFile(path.join(folder, 'notes.txt'), 'mine');
      const { kept } = await keepStemsOf(process.pid, folder);
      assert.equal(kept.length, STEMS.length);
      assert.deepEqual(await filesBelow(folder), [
        '.drums.wav.1-0123456789ab.partial',
        'bass.wav',
        'drums.wav',
        'notes.txt',
        'piano.wav',
      ]);
    }));

  it('leave nothing where nothing had been written, and there may be no folder', () =>
    withTemporaryFolder(async (root) => {
      const folder = path.join(root, 'take');
      const layout = { rateHz: 48_000, channels: 1, encoding: 'float32' } as const;
      const sink = await createStemFolder({ folder, stems: STEMS, ...layout });
      await sink.release();
      // killed between opening the file and its first bytes
      await truncate(sink.files[1]!.temporaryPath, 0);
      const nothing = { frames: 0, kept: [], left: [] };
      assert.deepEqual(await keepStemsOf(process.pid, folder), nothing);
      await assert.rejects(stat(folder), { code: 'ENOENT' });
      assert.deepEqual(await keepStemsOf(process.pid, folder), nothing);
    }));
});
