/**
 * What our own decoders do not know, read with the ffmpeg that is installed: samples, lengths, rates, channels and the decoder's
 * name. The files are encoded by ffmpeg, too, from known samples.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, it } from 'mocha';

import { openAudioSource } from '../../../src/audio/open-audio-source.js';
import { audioFixture, readAudio, rmsDifference } from '../../support/audio-files.js';
import { tone } from '../../support/audio-tone.js';
import { decodedByFfmpeg, encoded, needsFfmpeg, transcoded } from '../../support/ffmpeg-files.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';
import { inSixteenBits } from '../../support/wav-file.js';
import { whiteNoise } from '../../support/white-noise.js';

const RATE_HZ = 44_100;
/** no whole number of packets, and of milliseconds */
const FRAMES = 12_345;

/** As 16 bits hold it, without the zeros that have a sign. */
const noise = (channels: number, frames = FRAMES): Float32Array[] =>
  Array.from({ length: channels }, (_, seed) =>
    inSixteenBits(whiteNoise(frames, seed)).map((sample) => sample + 0),
  );

async function decoderOf(path: string): Promise<string> {
  const source = await openAudioSource(path);
  await source.close();
  return source.decoder!;
}

describe('With ffmpeg', () => {
  needsFfmpeg();

  for (const { name, codec, channels } of [
    { name: 'alac.m4a', codec: 'alac', channels: 2 },
    { name: 'alac.caf', codec: 'alac', channels: 2 },
    { name: 'pcm.mov', codec: 'pcm_s16le', channels: 2 },
    { name: 'flac.mkv', codec: 'flac', channels: 6 },
    { name: 'wavpack.wv', codec: 'wavpack', channels: 1 },
    { name: 'true-audio.tta', codec: 'tta', channels: 2 },
    { name: 'sun.au', codec: 'pcm_s16be', channels: 8 },
  ]) {
    it(`every sample of ${name} is read, and no more`, () =>
      withTemporaryFolder(async (folder) => {
        const rows = noise(channels);
        const path = await encoded(folder, name, { rateHz: RATE_HZ, rows }, ['-c:a', codec]);
        const read = await readAudio(path);
        assert.equal(read.rateHz, RATE_HZ);
        assert.deepEqual(read.rows, rows);
        assert.deepEqual(read.damage.notes, []);
        assert.match(await decoderOf(path), new RegExp(`^ffmpeg \\d\\S* \\(${codec}\\)$`));
      }));
  }

  it('left, right and middle come in WAV order, whatever the order of the file', () =>
    withTemporaryFolder(async (folder) => {
      const rows = noise(3);
      const source = { rateHz: RATE_HZ, rows };
      const args = ['-af', 'channelmap=0-FL|1-FR|2-FC:3.0', '-c:a', 'alac'];
      const { rows: read } = await readAudio(await encoded(folder, 'three.m4a', source, args));
      assert.deepEqual(read, rows);
    }));

  for (const { name, rateHz, args } of [
    { name: 'aac.m4a', rateHz: RATE_HZ, args: ['-c:a', 'aac', '-b:a', '256k'] },
    {
      name: 'video.mp4',
      rateHz: RATE_HZ,
      args: [
        '-f',
        'lavfi',
        '-i',
        'testsrc=s=64x64:d=1',
        '-c:v',
        'mpeg4',
        '-c:a',
        'aac',
        '-b:a',
        '256k',
      ],
    },
    { name: 'mp3.mp4', rateHz: RATE_HZ, args: ['-c:a', 'libmp3lame', '-b:a', '256k'] },
    { name: 'opus.mkv', rateHz: 48_000, args: ['-c:a', 'libopus', '-b:a', '256k'] },
    { name: 'opus.mp4', rateHz: 48_000, args: ['-c:a', 'libopus', '-b:a', '256k'] },
  ]) {
    it(`${name} is as long as what was encoded, and lies where it lay`, () =>
      withTemporaryFolder(async (folder) => {
        const rows = tone({ channels: 2, frames: FRAMES, rateHz }, 16);
        const read = await readAudio(await encoded(folder, name, { rateHz, rows }, args));
        for (const [channel, row] of read.rows.entries()) {
          assert.equal(row.length, FRAMES);
          // a tone of 440 Hz that is one frame off differs by 0.022 RMS; these bit rates leave less than half of that
          const difference = rmsDifference(rows[channel]!, row, { start: 2_000, end: 10_000 });
          assert.ok(difference < 0.01, `channel ${channel} differs by ${difference}`);
        }
      }));
  }

  for (const { name, args } of [
    { name: 'windows.wma', args: ['-c:a', 'wmav2'] },
    { name: 'raw.aac', args: ['-c:a', 'aac'] },
    { name: 'dolby.ac3', args: ['-c:a', 'ac3'] },
    { name: 'vorbis.webm', args: ['-c:a', 'libvorbis'] },
    { name: 'transport.ts', args: ['-c:a', 'aac'] },
    { name: 'program.mpg', args: ['-c:a', 'mp2'] },
    { name: 'old.avi', args: ['-c:a', 'libmp3lame'] },
    { name: 'flash.flv', args: ['-c:a', 'aac'] },
    { name: 'pieces.mp4', args: ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov'] },
    { name: 'ima.aifc', args: ['-c:a', 'adpcm_ima_qt'] },
    { name: 'speex.ogg', args: ['-ar', '16000', '-c:a', 'libspeex'] },
  ]) {
    it(`${name}, which does not say how many frames were encoded, is what ffmpeg decodes`, () =>
      withTemporaryFolder(async (folder) => {
        const path = await encoded(folder, name, { rateHz: RATE_HZ, rows: noise(2) }, args);
        const read = await readAudio(path);
        assert.deepEqual(read.rows, await decodedByFfmpeg(path, 2));
        assert.deepEqual(read.damage.notes, []);
      }));
  }

  it('ADPCM in WAV is as long as its fact chunk says', () =>
    withTemporaryFolder(async (folder) => {
      for (const codec of ['adpcm_ms', 'adpcm_ima_wav']) {
        const source = { rateHz: RATE_HZ, rows: noise(2) };
        const path = await encoded(folder, `${codec}.wav`, source, ['-c:a', codec]);
        const bytes = await readFile(path);
        bytes.writeUInt32LE(FRAMES, bytes.indexOf('fact') + 8);
        await writeFile(path, bytes);
        const read = await readAudio(path);
        assert.equal(read.rows[0]!.length, FRAMES);
        const whole = await decodedByFfmpeg(path, 2);
        assert.deepEqual(
          read.rows,
          whole.map((row) => row.subarray(0, FRAMES)),
        );
      }
    }));

  it('the length that iTunes wrote is kept to', () =>
    withTemporaryFolder(async (folder) => {
      const source = {
        rateHz: RATE_HZ,
        rows: tone({ channels: 2, frames: FRAMES, rateHz: RATE_HZ }, 16),
      };
      const path = await encoded(folder, 'itunes.m4a', source, ['-c:a', 'aac', '-b:a', '256k']);
      const hex = (value: number, digits: number) =>
        value.toString(16).toUpperCase().padStart(digits, '0');
      const gap = ` 00000000 ${hex(1024, 8)} ${hex(967, 8)} ${hex(FRAMES, 16)} 00000000`;
      await writeFile(path, withItunesTag(await readFile(path), 'iTunSMPB', gap));
      const { rows, expectedFrames } = await readAudio(path);
      assert.equal(expectedFrames, FRAMES);
      assert.equal(rows[0]!.length, FRAMES);
      assert.ok(rmsDifference(source.rows[0]!, rows[0]!, { start: 2_000, end: 10_000 }) < 0.01);
    }));

  it('a recording that was cut without encoding it anew begins and ends at its edits', () =>
    withTemporaryFolder(async (folder) => {
      const source = { rateHz: RATE_HZ, rows: noise(2, 3 * RATE_HZ) };
      const whole = await encoded(folder, 'whole.m4a', source, ['-c:a', 'alac']);
      const path = join(folder, 'cut.m4a');
      await transcoded(whole, path, ['-ss', '1', '-t', '1', '-c', 'copy']);
      const { rows, damage } = await readAudio(path);
      const [expected] = await decodedByFfmpeg(path, 2);
      // what follows an edit's end by less than a packet of Apple Lossless, 4,096 frames, may be cut
      assert.ok(expected!.length - rows[0]!.length < 4_096);
      assert.deepEqual(rows[0], expected!.subarray(0, rows[0]!.length));
      assert.deepEqual(damage.notes, []);
    }));

  it('DSD is read at its own rate, and where that is out of reach at one within it', () =>
    withTemporaryFolder(async (folder) => {
      for (const [dsdRateHz, frames] of [
        [2_822_400, 16_384],
        [5_644_800, 8_192],
      ] as const) {
        const path = join(folder, `${dsdRateHz}.dsf`);
        await writeFile(path, dsfOfSilence(dsdRateHz));
        const read = await readAudio(path);
        assert.equal(read.rateHz, 352_800);
        assert.equal(read.rows[0]!.length, frames);
        assert.deepEqual(read.damage.notes, []);
      }
    }));

  it('the fixture in M4A is read as it was encoded', async () => {
    const { rows } = await readAudio(audioFixture('aac.m4a'));
    const expected = tone({ channels: 2, frames: 4_800, rateHz: 48_000 }, 16);
    assert.equal(rows[0]!.length, 4_800);
    // at 64 kbit/s a tone differs by 0.11; with the encoder's 1,024 frames still before it by 0.6
    assert.ok(rmsDifference(expected[0]!, rows[0]!, { start: 1_200, end: 3_600 }) < 0.2);
  });

  it('two readings of one file are the same to the bit', () =>
    withTemporaryFolder(async (folder) => {
      const source = { rateHz: RATE_HZ, rows: noise(2, 5 * RATE_HZ) };
      const path = await encoded(folder, 'song.m4a', source, ['-c:a', 'aac']);
      assert.deepEqual((await readAudio(path)).rows, (await readAudio(path)).rows);
    }));

  it('what we decode ourselves is decoded by us, whatever it is called', () =>
    withTemporaryFolder(async (folder) => {
      for (const [fixture, format] of [
        ['pcm16-stereo.wav', 'WAV'],
        ['cbr-stereo.mp3', 'MP3'],
        ['8-channels.flac', 'FLAC'],
      ] as const) {
        const path = join(folder, `${format}.m4a`);
        await writeFile(path, await readFile(audioFixture(fixture)));
        assert.equal(await decoderOf(path), `stemwright (${format})`);
      }
    }));
});

/** Puts a tag of iTunes' own into a file whose index ffmpeg has written last. */
function withItunesTag(bytes: Buffer, name: string, value: string): Buffer {
  const box = (type: string, ...parts: Buffer[]): Buffer => {
    const contents = Buffer.concat(parts);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + contents.length, 0);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, contents]);
  };
  const flags = (last: number) => Buffer.from([0, 0, 0, last]);
  const tag = box(
    '----',
    box('mean', flags(0), Buffer.from('com.apple.iTunes')),
    box('name', flags(0), Buffer.from(name)),
    box('data', flags(1), flags(0), Buffer.from(value)),
  );
  const parents = ['moov', 'udta', 'meta', 'ilst'].map((type) => bytes.lastIndexOf(type) - 4);
  const end = parents.at(-1)! + bytes.readUInt32BE(parents.at(-1));
  for (const at of parents) bytes.writeUInt32BE(bytes.readUInt32BE(at) + tag.length, at);
  return Buffer.concat([bytes.subarray(0, end), tag, bytes.subarray(end)]);
}

/** Sony's DSF, stereo, four blocks a channel: 131,072 bits of the pattern that stands for silence. */
function dsfOfSilence(rateHz: number): Buffer {
  const samples = Buffer.alloc(2 * 4 * 4_096, 0x69);
  const head = Buffer.alloc(28 + 52 + 12);
  head.write('DSD ', 0, 'latin1');
  head.writeBigUInt64LE(28n, 4);
  head.writeBigUInt64LE(BigInt(head.length + samples.length), 12);
  head.write('fmt ', 28, 'latin1');
  head.writeBigUInt64LE(52n, 32);
  [1, 0, 2, 2, rateHz, 1].forEach((value, index) => head.writeUInt32LE(value, 40 + 4 * index));
  head.writeBigUInt64LE(BigInt(4 * 4_096 * 8), 64);
  head.writeUInt32LE(4_096, 72);
  head.write('data', 80, 'latin1');
  head.writeBigUInt64LE(BigInt(12 + samples.length), 84);
  return Buffer.concat([head, samples]);
}
