import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'mocha';
import { removeLeftovers, temporaryPathFor } from '../../src/audio/output-file.js';
import {
  createStemFolder,
  type StemEncoding,
  type StemFolder,
} from '../../src/audio/stem-folder.js';
import { storedSample } from '../../src/audio/stem-formats.js';
import { createStemBlock, stemRow, type StemBlock } from '../../src/signal/stem-block.js';
import { readAudio } from '../support/audio-files.js';
import { tone } from '../support/audio-tone.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const STEMS = ['bass', 'drums', 'piano'];
const SHAPE = { channels: 2, stems: STEMS.length, frames: 500 };

/** A different tone in every row. */
function exampleBlock(): StemBlock {
  const block = createStemBlock(SHAPE);
  const rows = SHAPE.channels * SHAPE.stems;
  const tones = tone({ channels: rows, frames: SHAPE.frames, rateHz: 48_000 }, 24);
  for (const [row, samples] of tones.entries()) block.data.set(samples, row * SHAPE.frames);
  return block;
}

function openFolder(folder: string, encoding: StemEncoding = 'float32'): Promise<StemFolder> {
  const { channels } = SHAPE;
  return createStemFolder({ folder, stems: STEMS, rateHz: 48_000, channels, encoding });
}

/** A result with a manifest by which its files are known again. */
async function writeResult(folder: string, facts: object): Promise<void> {
  const sink = await openFolder(folder);
  await sink.write(exampleBlock());
  const files = await sink.measureFiles();
  const stems = Object.fromEntries(STEMS.map((stem) => [stem, `${stem}.wav`]));
  await sink.writeManifest({ stemwright: '0.0.0', stems, files, ...facts });
  await sink.commit();
}

describe('A stem folder', () => {
  it('has one file a stem, with its audio channels, and the manifest, once committed', async () => {
    await withTemporaryFolder(async (root) => {
      const folder = join(root, 'out', 'song');
      const block = exampleBlock();
      const sink = await openFolder(folder);
      await sink.write(block);
      await sink.write(block);
      assert.equal(sink.frames, 2 * SHAPE.frames);
      await sink.writeManifest({ model: 'gaussian' });
      await sink.commit();

      assert.deepEqual((await readdir(folder)).sort(), [
        'bass.wav',
        'drums.wav',
        'piano.wav',
        'stems.json',
      ]);
      for (const [stem, name] of STEMS.entries()) {
        const { rows } = await readAudio(join(folder, `${name}.wav`));
        for (const [channel, row] of rows.entries()) {
          const expected = stemRow(block, channel, stem);
          assert.deepEqual(row, Float32Array.of(...expected, ...expected));
        }
      }
      const manifest: unknown = JSON.parse(await readFile(join(folder, 'stems.json'), 'utf8'));
      assert.deepEqual(manifest, { model: 'gaussian' });
    });
  });

  it('has nothing under a final name before, and valid files under temporary names', async () => {
    await withTemporaryFolder(async (folder) => {
      const sink = await openFolder(folder);
      await sink.write(exampleBlock());
      await sink.writeManifest({});
      const visible = (await readdir(folder)).filter((name) => !name.startsWith('.'));
      assert.deepEqual(visible, []);
      for (const { temporaryPath } of sink.files) {
        assert.equal((await readAudio(temporaryPath)).rows[0]!.length, SHAPE.frames);
      }
      await sink.discard();
    });
  });

  it('leaves nothing behind when discarded, not even the folders it made', async () => {
    await withTemporaryFolder(async (root) => {
      const sink = await openFolder(join(root, 'out', 'song'));
      await sink.write(exampleBlock());
      await sink.writeManifest({});
      await sink.discard();
      await sink.discard();
      assert.deepEqual(await readdir(root), []);
    });
  });

  it('leaves a folder that was there, and one that somebody put a file into', async () => {
    await withTemporaryFolder(async (root) => {
      const existing = join(root, 'existing');
      await mkdir(existing);
      await (await openFolder(existing)).discard();
      const made = join(root, 'out', 'song');
      const sink = await openFolder(made);
      await writeFile(join(root, 'out', 'notes.txt'), 'keep me');
      await sink.discard();
      assert.deepEqual((await readdir(root)).sort(), ['existing', 'out']);
      assert.deepEqual(await readdir(join(root, 'out')), ['notes.txt']);
    });
  });

  it('keeps an earlier result until commit, and through a run that fails', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeResult(folder, { run: 1 });
      const earlier = await readFile(join(folder, 'bass.wav'));

      const failing = await openFolder(folder);
      await failing.write(exampleBlock());
      await failing.write(exampleBlock());
      await failing.writeManifest({ run: 2 });
      assert.ok(earlier.equals(await readFile(join(folder, 'bass.wav'))));
      await failing.discard();
      assert.ok(earlier.equals(await readFile(join(folder, 'bass.wav'))));
      assert.match(await readFile(join(folder, 'stems.json'), 'utf8'), /"run": 1/);
      assert.equal((await readdir(folder)).length, 4);
    });
  });

  it('replaces an earlier result at commit', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeResult(folder, { run: 1 });
      const sink = await openFolder(folder);
      await sink.write(exampleBlock());
      await sink.write(exampleBlock());
      await sink.writeManifest({ run: 2 });
      await sink.commit();
      await sink.discard(); // harmless now
      assert.equal((await readAudio(join(folder, 'drums.wav'))).rows[0]!.length, 2 * SHAPE.frames);
      assert.match(await readFile(join(folder, 'stems.json'), 'utf8'), /"run": 2/);
      assert.equal((await readdir(folder)).length, 4);
    });
  });

  it('takes away a manifest that describes other stems than the ones committed', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeResult(folder, { run: 1 });
      const sink = await openFolder(folder);
      await sink.write(exampleBlock());
      await sink.commit();
      assert.ok(!existsSync(join(folder, 'stems.json')));
    });
  });

  it('leaves what somebody put there or changed while it was written, and takes nothing away', async () => {
    await withTemporaryFolder(async (folder) => {
      const mine = join(folder, 'piano.wav');
      const fresh = await openFolder(folder);
      await fresh.write(exampleBlock());
      await writeFile(mine, 'MINE');
      await assert.rejects(fresh.commit(), { code: 'output-exists', message: /piano\.wav is in/ });
      await fresh.discard();
      assert.deepEqual(await readdir(folder), ['piano.wav']);
      assert.equal(await readFile(mine, 'utf8'), 'MINE');
      await rm(mine);

      await writeResult(folder, { run: 1 });
      const again = await openFolder(folder);
      await again.write(exampleBlock());
      await writeFile(mine, 'MINE');
      await writeFile(join(folder, 'confidence.json'), 'MINE');
      await assert.rejects(again.commit(), { code: 'output-exists' });
      await again.discard();
      assert.equal(await readFile(mine, 'utf8'), 'MINE');
      assert.match(await readFile(join(folder, 'stems.json'), 'utf8'), /"run": 1/);
      assert.equal((await readdir(folder)).length, 5);
    });
  });

  it('knows the files of a run that was killed while they got their names', async () => {
    await withTemporaryFolder(async (folder) => {
      await writeResult(folder, { run: 1 });
      // the old manifest put aside, the new one not there yet, the first stem replaced
      const before = temporaryPathFor(join(folder, 'stems.json'));
      await rename(join(folder, 'stems.json'), before);
      const killed = await openFolder(folder);
      const block = exampleBlock();
      block.data.fill(0.25);
      await killed.write(block);
      const files = await killed.measureFiles();
      await killed.writeManifest({ stemwright: '0.0.0', stems: {}, files });
      const [bass] = killed.files;
      await rename(bass!.temporaryPath, bass!.path);

      await removeLeftovers(folder, { ownToo: true, keep: 'stems.json' });
      assert.equal((await readdir(folder)).length, 5);
      await writeResult(folder, { run: 3 });
      assert.deepEqual((await readdir(folder)).sort(), [
        'bass.wav',
        'drums.wav',
        'piano.wav',
        'stems.json',
      ]);
      assert.match(await readFile(join(folder, 'stems.json'), 'utf8'), /"run": 3/);
    });
  });

  it('stores 24-bit samples as storedSample says, and counts what it clips', async () => {
    await withTemporaryFolder(async (folder) => {
      const block = exampleBlock();
      block.data[3] = 1.25;
      block.data[700] = -7;
      block.data[800] = 2 ** -24 * 3; // a tie
      const sink = await openFolder(folder, 'pcm24');
      await sink.write(block);
      // which stem: [channel][stem][frame], so each sample by its place
      const rows = (name: string) =>
        [0, 1].map((channel) => stemRow(block, channel, STEMS.indexOf(name)));
      for (const name of STEMS) {
        const samples = rows(name).flatMap((row) => [...row]);
        const over = samples.filter((sample) => Math.abs(sample) > 1);
        assert.equal(sink.clippedSamples[name], over.length);
        assert.equal(sink.peak[name], Math.max(...samples.map(Math.abs)));
      }
      const clipped = Object.values(sink.clippedSamples);
      assert.deepEqual(clipped.toSorted(), [0, 1, 1]);
      await sink.commit();
      const stored = storedSample('pcm24');
      for (const [stem, name] of STEMS.entries()) {
        const { rows } = await readAudio(join(folder, `${name}.wav`));
        for (const [channel, row] of rows.entries()) {
          assert.deepEqual(row, stemRow(block, channel, stem).map(stored));
        }
      }
      assert.equal(storedSample('float32')(0.1), 0.1);
    });
  });

  it('refuses a block of another shape, and writing once it is over', async () => {
    await withTemporaryFolder(async (folder) => {
      const sink = await openFolder(folder);
      await assert.rejects(sink.write(createStemBlock({ ...SHAPE, stems: 2 })), /of 3 rows/);
      await assert.rejects(sink.write(createStemBlock({ ...SHAPE, channels: 1 })), /2 channels/);
      await sink.commit();
      await assert.rejects(sink.write(exampleBlock()), /already committed/);
    });
  });

  for (const name of ['../bass', 'a/b', '.hidden', '..', '', 'a\\b']) {
    it(`refuses ${JSON.stringify(name)} as the name of a stem`, async () => {
      await withTemporaryFolder(async (folder) => {
        const options = { folder, rateHz: 48_000, channels: 1, encoding: 'float32' } as const;
        await assert.rejects(createStemFolder({ ...options, stems: [name] }), /file names/);
      });
    });
  }

  it('finds out at once what is in the way', async () => {
    await withTemporaryFolder(async (root) => {
      const file = join(root, 'file');
      await writeFile(file, 'mine');
      await assert.rejects(openFolder(file), {
        code: 'output-exists',
        message: /file.*has that name/,
      });
      await assert.rejects(openFolder(join(file, 'song')), { code: 'output-exists' });
      await mkdir(join(root, 'song', 'drums.wav'), { recursive: true });
      await assert.rejects(openFolder(join(root, 'song')), {
        code: 'output-exists',
        message: /drums\.wav is in the way/,
      });
      assert.deepEqual(await readdir(join(root, 'song')), ['drums.wav']);
    });
  });

  it('says that it cannot write, and leaves nothing, where no folder can be made', async () => {
    await assert.rejects(openFolder('/proc/stemwright'), {
      code: 'output-failed',
      message: /\/proc/,
    });
  });

  it('ends with a sentence and without files when the disk takes no more', async () => {
    await withTemporaryFolder((root) => {
      const folder = join(root, 'song');
      const script = fileURLToPath(new URL('../support/fill-stem-folder.js', import.meta.url));
      // 64 blocks of 512 bytes: 8 blocks of 1,000 frames of 4 bytes go in, 9 do not.
      const command = 'ulimit -f 64 && exec "$0" "$1" "$2"';
      const output = execFileSync('sh', ['-c', command, process.execPath, script, folder]);
      const error = JSON.parse(output.toString()) as Record<string, unknown>;
      assert.equal(error['code'], 'output-failed');
      assert.equal(error['frames'], 8_000);
      assert.match(String(error['message']), /song\/bass\.wav cannot be written \(EFBIG\)/);
      assert.ok(!existsSync(folder));
      return Promise.resolve();
    });
  });
});

describe('Leftovers of crashed runs', () => {
  it('are removed, and nothing else', async () => {
    await withTemporaryFolder(async (folder) => {
      const ours = temporaryPathFor(join(folder, 'bass.wav')); // this process runs
      const noProcess = 2 ** 22 + 1; // beyond the largest process id of Linux
      const leftover = `.drums.wav.${noProcess}-0123456789ab.partial`;
      await writeFile(ours, '');
      await writeFile(join(folder, leftover), '');
      await writeFile(join(folder, 'download.partial'), '');
      await symlink('/nowhere', join(folder, '.link'));
      assert.deepEqual(await removeLeftovers(folder), [leftover]);
      assert.equal((await readdir(folder)).length, 3);
      assert.deepEqual(await removeLeftovers(join(folder, 'missing')), []);
    });
  });
});
