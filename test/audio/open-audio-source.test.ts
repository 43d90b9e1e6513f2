import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { openAudioSource } from '../../src/audio/open-audio-source.js';
import {
  audioFixture,
  changedFixture,
  id3v2Tag,
  patched,
  readAudio,
  rmsDifference,
} from '../support/audio-files.js';
import { withPath } from '../support/ffmpeg-files.js';
import { keepsTheContract } from '../support/audio-source-contract.js';
import { tone } from '../support/audio-tone.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

interface Fixture {
  readonly file: string;
  readonly rateHz: number;
  readonly channels: number;
  readonly frames: number;
}

/** Bits of the integers that were encoded; every one of these formats keeps them all. */
const LOSSLESS: readonly (Fixture & { readonly bits: number })[] = [
  { file: 'pcm8-mono.wav', rateHz: 8_000, channels: 1, frames: 1_000, bits: 8 },
  { file: 'pcm16-stereo.wav', rateHz: 44_100, channels: 2, frames: 1_000, bits: 16 },
  { file: 'pcm16-mono-8k.wav', rateHz: 8_000, channels: 1, frames: 4_000, bits: 16 },
  { file: 'pcm16-8-channels.wav', rateHz: 48_000, channels: 8, frames: 500, bits: 16 },
  { file: 'pcm16-odd-chunk.wav', rateHz: 48_000, channels: 2, frames: 500, bits: 16 },
  { file: 'pcm16-piped-ffmpeg.wav', rateHz: 48_000, channels: 2, frames: 500, bits: 16 },
  { file: 'pcm16-rf64.wav', rateHz: 48_000, channels: 2, frames: 500, bits: 16 },
  { file: 'pcm24-stereo.wav', rateHz: 48_000, channels: 2, frames: 701, bits: 24 },
  { file: 'pcm24-mono-odd.wav', rateHz: 96_000, channels: 1, frames: 701, bits: 24 },
  { file: 'pcm32-stereo.wav', rateHz: 44_100, channels: 2, frames: 500, bits: 32 },
  { file: 'float32-stereo.wav', rateHz: 48_000, channels: 2, frames: 500, bits: 24 },
  { file: 'float64-stereo.wav', rateHz: 48_000, channels: 2, frames: 500, bits: 24 },
  { file: 'pcm16-stereo.aiff', rateHz: 44_100, channels: 2, frames: 1_000, bits: 16 },
  { file: 'pcm16-piped-sox.aiff', rateHz: 44_100, channels: 2, frames: 1_000, bits: 16 },
  { file: 'pcm24-stereo.aiff', rateHz: 48_000, channels: 2, frames: 501, bits: 24 },
  { file: 'pcm32-stereo.aiff', rateHz: 48_000, channels: 2, frames: 500, bits: 32 },
  { file: 'sowt.aifc', rateHz: 48_000, channels: 2, frames: 500, bits: 16 },
  { file: 'fl32.aifc', rateHz: 48_000, channels: 2, frames: 500, bits: 24 },
  { file: 'fl64.aifc', rateHz: 48_000, channels: 2, frames: 500, bits: 24 },
  { file: 'stereo16.flac', rateHz: 44_100, channels: 2, frames: 5_000, bits: 16 },
  { file: 'mono24.flac', rateHz: 96_000, channels: 1, frames: 3_000, bits: 24 },
  { file: '8-channels.flac', rateHz: 48_000, channels: 8, frames: 1_500, bits: 16 },
  { file: 'piped.flac', rateHz: 44_100, channels: 2, frames: 5_000, bits: 16 },
  { file: 'stereo16.oga', rateHz: 44_100, channels: 2, frames: 5_000, bits: 16 },
  { file: 'pcm16-rifx.wav', rateHz: 48_000, channels: 2, frames: 500, bits: 16 },
  { file: 'pcm24-mono.w64', rateHz: 48_000, channels: 1, frames: 501, bits: 24 },
  { file: 'pcm16-piped.w64', rateHz: 48_000, channels: 2, frames: 500, bits: 16 },
  { file: 'pcm24-big.caf', rateHz: 48_000, channels: 2, frames: 500, bits: 24 },
  { file: 'float32-little.caf', rateHz: 48_000, channels: 2, frames: 500, bits: 24 },
  { file: 'pcm16-piped.caf', rateHz: 48_000, channels: 1, frames: 500, bits: 16 },
  { file: 'pcm16-piped-ffmpeg.aiff', rateHz: 48_000, channels: 2, frames: 500, bits: 16 },
  { file: '8-channels-4096.flac', rateHz: 48_000, channels: 8, frames: 5_000, bits: 16 },
  { file: '8-channels-24.oga', rateHz: 48_000, channels: 8, frames: 1_000, bits: 24 },
  { file: '8-channels-192.flac', rateHz: 48_000, channels: 8, frames: 600, bits: 24 },
  { file: '6-channels-32.flac', rateHz: 48_000, channels: 6, frames: 500, bits: 24 },
  { file: 'blocks-of-16.flac', rateHz: 48_000, channels: 2, frames: 500, bits: 16 },
  { file: 'blocks-of-16384.flac', rateHz: 48_000, channels: 2, frames: 17_000, bits: 16 },
  { file: 'mono8.flac', rateHz: 8_000, channels: 1, frames: 500, bits: 8 },
  { file: 'mono12.flac', rateHz: 48_000, channels: 1, frames: 500, bits: 12 },
  { file: 'mono20.flac', rateHz: 48_000, channels: 1, frames: 500, bits: 20 },
  { file: 'stereo32.flac', rateHz: 48_000, channels: 2, frames: 500, bits: 32 },
  { file: 'odd-rate.flac', rateHz: 96_001, channels: 3, frames: 500, bits: 16 },
];

/** LAME attenuates by 5 % at constant bit rates. */
const LAME_CBR_GAIN = 0.95;
const LOSSY: readonly (Fixture & { readonly lagFrames?: number; readonly gain?: number })[] = [
  { file: 'cbr-stereo.mp3', rateHz: 44_100, channels: 2, frames: 11_025, gain: LAME_CBR_GAIN },
  { file: 'vbr-mono.mp3', rateHz: 22_050, channels: 1, frames: 11_025 },
  { file: 'ffmpeg-stereo-48k.mp3', rateHz: 48_000, channels: 2, frames: 12_000 },
  // Too small a bit rate for an Info frame, so nobody can know the delays: 576 of the encoder, 529 of the decoder.
  {
    file: 'no-info-mono-8k.mp3',
    rateHz: 8_000,
    channels: 1,
    frames: 16 * 576,
    lagFrames: 1_105,
    gain: LAME_CBR_GAIN,
  },
  // Layer II has no Info frame at all: 481 is the delay of its filter bank.
  { file: 'layer2.mp2', rateHz: 48_000, channels: 2, frames: 4 * 1_152, lagFrames: 481 },
  { file: 'stereo.ogg', rateHz: 44_100, channels: 2, frames: 11_025 },
  { file: 'mono-8k.ogg', rateHz: 8_000, channels: 1, frames: 4_000 },
  { file: 'stereo.opus', rateHz: 48_000, channels: 2, frames: 12_000 },
  { file: 'several-pages.opus', rateHz: 48_000, channels: 2, frames: 24_000 },
];

describe('Reading lossless audio', () => {
  for (const { file, bits, ...shape } of LOSSLESS) {
    it(`gives every sample of ${file} as integer / 2^(bits-1)`, async () => {
      const read = await readAudio(audioFixture(file));
      assert.equal(read.rateHz, shape.rateHz);
      assert.equal(read.channels, shape.channels);
      // Tolerance 0: every integer divided by a power of two and rounded to Float32 once.
      assert.deepEqual(read.rows, tone(shape, bits));
    });
  }

  it('promises the frames that the header promises, and none where a pipe left it open', async () => {
    assert.equal((await readAudio(audioFixture('stereo16.flac'))).expectedFrames, 5_000);
    assert.equal((await readAudio(audioFixture('pcm24-stereo.wav'))).expectedFrames, 701);
    assert.equal((await readAudio(audioFixture('piped.flac'))).expectedFrames, undefined);
  });

  it('reads full scale, positive and negative, of a FLAC file exactly', async () => {
    // -32768 .. 32767 in steps of 257, so that both ends are in.
    const read = await readAudio(audioFixture('full-scale.flac'));
    const expected = Float32Array.from({ length: 256 }, (_, n) => (n * 257 - 32_768) / 32_768);
    assert.deepEqual(read.rows, [expected]);
  });
});

describe('Reading lossy audio', () => {
  for (const { file, frames, lagFrames = 0, gain = 1, ...shape } of LOSSY) {
    it(`gives ${file} in place and whole`, async () => {
      const read = await readAudio(audioFixture(file));
      assert.equal(read.rateHz, shape.rateHz);
      assert.equal(read.channels, shape.channels);
      assert.equal(read.rows[0]!.length, frames);
      const original = tone({ ...shape, frames: frames + 1 }, 16);
      for (const [channel, row] of read.rows.entries()) {
        // Half of the error that one frame of misalignment would make: if it were misaligned, it would show.
        const start = lagFrames + 1;
        const end = lagFrames === 0 ? frames - 1 : start + 2_000;
        const misaligned = rmsDifference(original[channel]!, original[channel]!, {
          start: 1,
          end: 2_001,
          lagFrames: 1,
        });
        const error = rmsDifference(row, original[channel]!, { start, end, lagFrames, gain });
        assert.ok(error < misaligned / 2, `channel ${channel}: ${error} of ${misaligned}`);
      }
    });
  }

  for (const file of ['surround.ogg', 'surround.opus']) {
    it(`puts the channels of ${file} into WAV order`, async () => {
      const { rows } = await readAudio(audioFixture(file));
      const original = tone({ channels: 6, rateHz: 48_000, frames: rows[0]!.length }, 16);
      for (const [channel, row] of rows.entries()) {
        const errors = original.map((candidate) => rmsDifference(row, candidate));
        // A wrong channel's tone would leave sqrt(2) of a tone's RMS, 0.354: orthogonal to what is there.
        assert.ok(errors[channel]! < 0.354 / 2, `channel ${channel}: ${errors[channel]!}`);
        assert.equal(errors.indexOf(Math.min(...errors)), channel);
      }
    });
  }

  it('applies the output gain of an Opus file', async () => {
    const loud = await readAudio(audioFixture('stereo.opus'));
    const quiet = await readAudio(audioFixture('minus-6-db.opus'));
    // -6 dB is -1536 steps of 1/256 dB; one rounding to Float32, 2^-24, of samples below 1.
    const gain = 10 ** (-6 / 20);
    for (const [channel, row] of quiet.rows.entries()) {
      const worst = row.reduce(
        (most, value, frame) =>
          Math.max(most, Math.abs(value - gain * loud.rows[channel]![frame]!)),
        0,
      );
      assert.ok(worst <= 2 ** -24, `${worst}`);
    }
  });
});

describe('Reading block by block', () => {
  const files = [...LOSSLESS, ...LOSSY].map(({ file }) => file);
  for (const file of [...files, 'surround.ogg', 'surround.opus']) {
    it(`gives the same samples of ${file} whatever is read at once`, async () => {
      const whole = await readAudio(audioFixture(file), { readBytes: 262_144 });
      for (const readBytes of [61, 4_096]) {
        assert.deepEqual((await readAudio(audioFixture(file), { readBytes })).rows, whole.rows);
      }
    });
  }

  it('works byte by byte', async () => {
    for (const file of ['pcm24-mono-odd.wav', 'no-info-mono-8k.mp3']) {
      const whole = await readAudio(audioFixture(file));
      const read = await readAudio(audioFixture(file), { readBytes: 1 });
      assert.deepEqual(read.rows, whole.rows, file);
    }
  });

  it('never gives a block of more than 65,536 frames', async () => {
    await withTemporaryFolder(async (folder) => {
      // Silence of 100,000 frames of one byte: one read holds them all.
      const path = await changedFixture(folder, 'pcm8-mono.wav', (bytes) => {
        const data = Buffer.alloc(100_000, 0x80);
        bytes.writeUInt32LE(data.length, 40);
        return Buffer.concat([bytes.subarray(0, 44), data]);
      });
      const { rows, longestBlockFrames } = await readAudio(path);
      assert.equal(rows[0]!.length, 100_000);
      assert.equal(longestBlockFrames, 65_536);
    });
  });
});

describe('Recognising audio', () => {
  it('goes by content, not by name', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'really-a-flac.mp3');
      await writeFile(path, await readFile(audioFixture('stereo16.flac')));
      assert.deepEqual(
        (await readAudio(path)).rows,
        tone({ channels: 2, frames: 5_000, rateHz: 44_100 }, 16),
      );
    });
  });

  for (const file of ['cbr-stereo.mp3', 'stereo16.flac', 'pcm16-stereo.wav']) {
    it(`finds ${file} behind an ID3v2 tag with a large picture`, async () => {
      await withTemporaryFolder(async (folder) => {
        const path = await changedFixture(folder, file, (bytes) =>
          Buffer.concat([id3v2Tag(700_000), bytes]),
        );
        assert.deepEqual((await readAudio(path)).rows, (await readAudio(audioFixture(file))).rows);
      });
    });
  }

  for (const file of ['cbr-stereo.mp3', 'no-info-mono-8k.mp3', 'stereo16.flac', 'piped.flac']) {
    it(`leaves out the tags behind ${file}`, async () => {
      await withTemporaryFolder(async (folder) => {
        const apeFooter = Buffer.alloc(32);
        apeFooter.write('APETAGEX', 0, 'latin1');
        apeFooter.writeUInt32LE(60 + 32, 12);
        const id3v1 = Buffer.alloc(128, ' ');
        id3v1.write('TAG', 0, 'latin1');
        const path = await changedFixture(folder, file, (bytes) =>
          Buffer.concat([bytes, Buffer.alloc(60, 'item'), apeFooter, id3v1]),
        );
        assert.deepEqual((await readAudio(path)).rows, (await readAudio(audioFixture(file))).rows);
      });
    });
  }

  it('reads on to the end of a WAV file whose writer never filled in its length', async () => {
    await withTemporaryFolder(async (folder) => {
      const open = [
        0, 0xffff_ffff, 0xffff_ffdb, 0x8000_0000, 0x7fff_ffff, 0x7fff_ff00, 0x7fff_f000,
      ];
      for (const [stated, riffBytes] of open.flatMap((n) =>
        [0, 36, 4_036].map((riff) => [n, riff]),
      )) {
        const path = await changedFixture(folder, 'pcm16-stereo.wav', (bytes) => {
          bytes.writeUInt32LE(riffBytes!, 4);
          bytes.writeUInt32LE(stated!, 40);
          return bytes;
        });
        const { rows, damage } = await readAudio(path);
        assert.equal(rows[0]!.length, 1_000, `length ${stated}`);
        assert.deepEqual(damage.notes, []);
      }
    });
  });

  it('takes the extensible form of a WAV header for what its sub-format says', async () => {
    // SoX wrote tag 0xfffe with the sub-format PCM; with the sub-format MP3 that is what it holds.
    await withTemporaryFolder(async (folder) => {
      const path = await changedFixture(folder, 'pcm24-stereo.wav', (bytes) =>
        patched(bytes, 44, 0x55),
      );
      await withPath([], () => assert.rejects(openAudioSource(path), /holds MP3/));
    });
  });
});

describe('An AudioSource', () => {
  keepsTheContract(openAudioSource);
});
