/**
 * Damaged files that ffmpeg decodes: read as far as they are intact, with what is missing in words.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, it } from 'mocha';

import { readAudio, type ReadAudio } from '../../support/audio-files.js';
import { encoded, needsFfmpeg } from '../../support/ffmpeg-files.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';
import { whiteNoise } from '../../support/white-noise.js';

const RATE_HZ = 44_100;
const FRAMES = 5 * RATE_HZ;

/** What is read of five seconds of noise in a file whose bytes were changed. */
function readChanged(
  name: string,
  args: readonly string[],
  change: (bytes: Buffer) => Buffer,
): Promise<ReadAudio> {
  return withTemporaryFolder(async (folder) => {
    const rows = [whiteNoise(FRAMES, 1), whiteNoise(FRAMES, 2)];
    const path = await encoded(folder, name, { rateHz: RATE_HZ, rows }, args);
    const changed = join(folder, 'changed');
    await writeFile(changed, change(await readFile(path)));
    return readAudio(changed);
  });
}

const AAC = ['-c:a', 'aac', '-b:a', '128k'];
const INDEX_FIRST = [...AAC, '-movflags', '+faststart'];

const cutTo = (share: number) => (bytes: Buffer) => bytes.subarray(0, bytes.length * share);
const noiseInTheMiddle = (bytes: Buffer): Buffer => {
  const noise = Buffer.from(whiteNoise(2_000, 3, 127).map((sample) => sample + 128));
  noise.copy(bytes, bytes.length / 2);
  return bytes;
};

describe('A damaged file that ffmpeg decodes', () => {
  needsFfmpeg();

  it('has a warning for what could not be decoded, and the rest', async () => {
    const { rows, damage } = await readChanged('song.m4a', AAC, noiseInTheMiddle);
    // 2,000 bytes of 128 kbit/s are 0.125 s, 5,512 frames; packets of 1,024 frames on either side may be lost with them
    assert.ok(rows[0]!.length >= FRAMES - 5_512 - 2 * 1_024, `${rows[0]!.length} frames`);
    assert.equal(damage.notes.length, 1);
    assert.match(
      damage.notes[0]!,
      /has damaged places .*ffmpeg says: [^@[\]]+, and \d+ more like it\)\.$/,
    );
    assert.equal(damage.isTruncated, false);
  });

  for (const { name, args, says } of [
    { name: 'index-first.m4a', args: INDEX_FIRST, says: /header promises 220500 frames/ },
    { name: 'song.mka', args: AAC, says: /header promises 22\d{4} frames, ffmpeg decodes/ },
    { name: 'song.wv', args: ['-c:a', 'wavpack'], says: /header promises 220500 frames/ },
    { name: 'song.wma', args: ['-c:a', 'wmav2'], says: /header promises \d+ bytes, the file has/ },
    { name: 'song.avi', args: ['-c:a', 'libmp3lame'], says: /header promises \d+ bytes, the file/ },
    { name: 'song.wav', args: ['-c:a', 'adpcm_ms'], says: /header promises/ },
  ]) {
    it(`that is cut short is read to there (${name})`, async () => {
      const { rows, damage } = await readChanged(name, args, cutTo(2 / 3));
      // two thirds of a constant bit rate, but for headers and a packet at the end, of 0.5 s in WavPack
      const frames = rows[0]!.length;
      assert.ok(frames > 0.55 * FRAMES && frames < 0.7 * FRAMES, `${frames} frames`);
      assert.match(damage.notes.at(-1)!, says);
      assert.equal(damage.isTruncated, true);
    });
  }

  it('that lost its index, written last, is refused with that', () =>
    assert.rejects(readChanged('song.m4a', AAC, cutTo(2 / 3)), {
      code: 'input-truncated',
      message: /is an MP4 or M4A file .* without its index .* the file is cut short/,
    }));

  it('that holds pictures alone is refused with that', () =>
    withTemporaryFolder(async (folder) => {
      const args = ['-f', 'lavfi', '-i', 'testsrc=s=64x64:d=1', '-map', '1:v', '-c:v', 'mpeg4'];
      const silent = { rateHz: RATE_HZ, rows: [new Float32Array(100)] };
      const path = await encoded(folder, 'mute.mp4', silent, args);
      await assert.rejects(readAudio(path), {
        code: 'input-empty',
        message: /holds no audio, only pictures or text/,
      });
    }));
});
