/** AIFF-C by its compression type, RIFX by its extended one, and the codes of G.711. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { audioFixture, readAudio } from '../support/audio-files.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const VALUES = [0, 0.5, -0.5, -1, 0.25, 0.75, -0.125, 0.375];

type Write = (bytes: Buffer, value: number, at: number) => void;

/** Compression type -> width and how a value stands there. The values are exact in every one. */
const TYPES: Readonly<Record<string, readonly [number, Write]>> = {
  NONE: [2, (bytes, value, at) => bytes.writeInt16BE(value * 2 ** 15, at)],
  twos: [2, (bytes, value, at) => bytes.writeInt16BE(value * 2 ** 15, at)],
  sowt: [2, (bytes, value, at) => bytes.writeInt16LE(value * 2 ** 15, at)],
  in24: [3, (bytes, value, at) => bytes.writeIntBE(value * 2 ** 23, at, 3)],
  '42ni': [3, (bytes, value, at) => bytes.writeIntLE(value * 2 ** 23, at, 3)],
  in32: [4, (bytes, value, at) => bytes.writeInt32BE(value * 2 ** 31, at)],
  '23ni': [4, (bytes, value, at) => bytes.writeInt32LE(value * 2 ** 31, at)],
  fl32: [4, (bytes, value, at) => bytes.writeFloatBE(value, at)],
  FL32: [4, (bytes, value, at) => bytes.writeFloatBE(value, at)],
  fl64: [8, (bytes, value, at) => bytes.writeDoubleBE(value, at)],
  FL64: [8, (bytes, value, at) => bytes.writeDoubleBE(value, at)],
  'raw ': [2, (bytes, value, at) => bytes.writeUInt16BE(value * 2 ** 15 + 2 ** 15, at)],
};

/** One channel of VALUES at 44.1 kHz; COMM says 16 bits whatever the type. */
function aiffC(type: string): Buffer {
  const [width, write] = TYPES[type]!;
  const common = Buffer.from(
    'COMM\0\0\0\x18\0\x01\0\0\0\0\0\x10\x40\x0e\xac\x44\0\0\0\0\0\0',
    'latin1',
  );
  common.writeUInt32BE(VALUES.length, 10);
  const sound = Buffer.alloc(16 + VALUES.length * width);
  sound.write('SSND', 0, 'latin1');
  sound.writeUInt32BE(sound.length - 8, 4);
  for (const [index, value] of VALUES.entries()) write(sound, value, 16 + index * width);
  const head = Buffer.from('FORM\0\0\0\0AIFC', 'latin1');
  const bytes = Buffer.concat([head, common, Buffer.from(`${type}\0\0`, 'latin1'), sound]);
  bytes.writeUInt32BE(bytes.length - 8, 4);
  return bytes;
}

describe('AIFF-C', () => {
  for (const type of Object.keys(TYPES)) {
    it(`is read as its compression type '${type}' says, whatever bits its header has`, () =>
      withTemporaryFolder(async (folder) => {
        const path = join(folder, 'typed.aifc');
        await writeFile(path, aiffC(type));
        assert.deepEqual((await readAudio(path)).rows, [Float32Array.from(VALUES)]);
      }));
  }
});

/** One channel of VALUES at 44.1 kHz, 24 bits, in RIFX with the tag WAVE_FORMAT_EXTENSIBLE. @param guid of the real one */
function rifx(guid: string): Buffer {
  const format = Buffer.alloc(24);
  format.writeUInt16BE(0xfffe, 0);
  format.writeUInt16BE(1, 2);
  format.writeUInt32BE(44_100, 4);
  format.writeUInt32BE(44_100 * 3, 8);
  format.writeUInt16BE(3, 12);
  format.writeUInt16BE(24, 14);
  format.writeUInt16BE(22, 16);
  format.writeUInt16BE(24, 18);
  const sound = Buffer.alloc(VALUES.length * 3);
  for (const [index, value] of VALUES.entries()) sound.writeIntBE(value * 2 ** 23, index * 3, 3);
  const chunk = (name: string, ...content: Buffer[]): Buffer => {
    const bytes = Buffer.concat(content);
    const head = Buffer.from(`${name}\0\0\0\0`, 'latin1');
    head.writeUInt32BE(bytes.length, 4);
    return Buffer.concat([head, bytes]);
  };
  const wave = Buffer.from('WAVE', 'latin1');
  const fmt = chunk('fmt ', format, Buffer.from(guid, 'hex'));
  return chunk('RIFX', wave, fmt, chunk('data', sound));
}

describe('RIFX of more than 16 bits', () => {
  const guids = {
    sox: '0001000000001000800000aa00389b71',
    libsndfile: '0000000100000010800000aa00389b71',
  };
  for (const [writer, guid] of Object.entries(guids)) {
    it(`is read as ${writer} writes it`, () =>
      withTemporaryFolder(async (folder) => {
        const path = join(folder, 'big-endian.wav');
        await writeFile(path, rifx(guid));
        assert.deepEqual((await readAudio(path)).rows, [Float32Array.from(VALUES)]);
      }));
  }
});

describe('A-law and mu-law', () => {
  const files = ['alaw-codes.wav', 'alaw-codes.caf', 'mulaw-codes.wav', 'mulaw-codes.aifc'];
  for (const file of files) {
    it(`are decoded as ffmpeg decodes them, every code (${file})`, async () => {
      const decoded = `${file.slice(0, file.indexOf('-'))}-decoded.wav`;
      const { rows } = await readAudio(audioFixture(file));
      assert.deepEqual(rows, (await readAudio(audioFixture(decoded))).rows);
      assert.equal(new Set(rows[0]).size >= 255, true);
    });
  }
});
