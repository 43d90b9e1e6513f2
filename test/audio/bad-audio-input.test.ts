import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { changedFixture, id3v2Tag, patched, readAudio } from '../support/audio-files.js';
import { changed, refuses, written, type BadInput } from '../support/bad-audio-input.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

/** SoX writes the plain 44-byte header; these are its fields. */
const WAV = {
  tag: 20,
  channels: 22,
  rate: 24,
  blockAlign: 32,
  bits: 34,
  dataBytes: 40,
  samples: 44,
};

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
    make: written(
      'noise.mp3',
      Buffer.from(Array.from({ length: 999 }, (_, n) => (n * n + 1) % 251)),
    ),
  },
  {
    input: 'a single byte',
    code: 'input-format',
    says: /begins with the bytes 00/,
    make: written('byte.flac', Buffer.from([0])),
  },
  {
    input: 'an ID3 tag and nothing behind it',
    code: 'input-truncated',
    says: /tag\.mp3 ends with its ID3 tag: it holds no audio/,
    make: written('tag.mp3', id3v2Tag(3_000)),
  },
  {
    input: 'half an ID3 tag',
    code: 'input-truncated',
    says: /ends inside its ID3 tag \(3000 bytes expected, 1500 found\)/,
    make: written('half-a-tag.mp3', id3v2Tag(3_000).subarray(0, 1_500)),
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
    input: 'an AIFF without samples',
    code: 'input-format',
    says: /AIFF without samples/,
    make: changed('pcm16-stereo.aiff', (bytes) => bytes.subarray(0, bytes.indexOf('SSND'))),
  },
];

describe('Bad audio input', () => {
  refuses(BAD_INPUTS);

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
