import { readFileSync } from 'node:fs';
import { describe } from 'mocha';
import { audioFixture, patched } from '../support/audio-files.js';
import { oggPage } from '../support/ogg-file.js';
import { changed, refuses, type BadInput } from '../support/bad-audio-input.js';

const cutTo = (share: number) => (bytes: Buffer) => bytes.subarray(0, bytes.length * share);

const DAMAGED: readonly BadInput[] = [
  // FLAC
  {
    input: 'a FLAC header and no frames',
    code: 'input-truncated',
    says: /holds no audio.*cut short/,
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
    input: 'two MP3s of different rates in one',
    code: 'input-format',
    says: /changes from 44100 Hz, 2 channel\(s\) to 48000 Hz/,
    make: changed('cbr-stereo.mp3', (bytes) =>
      Buffer.concat([bytes, readFileSync(audioFixture('ffmpeg-stereo-48k.mp3')).subarray(45)]),
    ),
  },
  {
    input: "an MP3's header frame alone",
    code: 'input-format',
    says: /not audio that can be read/,
    make: changed('cbr-stereo.mp3', (bytes) => bytes.subarray(0, 300)),
  },
  // Ogg
  {
    input: 'an Ogg Vorbis cut in its only page of audio',
    code: 'input-truncated',
    says: /holds no audio.*cut short/,
    make: changed('stereo.ogg', cutTo(0.8)),
  },
  {
    input: 'an Ogg Vorbis with one wrong bit in its only page of audio',
    code: 'input-truncated',
    says: /holds no audio/,
    make: changed('stereo.ogg', (bytes) => patched(bytes, bytes.length - 300, bytes.at(-300)! ^ 1)),
  },
  {
    input: 'an Ogg Vorbis of headers alone',
    code: 'input-truncated',
    says: /holds no audio.*cut short/,
    make: changed('stereo.ogg', (bytes) => bytes.subarray(0, 58)),
  },
  {
    input: 'an Ogg file of something else',
    code: 'input-format',
    says: /unknown codec/,
    make: changed('mono-8k.ogg', (bytes) => renamedOggCodec(bytes)),
  },
];

describe('Damaged compressed audio', () => {
  refuses(DAMAGED);
});

function endOfFlacMetadata(bytes: Buffer): number {
  let at = 4;
  for (let isLast = false; !isLast;) {
    isLast = (bytes[at]! & 0x80) !== 0;
    at += 4 + bytes.readUIntBE(at + 1, 3);
  }
  return at;
}

/** Vorbis' mark changed in the first packet, and the checksum of its page with it. */
function renamedOggCodec(bytes: Buffer): Buffer {
  bytes.write('speex', 29, 'latin1');
  return Buffer.concat([oggPage(bytes.subarray(0, 58)), bytes.subarray(58)]);
}
