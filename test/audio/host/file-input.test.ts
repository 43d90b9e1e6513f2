/**
 * A file as the input of the audio host, without any device: paced by this machine's clock.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { startAudioHost, type AudioHostEvent } from '../../../src/audio/host/audio-host.js';
import { liveSentence } from '../../../src/live/live-sentence.js';
import { deviceEvent } from '../../../src/live/output/device-event.js';
import { decodersOf, isAlive } from '../../support/child-processes.js';
import { encoded, needsFfmpeg } from '../../support/ffmpeg-files.js';
import { writeLongAu } from '../../support/long-au.js';
import { joined } from '../../support/planar.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';
import { inSixteenBits, promiseMore, writeWav16 } from '../../support/wav-file.js';
import { whiteNoise } from '../../support/white-noise.js';

/** A zero has no sign in 16 bits. */
const unsigned = (sample: number): number => sample + 0;

const RATE_HZ = 44_100;
/** no whole number of blocks */
const FRAMES = 5000;

function withFile(channels: number, use: (device: string, rows: Float32Array[]) => Promise<void>) {
  return withTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'noise.wav');
    const rows = Array.from({ length: channels }, (_, seed) => whiteNoise(FRAMES, seed));
    await writeWav16(file, RATE_HZ, rows);
    await use(`file:${file}`, rows.map(inSixteenBits));
  });
}

async function heard(device: string, channels: number, overhear?: () => Promise<void>) {
  const host = await startAudioHost({ input: { device, rateHz: RATE_HZ, channels } });
  try {
    if (overhear !== undefined) {
      host.onInput(() => undefined, { overhear: true });
      await overhear();
    }
    const blocks: Float32Array[][] = [];
    const events: AudioHostEvent[] = [];
    host.onEvent((event) => events.push(event));
    await new Promise<void>((resolve) => {
      host.onInput(({ startFrame, rows }) => {
        assert.equal(
          startFrame,
          blocks.reduce((sum, block) => sum + block[0]!.length, 0),
        );
        blocks.push([...rows]);
        // a block of silence has followed the end
        if (startFrame > FRAMES) resolve();
      });
    });
    return { rows: joined(blocks), events };
  } finally {
    await host.close();
  }
}

describe('a file as an input', () => {
  it('is heard from its first frame to its last, then silence, with one event at its end', () =>
    withFile(2, async (device, rows) => {
      const { rows: got, events } = await heard(device, 2);
      for (const [channel, row] of got.entries()) {
        assert.deepEqual(row.subarray(0, FRAMES), rows[channel]);
        assert.ok(row.subarray(FRAMES).every((sample) => sample === 0));
      }
      assert.deepEqual(
        events.map((event) => (event.kind === 'state' ? event.state : event.kind)),
        ['at its end'],
      );
    }));

  it('that is cut short or damaged is heard as far as it is intact, and says so', () =>
    withFile(1, async (device, [row]) => {
      await promiseMore(device.slice('file:'.length));
      const { rows, events } = await heard(device, 1);
      assert.deepEqual(rows[0]!.subarray(0, FRAMES), row);
      const [damaged, end] = events;
      assert.ok(damaged?.kind === 'damaged');
      assert.match(
        damaged.sentence,
        /noise\.wav is cut short: its WAV header promises 6000 frames/,
      );
      assert.ok(end?.kind === 'state' && end.state === 'at its end');
      assert.equal(events.length, 2);
      assert.equal(liveSentence(deviceEvent(damaged)), damaged.sentence);
    }));

  it('does not begin for who only overhears it', () =>
    withFile(2, async (device, rows) => {
      // long enough for many blocks: those would be missing below
      const { rows: got } = await heard(device, 2, () => sleep(60));
      assert.deepEqual(got[0]!.subarray(0, FRAMES), rows[0]);
    }));

  it('of one channel is heard in all', () =>
    withFile(1, async (device, [row]) => {
      const { rows: got } = await heard(device, 2);
      assert.equal(got.length, 2);
      for (const each of got) assert.deepEqual(each.subarray(0, FRAMES), row);
    }));

  it('of another rate or other channels, or that is not there, is refused with a sentence', () =>
    withFile(2, async (device) => {
      const refused = (name: string, rateHz: number, channels: number, code: string) =>
        assert.rejects(startAudioHost({ input: { device: name, rateHz, channels } }), { code });
      await refused(device, 48_000, 2, 'bad-argument');
      await refused(device, RATE_HZ, 4, 'bad-argument');
      await refused(`${device}.missing`, RATE_HZ, 2, 'input-missing');
    }));
});

describe('a file that ffmpeg decodes as an input', () => {
  needsFfmpeg();

  it('is heard, and closing it ends ffmpeg', () =>
    withTemporaryFolder(async (folder) => {
      const rows = [0, 1].map((seed) => inSixteenBits(whiteNoise(FRAMES, seed)));
      const source = { rateHz: RATE_HZ, rows };
      const file = await encoded(folder, 'noise.m4a', source, ['-c:a', 'alac']);
      const { rows: got } = await heard(`file:${file}`, 2);
      for (const [channel, row] of got.entries()) {
        assert.deepEqual(row.subarray(0, FRAMES).map(unsigned), rows[channel]!.map(unsigned));
      }
      const long = path.join(folder, 'long.au');
      await writeLongAu(long, 3_600);
      const host = await startAudioHost({
        input: { device: `file:${long}`, rateHz: RATE_HZ, channels: 2 },
      });
      const [pid] = decodersOf();
      assert.ok(isAlive(pid!));
      await host.close();
      assert.ok(!isAlive(pid!));
    }));
});
