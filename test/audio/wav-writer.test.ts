import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { createWavWriter, type WavEncoding } from '../../src/audio/wav-writer.js';
import { openAudioSource } from '../../src/audio/open-audio-source.js';
import { readAudio } from '../support/audio-files.js';
import { inBlocks, worstDifference } from '../support/planar.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { whiteNoise } from '../support/white-noise.js';

const HALF_STEP_24 = 2 ** -24;

function noiseRows(channels: number, frames: number): Float32Array[] {
  return Array.from({ length: channels }, (_, channel) => whiteNoise(frames, channel + 1, 0.9));
}

interface Written {
  readonly encoding: WavEncoding;
  readonly channels: number;
  readonly rateHz?: number;
  readonly maxRiffBytes?: number;
}

async function writeRows(
  path: string,
  rows: readonly Float32Array[],
  { encoding, channels, rateHz = 48_000, maxRiffBytes }: Written,
  blockFrames = 1_000,
): Promise<number> {
  const limit = maxRiffBytes === undefined ? {} : { maxRiffBytes };
  const writer = await createWavWriter(path, { encoding, channels, rateHz, ...limit });
  try {
    for (const block of inBlocks(rows, blockFrames)) await writer.write(block);
    return writer.clippedSamples;
  } finally {
    await writer.close();
  }
}

describe('The WAV writer', () => {
  for (const channels of [1, 2, 3, 6, 8]) {
    it(`keeps ${channels} channel(s) of float32 bit by bit`, async () => {
      await withTemporaryFolder(async (folder) => {
        const path = join(folder, 'float.wav');
        const rows = noiseRows(channels, 9_001);
        await writeRows(path, rows, { encoding: 'float32', channels, rateHz: 44_100 });
        const read = await readAudio(path);
        assert.deepEqual(read.rows, rows);
        assert.equal(read.rateHz, 44_100);
        assert.equal(read.expectedFrames, 9_001);
      });
    });

    it(`keeps ${channels} channel(s) of 24-bit PCM to half a step`, async () => {
      await withTemporaryFolder(async (folder) => {
        const path = join(folder, 'pcm.wav');
        const rows = noiseRows(channels, 9_001);
        await writeRows(path, rows, { encoding: 'pcm24', channels });
        const read = await readAudio(path);
        for (const [channel, row] of read.rows.entries()) {
          // Rounding to the nearest of steps of 2^-23 is off by half of one at most, and exact in Float32.
          assert.ok(worstDifference(row, rows[channel]!) <= HALF_STEP_24);
        }
      });
    });
  }

  it('keeps float samples beyond full scale, and the sign of zero', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'loud.wav');
      const row = Float32Array.of(0, -0, 1.5, -3, 1e-38, 3e38);
      await writeRows(path, [row], { encoding: 'float32', channels: 1 });
      assert.deepEqual((await readAudio(path)).rows, [row]);
    });
  });

  it('rounds ties to even and clips what is beyond full scale, and counts it', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'ties.wav');
      const step = 2 ** -23;
      const row = Float32Array.from([0.5, 1.5, 2.5, -0.5, -1.5].map((steps) => steps * step));
      const beyond = Float32Array.of(1, -1, 2, -2, 1 - step);
      const clipped = await writeRows(path, [Float32Array.of(...row, ...beyond)], {
        encoding: 'pcm24',
        channels: 1,
      });
      const steps = (await readAudio(path)).rows[0]!.map((sample) => sample / step);
      const most = 2 ** 23 - 1;
      // + 0 because -0 and 0 are the same integer.
      assert.deepEqual(
        Array.from(steps, (value) => value + 0),
        [0, 2, 2, 0, -2, most, -most - 1, most, -most - 1, most],
      );
      assert.equal(clipped, 3); // +1, +2 and -2; -1 is a step
    });
  });

  it('refuses a sample that is not a number rather than write a silent one', async () => {
    await withTemporaryFolder(async (folder) => {
      const writing = writeRows(join(folder, 'nan.wav'), [Float32Array.of(0, NaN)], {
        encoding: 'pcm24',
        channels: 1,
      });
      await assert.rejects(writing, /not a number/);
    });
  });

  it('writes the same bytes whatever the size of the blocks', async () => {
    await withTemporaryFolder(async (folder) => {
      const rows = noiseRows(2, 20_011);
      for (const encoding of ['float32', 'pcm24'] as const) {
        const files = [];
        for (const blockFrames of [977, 20_011]) {
          const path = join(folder, `${encoding}-${blockFrames}.wav`);
          await writeRows(path, rows, { encoding, channels: 2 }, blockFrames);
          files.push(await readFile(path));
        }
        assert.ok(files[0]!.equals(files[1]!), encoding);
      }
    });
  });

  for (const encoding of ['float32', 'pcm24'] as const) {
    it(`leaves a valid file of ${encoding} after every write`, async () => {
      await withTemporaryFolder(async (folder) => {
        const path = join(folder, 'growing.wav');
        const rows = noiseRows(1, 103);
        const writer = await createWavWriter(path, { encoding, channels: 1, rateHz: 8_000 });
        await assert.rejects(openAudioSource(path), { code: 'input-empty' });
        let frames = 0;
        // One frame, then two, then three ...: lengths of odd and even numbers of bytes.
        for (let count = 1; frames + count <= 103; count++) {
          await writer.write(rows.map((row) => row.subarray(frames, frames + count)));
          frames += count;
          const read = await readAudio(path);
          assert.equal(read.expectedFrames, frames);
          assert.ok(worstDifference(read.rows[0]!, rows[0]!.subarray(0, frames)) <= HALF_STEP_24);
          const bytes = await readFile(path);
          assert.equal(bytes.readUInt32LE(4) + 8, bytes.length, 'RIFF length');
          assert.equal(bytes.length % 2, 0, 'padding');
        }
        await writer.close();
      });
    });
  }

  it('turns into RF64 where 32-bit lengths end, in place and keeping what was written', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'long.wav');
      const rows = noiseRows(2, 3_000);
      // The header has 36 bytes for ds64 or JUNK; 2,000 frames of 8 bytes fit into 20,000 bytes, 3,000 do not.
      const writer = await createWavWriter(path, {
        encoding: 'float32',
        channels: 2,
        rateHz: 48_000,
        maxRiffBytes: 20_000,
      });
      const names: string[] = [];
      for (const block of inBlocks(rows, 1_000)) {
        await writer.write(block);
        names.push((await readFile(path)).toString('latin1', 0, 16));
        assert.equal((await readAudio(path)).rows[0]!.length, writer.frames);
      }
      await writer.close();
      assert.deepEqual(
        names.map((name) => `${name.slice(0, 4)} ${name.slice(12, 16)}`),
        ['RIFF JUNK', 'RIFF JUNK', 'RF64 ds64'],
      );
      assert.deepEqual((await readAudio(path)).rows, rows);

      const bytes = await readFile(path);
      assert.equal(bytes.readUInt32LE(4), 0xffff_ffff);
      assert.equal(bytes.readBigUInt64LE(20), BigInt(bytes.length - 8), 'RIFF length in ds64');
      assert.equal(bytes.readBigUInt64LE(28), 3_000n * 8n, 'data length in ds64');
      assert.equal(bytes.readBigUInt64LE(36), 3_000n, 'frames in ds64');
    });
  });

  it('states the frames of float files in a fact chunk, and has an extensible header where required', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'header.wav');
      await writeRows(path, noiseRows(2, 10), { encoding: 'float32', channels: 2 });
      let bytes = await readFile(path);
      const fact = bytes.indexOf('fact');
      assert.equal(bytes.readUInt32LE(fact + 8), 10);
      assert.equal(bytes.readUInt16LE(bytes.indexOf('fmt ') + 8), 3, 'plain float');
      await writeRows(path, noiseRows(6, 10), { encoding: 'pcm24', channels: 6 });
      bytes = await readFile(path);
      const format = bytes.indexOf('fmt ') + 8;
      assert.equal(bytes.readUInt16LE(format), 0xfffe, 'extensible');
      assert.equal(bytes.readUInt32LE(format + 20), 0x3f, '5.1');
      assert.equal(bytes.readUInt16LE(format + 24), 1, 'PCM');
    });
  });

  it('says that the disk is full, where, and what to do', async () => {
    // A real device whose every write ends with ENOSPC.
    await assert.rejects(
      createWavWriter('/dev/full', { encoding: 'float32', channels: 1, rateHz: 48_000 }),
      {
        code: 'output-failed',
        message: /^\/dev\/full cannot be written \(ENOSPC\): the disk is full/,
      },
    );
  });

  it('says that a folder does not exist', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'nowhere', 'stem.wav');
      await assert.rejects(
        createWavWriter(path, { encoding: 'float32', channels: 1, rateHz: 48_000 }),
        { code: 'output-failed', message: /nowhere.*ENOENT/ },
      );
    });
  });
});
