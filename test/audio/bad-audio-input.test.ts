import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { OperatingError, type OperatingErrorCode } from '../../src/operating-error.js';
import { changedFixture, id3v2Tag, patched, readAudio } from '../support/audio-files.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

interface BadInput {
  readonly input: string;
  readonly code: OperatingErrorCode;
  /** what the sentence must say beside the file's name */
  readonly says: RegExp;
  /** makes it; @returns its path */
  readonly make: (folder: string) => Promise<string>;
}

const changed =
  (name: string, change: (bytes: Buffer) => Buffer) =>
  (folder: string): Promise<string> =>
    changedFixture(folder, name, change);

const written = (name: string, contents: string | Buffer) => async (folder: string) => {
  const path = join(folder, name);
  await writeFile(path, contents);
  return path;
};

/** SoX writes the plain 44-byte header; these are its fields. */
const WAV = { tag: 20, channels: 22, rate: 24, blockAlign: 32, bits: 34, dataBytes: 40, samples: 44 };
const cutTo = (share: number) => (bytes: Buffer) => bytes.subarray(0, bytes.length * share);
const zeroedMiddle = (count: number) => (bytes: Buffer) =>
  bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + count);

const BAD_INPUTS: readonly BadInput[] = [
  // Not a file of bytes
  {
    input: 'a path where nothing is',
    code: 'input-missing',
    says: /does not exist/,
    make: (folder) => Promise.resolve(join(folder, 'nothing.wav')),
  },
  {
    input: 'a path through a file',
    code: 'input-missing',
    says: /does not exist/,
    make: async (folder) => join(await written('file', 'x')(folder), 'nothing.wav'),
  },
  {
    input: 'a folder',
    code: 'input-unreadable',
    says: /is a folder/,
    make: async (folder) => {
      const path = join(folder, 'album.wav');
      await mkdir(path);
      return path;
    },
  },
  {
    input: 'a named pipe that nobody writes to',
    code: 'input-unreadable',
    says: /pipe or a device/,
    make: (folder) => {
      const path = join(folder, 'pipe.wav');
      execFileSync('mkfifo', [path]);
      return Promise.resolve(path);
    },
  },
  {
    input: 'a device',
    code: 'input-unreadable',
    says: /pipe or a device/,
    make: () => Promise.resolve('/dev/zero'),
  },
  // Not audio
  { input: 'no bytes', code: 'input-empty', says: /0 bytes/, make: written('empty.wav', '') },
  {
    input: 'a text renamed',
    code: 'input-format',
    says: /looks like text.*expected WAV/,
    make: written('text.wav', 'This is my song.\n'),
  },
  {
    input: 'noise',
    code: 'input-format',
    says: /begins with the bytes 0102050a/,
    make: written('noise.mp3', Buffer.from(Array.from({ length: 999 }, (_, n) => (n * n + 1) % 251))),
  },
  {
    input: 'a single byte',
    code: 'input-format',
    says: /begins with the bytes 00/,
    make: written('byte.flac', Buffer.from([0])),
  },
  {
    input: 'an M4A',
    code: 'input-format',
    says: /MP4 or M4A.*ffmpeg/,
    make: changed('aac.m4a', (bytes) => bytes),
  },
  {
    input: 'an ID3 tag and nothing behind it',
    code: 'input-truncated',
    says: /ends inside its ID3 tag/,
    make: written('tag.mp3', id3v2Tag(3_000)),
  },
  // WAV
  {
    input: 'a WAV header and no samples',
    code: 'input-empty',
    says: /holds no audio/,
    make: changed('pcm16-stereo.wav', (bytes) => {
      bytes.writeUInt32LE(WAV.samples - 8, 4);
      bytes.writeUInt32LE(0, WAV.dataBytes);
      return bytes.subarray(0, WAV.samples);
    }),
  },
  {
    input: 'a WAV that promises more than it holds',
    code: 'input-truncated',
    says: /promises 1000 frames, the file holds 500/,
    make: changed('pcm16-stereo.wav', (bytes) => bytes.subarray(0, WAV.samples + 2_000)),
  },
  {
    input: 'an RF64 that promises more than it holds',
    code: 'input-truncated',
    says: /promises 500 frames, the file holds 499/,
    make: changed('pcm16-rf64.wav', (bytes) => bytes.subarray(0, bytes.length - 4)),
  },
  {
    input: 'a WAV cut in its header',
    code: 'input-format',
    says: /without a 'data' chunk/,
    make: changed('pcm16-stereo.wav', (bytes) => bytes.subarray(0, 38)),
  },
  {
    input: 'a WAV of nothing but zeros',
    code: 'input-format',
    says: /without a 'fmt ' chunk/,
    make: changed('pcm16-stereo.wav', (bytes) => bytes.fill(0, 12)),
  },
  {
    input: 'a WAV with samples before their format',
    code: 'input-format',
    says: /'fmt ' chunk before its data/,
    make: changed('pcm16-stereo.wav', (bytes) => patched(bytes, 12, 0x6a)),
  },
  {
    input: 'ADPCM in WAV',
    code: 'input-format',
    says: /Microsoft ADPCM/,
    make: changed('adpcm.wav', (bytes) => bytes),
  },
  {
    input: 'mu-law in WAV',
    code: 'input-format',
    says: /mu-law/,
    make: changed('mulaw.wav', (bytes) => bytes),
  },
  {
    input: 'MP3 in WAV',
    code: 'input-format',
    says: /holds MP3/,
    make: changed('mp3-inside.wav', (bytes) => bytes),
  },
  {
    input: 'a WAV of an unknown codec',
    code: 'input-format',
    says: /unknown codec \(tag 0x7777\)/,
    make: changed('pcm16-stereo.wav', (bytes) => patched(bytes, WAV.tag, 0x77, 0x77)),
  },
  {
    input: 'a WAV of no channels',
    code: 'input-format',
    says: /has 0 channels: expected 1 to 8/,
    make: changed('pcm16-stereo.wav', (bytes) => patched(bytes, WAV.channels, 0)),
  },
  {
    input: 'a WAV of nine channels',
    code: 'input-format',
    says: /has 9 channels/,
    make: changed('pcm16-stereo.wav', (bytes) =>
      patched(patched(bytes, WAV.channels, 9), WAV.blockAlign, 18),
    ),
  },
  {
    input: 'a WAV at 0 Hz',
    code: 'input-format',
    says: /sample rate of 0 Hz: expected 4000 to 384000/,
    make: changed('pcm16-stereo.wav', (bytes) => patched(bytes, WAV.rate, 0, 0, 0, 0)),
  },
  {
    input: 'a WAV at 16 MHz',
    code: 'input-format',
    says: /sample rate of 16777216 Hz/,
    make: changed('pcm16-stereo.wav', (bytes) => patched(bytes, WAV.rate, 0, 0, 0, 1)),
  },
  {
    input: 'a WAV of 12 bits in two channels of one byte',
    code: 'input-format',
    says: /12 bits per sample in frames of 2 bytes/,
    make: changed('pcm16-stereo.wav', (bytes) => patched(bytes, WAV.blockAlign, 2, 0, 12)),
  },
  {
    input: 'a float WAV with a NaN',
    code: 'input-format',
    says: /sample NaN at frame 100 \(channel 2\)/,
    make: changed('float32-stereo.wav', (bytes) => {
      const samples = bytes.length - 500 * 8;
      bytes.writeFloatLE(NaN, samples + 100 * 8 + 4);
      return bytes;
    }),
  },
  {
    input: 'a float WAV with an infinity',
    code: 'input-format',
    says: /sample -Infinity at frame 499 \(channel 1\)/,
    make: changed('float64-stereo.wav', (bytes) => {
      bytes.writeDoubleLE(-1e300, bytes.length - 16); // too large for a Float32
      return bytes;
    }),
  },
  // AIFF
  {
    input: 'a cut AIFF',
    code: 'input-truncated',
    says: /promises 1000 frames, the file holds 978/,
    make: changed('pcm16-stereo.aiff', (bytes) => bytes.subarray(0, bytes.length - 88)),
  },
  {
    input: 'an AIFF of compressed samples',
    code: 'input-format',
    says: /compressed as 'ima4'/,
    make: changed('sowt.aifc', (bytes) => {
      bytes.write('ima4', bytes.indexOf('sowt'), 'latin1');
      return bytes;
    }),
  },
  {
    input: 'an AIFF without samples',
    code: 'input-format',
    says: /AIFF without samples/,
    make: changed('pcm16-stereo.aiff', (bytes) => bytes.subarray(0, bytes.indexOf('SSND'))),
  },
  // FLAC
  {
    input: 'a cut FLAC',
    code: 'input-truncated',
    says: /cut short: 4096 of 5000 frames/,
    make: changed('stereo16.flac', (bytes) => bytes.subarray(0, bytes.length - 100)),
  },
  {
    input: 'a cut FLAC of unknown length',
    code: 'input-truncated',
    says: /cut short: 4096 frames/,
    make: changed('piped.flac', (bytes) => bytes.subarray(0, bytes.length - 20)),
  },
  {
    input: 'a FLAC with one wrong bit',
    code: 'input-format',
    says: /damaged at 0\.0\d s.*checksum/,
    make: changed('stereo16.flac', (bytes) => {
      const at = bytes.length - 4_000;
      return patched(bytes, at, bytes[at]! ^ 1);
    }),
  },
  {
    input: 'a FLAC of unknown length with a hole',
    code: 'input-format',
    says: /damaged at/,
    make: changed('piped.flac', (bytes) => {
      const at = bytes.length - 4_000;
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 500)]);
    }),
  },
  {
    input: 'a FLAC header and no frames',
    code: 'input-truncated',
    says: /0 of 5000 frames/,
    make: changed('stereo16.flac', (bytes) => bytes.subarray(0, endOfFlacMetadata(bytes))),
  },
  {
    input: 'a FLAC of unknown length and no frames',
    code: 'input-empty',
    says: /FLAC but holds no audio/,
    make: changed('piped.flac', (bytes) => bytes.subarray(0, endOfFlacMetadata(bytes))),
  },
  {
    input: 'a FLAC cut in its header',
    code: 'input-truncated',
    says: /ends inside its header/,
    make: changed('stereo16.flac', (bytes) => bytes.subarray(0, 60)),
  },
  {
    input: 'a FLAC at 0 Hz',
    code: 'input-format',
    says: /0 Hz/,
    make: changed('stereo16.flac', (bytes) => patched(bytes, 18, 0, 0, bytes[20]! & 0x0f)),
  },
  // MP3
  {
    input: 'a cut MP3',
    code: 'input-truncated',
    says: /cut short \(\d+ MPEG frames expected, \d+ found\)/,
    make: changed('cbr-stereo.mp3', cutTo(0.6)),
  },
  {
    input: 'an MP3 without frame count that is cut in a frame',
    code: 'input-truncated',
    says: /cut short: it ends after 1\.08 s/,
    make: changed('no-info-mono-8k.mp3', (bytes) => bytes.subarray(0, bytes.length - 30)),
  },
  {
    input: 'an MP3 with a hole',
    code: 'input-format',
    says: /MP3 damaged at 0\.\d+ s/,
    make: changed('cbr-stereo.mp3', zeroedMiddle(700)),
  },
  {
    input: 'an MP3 that changes its rate',
    code: 'input-format',
    says: /changes from 44100 Hz, 2 channel\(s\) to 48000 Hz/,
    make: changed('cbr-stereo.mp3', (bytes) => {
      const frameBytes = Math.floor((144 * 128_000) / 44_100);
      const at = bytes.indexOf(Buffer.from([0xff, 0xfb]), 8 * frameBytes);
      return patched(bytes, at + 2, bytes[at + 2]! | 0x04);
    }),
  },
  {
    input: "an MP3's header frame alone",
    code: 'input-format',
    says: /not audio that can be read/,
    make: changed('cbr-stereo.mp3', (bytes) => bytes.subarray(0, 300)),
  },
  // Ogg
  {
    input: 'a cut Ogg Vorbis',
    code: 'input-truncated',
    says: /without a last page/,
    make: changed('stereo.ogg', cutTo(0.8)),
  },
  {
    input: 'an Ogg Vorbis with one wrong bit',
    code: 'input-format',
    says: /damaged at byte/,
    make: changed('stereo.ogg', (bytes) => patched(bytes, bytes.length - 300, bytes.at(-300)! ^ 1)),
  },
  {
    input: 'an Ogg Vorbis of headers alone',
    code: 'input-truncated',
    says: /without a last page/,
    make: changed('stereo.ogg', (bytes) => bytes.subarray(0, 58)),
  },
  {
    input: 'a cut Ogg Opus',
    code: 'input-truncated',
    says: /without a last page/,
    make: changed('several-pages.opus', cutTo(0.5)),
  },
  {
    input: 'an Ogg Opus that lacks a page',
    code: 'input-format',
    says: /damaged at byte/,
    make: changed('several-pages.opus', (bytes) => {
      const start = bytes.indexOf('OggS', 2_000);
      return Buffer.concat([
        bytes.subarray(0, start),
        bytes.subarray(bytes.indexOf('OggS', start + 4)),
      ]);
    }),
  },
  {
    input: 'a cut Ogg FLAC',
    code: 'input-truncated',
    says: /without a last page/,
    make: changed('stereo16.oga', cutTo(0.5)),
  },
  {
    input: 'two Ogg files in one',
    code: 'input-format',
    says: /several streams/,
    make: changed('mono-8k.ogg', (bytes) => Buffer.concat([bytes, bytes])),
  },
  {
    input: 'an Ogg file of something else',
    code: 'input-format',
    says: /unknown codec/,
    make: changed('mono-8k.ogg', (bytes) => renamedOggCodec(bytes)),
  },
];

describe('Bad audio input', () => {
  for (const { input, code, says, make } of BAD_INPUTS) {
    it(`refuses ${input} with a sentence that names it (${code})`, async () => {
      await withTemporaryFolder(async (folder) => {
        const path = await make(folder);
        await assert.rejects(readAudio(path), (error) => {
          assert.ok(error instanceof OperatingError, String(error));
          assert.equal(error.code, code);
          assert.ok(error.message.startsWith(path), error.message);
          assert.match(error.message, says);
          return true;
        });
      });
    });
  }

  it('refuses a socket', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, 'socket.wav');
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(path, resolve));
      try {
        await assert.rejects(readAudio(path), { code: 'input-unreadable' });
      } finally {
        server.close();
      }
    });
  });

  it('takes a WAV of no samples with something behind them for empty, not for unfinished', async () => {
    await withTemporaryFolder(async (folder) => {
      const path = await changedFixture(folder, 'pcm16-stereo.wav', (bytes) => {
        const list = Buffer.from('LIST\x04\0\0\0INFO', 'latin1');
        bytes.writeUInt32LE(WAV.samples + list.length - 8, 4);
        bytes.writeUInt32LE(0, WAV.dataBytes);
        return Buffer.concat([bytes.subarray(0, WAV.samples), list]);
      });
      await assert.rejects(readAudio(path), { code: 'input-empty' });
    });
  });
});

function endOfFlacMetadata(bytes: Buffer): number {
  let at = 4;
  for (let isLast = false; !isLast; ) {
    isLast = (bytes[at]! & 0x80) !== 0;
    at += 4 + bytes.readUIntBE(at + 1, 3);
  }
  return at;
}

/** Vorbis' mark changed in the first packet, and the checksum of its page (RFC 3533) with it. */
function renamedOggCodec(bytes: Buffer): Buffer {
  bytes.write('speex', 29, 'latin1');
  const page = bytes.subarray(0, 58);
  page.writeUInt32LE(0, 22);
  let crc = 0;
  for (const byte of page) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  }
  page.writeInt32LE(crc | 0, 22);
  return bytes;
}
