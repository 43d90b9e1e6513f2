/**
 * Stems that are encoded: what is in the files, and what is left where they cannot be written.
 */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, it } from 'mocha';

import { readTags } from '../../src/audio/ffmpeg/read-tags.js';
import { createStemFolder, type StemFolder } from '../../src/audio/stem-folder.js';
import { storedSample, type StemFormat } from '../../src/audio/stem-formats.js';
import { createStemBlock, type StemBlock } from '../../src/signal/stem-block.js';
import { readAudio, rmsDifference } from '../support/audio-files.js';
import { tone } from '../support/audio-tone.js';
import { childrenRunning } from '../support/child-processes.js';
import { needsFfmpeg, transcoded, withPath } from '../support/ffmpeg-files.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const RATE_HZ = 48_000;
const FRAMES = 5_000;
const STEMS = ['bass', 'drums', 'piano', 'no vocals'];
const TAGS = { title: 'A "song" = 1; -y', artist: 'Ärtist', track: '3/12' };

const encodersRunning = (): number[] => childrenRunning('pipe:0');

interface Shape {
  readonly stems?: readonly string[];
  readonly channels?: number;
  readonly rateHz?: number;
  readonly signal?: AbortSignal;
}

function openFolder(folder: string, format: StemFormat, shape: Shape = {}): Promise<StemFolder> {
  const { stems = STEMS, channels = 2, rateHz = RATE_HZ, signal } = shape;
  const about = { name: 'song', tags: TAGS };
  const layout = { channels, rateHz, encoding: 'float32' } as const;
  const aborting = signal === undefined ? {} : { signal };
  return createStemFolder({ folder, stems, format, about, ...layout, ...aborting });
}

/** A tone of its own in each row: [channel][row]. */
function exampleBlock(rows: number, channels = 2): StemBlock {
  const block = createStemBlock({ channels, stems: rows, frames: FRAMES });
  const tones = tone({ channels: channels * rows, frames: FRAMES, rateHz: RATE_HZ }, 24);
  for (const [row, samples] of tones.entries()) block.data.set(samples, row * FRAMES);
  return block;
}

function rowOf({ data, stems }: StemBlock, channel: number, row: number): Float32Array {
  const start = (channel * stems + row) * FRAMES;
  return data.subarray(start, start + FRAMES);
}

async function writeAll(sink: StemFolder, block: StemBlock): Promise<void> {
  // in uneven parts, as windows end anywhere
  for (const [start, end] of [
    [0, 1_234],
    [1_234, 1_235],
    [1_235, FRAMES],
  ] as const) {
    const part = createStemBlock({ ...block, frames: end - start });
    for (let row = 0; row < block.channels * block.stems; row++) {
      part.data.set(
        block.data.subarray(row * FRAMES + start, row * FRAMES + end),
        row * (end - start),
      );
    }
    await sink.write(part);
  }
  const files = await sink.measureFiles();
  await sink.writeManifest({ files });
  await sink.commit();
}

describe('Stems that are encoded', () => {
  needsFfmpeg();

  it('are the nearest steps of 24 bits as FLAC, with what was clipped counted; twice the same bytes', () =>
    withTemporaryFolder(async (root) => {
      const block = exampleBlock(STEMS.length);
      block.data[7] = 1.5;
      block.data[8] = 0.1;
      for (const name of ['one', 'two']) {
        const sink = await openFolder(join(root, name), 'flac');
        await writeAll(sink, block);
        assert.equal(sink.frames, FRAMES);
        assert.deepEqual(sink.clippedSamples, { bass: 1, drums: 0, piano: 0, 'no vocals': 0 });
        assert.equal(sink.peak['bass'], 1.5);
      }
      const stored = storedSample('pcm24');
      for (const [row, stem] of STEMS.entries()) {
        const { rows, rateHz } = await readAudio(join(root, 'one', `${stem}.flac`));
        assert.equal(rateHz, RATE_HZ);
        const expected = [0, 1].map((channel) => rowOf(block, channel, row).map(stored));
        assert.deepEqual(rows, expected, stem);
        const [one, two] = await Promise.all(
          ['one', 'two'].map((name) => readFile(join(root, name, `${stem}.flac`))),
        );
        assert.ok(one!.equals(two!), stem);
      }
      assert.deepEqual(encodersRunning(), []);
    }));

  it('keep every channel to itself, however many there are', () =>
    withTemporaryFolder(async (root) => {
      const stored = storedSample('pcm24');
      for (const channels of [1, 3, 4, 5, 6, 7, 8]) {
        const folder = join(root, String(channels));
        const block = exampleBlock(1, channels);
        await writeAll(await openFolder(folder, 'flac', { stems: ['bass'], channels }), block);
        const { rows } = await readAudio(join(folder, 'bass.flac'));
        const expected = rows.map((_, channel) => rowOf(block, channel, 0).map(stored));
        assert.equal(rows.length, channels);
        assert.deepEqual(rows, expected, `${channels} channels`);
      }
    }));

  for (const format of ['mp3', 'm4a'] as const) {
    it(`are as long as the recording as ${format}, and about the same`, () =>
      withTemporaryFolder(async (folder) => {
        const block = exampleBlock(STEMS.length);
        const sink = await openFolder(folder, format);
        await writeAll(sink, block);
        for (const [row, stem] of STEMS.entries()) {
          const { rows } = await readAudio(join(folder, `${stem}.${format}`));
          assert.equal(rows[0]!.length, FRAMES, stem);
          for (const channel of [0, 1]) {
            // Noise of an encoder is below a tone's threshold of masking, 14.5 dB and more below it: 0.35 x 10^(-14.5/20).
            // The first and the last 1,200 frames are a transform's edges.
            const error = rmsDifference(rowOf(block, channel, row), rows[channel]!, {
              start: 1_200,
              end: 3_800,
            });
            assert.ok(error < 0.066, `${stem} ${channel}: ${error}`);
          }
        }
      }));
  }

  it('have the recording’s tags, with the stem in the title', () =>
    withTemporaryFolder(async (root) => {
      for (const format of ['flac', 'mp3', 'm4a'] as const) {
        const folder = join(root, format);
        await writeAll(await openFolder(folder, format), exampleBlock(STEMS.length));
        const tags = await readTags(join(folder, `no vocals.${format}`));
        assert.deepEqual(tags, { ...TAGS, title: `${TAGS.title} (no vocals)` }, format);
      }
      // Ogg has them with the stream, in capitals
      const ogg = await transcoded(join(root, 'flac', 'bass.flac'), join(root, 'bass.ogg'), []);
      assert.deepEqual(await readTags(ogg), { ...TAGS, title: `${TAGS.title} (bass)` });
    }));

  it('are tracks of one file as NI Stems, behind the mixture, with names and colours', () =>
    withTemporaryFolder(async (folder) => {
      const block = exampleBlock(1 + STEMS.length, 1);
      const sink = await openFolder(folder, 'stem.mp4', { channels: 1 });
      const paths = new Set(sink.files.map(({ path }) => path));
      assert.equal(paths.size, 1);
      await writeAll(sink, block);
      const [file] = paths;
      const json = ['-v', 'error', '-of', 'json', '-show_streams', '-show_format', file!];
      const { stdout } = await promisify(execFile)('ffprobe', json);
      const probe = JSON.parse(stdout) as {
        streams: { codec_name: string; channels: number; disposition: object; tags: object }[];
        format: { tags: Record<string, string> };
      };
      assert.deepEqual(
        probe.streams.map(({ codec_name: codec, channels, disposition, tags }) => [
          codec,
          channels,
          (disposition as { default: number }).default,
          (tags as { handler_name: string }).handler_name,
        ]),
        ['Mixture', ...STEMS].map((name, index) => ['aac', 2, index === 0 ? 1 : 0, name]),
      );
      assert.equal(probe.format.tags['title'], TAGS.title);
      const { stems, version } = niStemsIn(await readFile(file!));
      assert.equal(version, 1);
      assert.deepEqual(
        stems,
        STEMS.map((name) => ({ name, color: '#808080' })),
      );
      for (let track = 0; track <= STEMS.length; track++) {
        const wav = join(folder, `${track}.wav`);
        await transcoded(file!, wav, ['-map', `0:a:${track}`]);
        const { rows } = await readAudio(wav);
        // as above
        const error = rmsDifference(rowOf(block, 0, track), rows[1]!, { start: 1_200, end: 3_800 });
        assert.ok(error < 0.066, `${track}: ${error}`);
      }
    }));

  it('are refused without ffmpeg, at rates and with channels that the format does not hold', () =>
    withTemporaryFolder(async (root) => {
      const at = (name: string): string => join(root, 'out', name);
      await withPath([], () =>
        assert.rejects(openFolder(at('a'), 'm4a'), {
          code: 'package-missing',
          message:
            /m4a is written with ffmpeg .* found neither\. .*, or choose the format wav or flac\.$/,
        }),
      );
      await assert.rejects(openFolder(at('b'), 'mp3', { rateHz: 96_000 }), {
        code: 'input-format',
        message: /bass\.mp3 cannot be written: .* got 96000 Hz\. Choose the format wav or flac\.$/,
      });
      await assert.rejects(openFolder(at('c'), 'stem.mp4', { channels: 6 }), {
        code: 'input-format',
        message: /at most 2 channels .* got 6\./,
      });
      await assert.rejects(openFolder(at('d'), 'flac', { rateHz: 2 ** 20 }), {
        code: 'input-format',
        message:
          /expected a rate of at most 1048575 Hz .* got 1048576 Hz\. Choose the format wav\.$/,
      });
      assert.ok(!existsSync(join(root, 'out')));
      assert.deepEqual(encodersRunning(), []);
    }));

  it('need no ffmpeg as FLAC', () =>
    withTemporaryFolder(async (folder) => {
      const block = exampleBlock(1);
      await withPath([], async () => {
        await writeAll(await openFolder(folder, 'flac', { stems: ['bass'] }), block);
      });
      const { rows } = await readAudio(join(folder, 'bass.flac'));
      const expected = [0, 1].map((channel) => rowOf(block, channel, 0));
      assert.deepEqual(
        rows,
        expected.map((row) => row.map(storedSample('pcm24'))),
      );
    }));

  it('leave neither files nor processes when they are discarded, or the signal is aborted', () =>
    withTemporaryFolder(async (root) => {
      const abort = new AbortController();
      const { signal } = abort;
      const discarded = await openFolder(join(root, 'a'), 'm4a');
      await discarded.write(exampleBlock(STEMS.length));
      const aborted = await openFolder(join(root, 'b'), 'mp3', { signal });
      await aborted.write(exampleBlock(STEMS.length));
      assert.equal(encodersRunning().length, 2 * STEMS.length);
      await discarded.discard();
      abort.abort();
      await assert.rejects(aborted.write(exampleBlock(STEMS.length)), { code: 'cancelled' });
      await aborted.discard();
      assert.deepEqual(await readdir(root), []);
      assert.deepEqual(encodersRunning(), []);
    }));

  it('are an error that names the file where they outgrow what the system allows, and nothing is left', () =>
    withTemporaryFolder(async (root) => {
      const folder = join(root, 'out');
      await mkdir(folder);
      const script = fileURLToPath(new URL('../support/fill-stem-folder.js', import.meta.url));
      // blocks of 1,024 bytes, the file system's; a FLAC of noise outgrows 20 of them
      const command = `ulimit -f 40; exec "${process.execPath}" "${script}" "${folder}" flac`;
      const said = JSON.parse(execFileSync('sh', ['-c', command], { encoding: 'utf8' })) as {
        code: string;
        message: string;
      };
      assert.equal(said.code, 'output-failed');
      assert.match(said.message, /\.flac cannot be written \(EFBIG\): /);
      assert.deepEqual(await readdir(folder), []);
    }));
});

/** What is in moov/udta/stem. */
function niStemsIn(file: Buffer): { readonly version: number; readonly stems: unknown } {
  const userData = boxIn(boxIn(file, 'moov'), 'udta');
  return JSON.parse(boxIn(userData, 'stem').toString('utf8')) as {
    version: number;
    stems: unknown;
  };
}

function boxIn(parent: Buffer, type: string): Buffer {
  for (let at = 0; at < parent.length; at += parent.readUInt32BE(at)) {
    const found = parent.toString('latin1', at + 4, at + 8);
    if (found === type) return parent.subarray(at + 8, at + parent.readUInt32BE(at));
  }
  throw new Error(`boxIn: there is no ${type}`);
}
