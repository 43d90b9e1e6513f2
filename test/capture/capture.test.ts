/** Captures of a live input that is fed by hand: bars on the click to the frame, seconds, marks, and what is refused. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, it } from 'mocha';

import { CaptureKeeper, type Cut } from '../../src/capture/capture.js';
import { saveCut } from '../../src/capture/save-cut.js';
import { createTransport } from '../../src/capture/transport.js';
import { readAudio } from '../support/audio-files.js';
import { clickTrain } from '../support/click-train.js';
import { handFedHost } from '../support/hand-fed-host.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { whiteNoise } from '../support/white-noise.js';

const RATE_HZ = 44_100;
const BLOCK_FRAMES = 512;
const BPM = 120;
const BEAT_FRAMES = (RATE_HZ * 60) / BPM;
const BAR_FRAMES = 4 * BEAT_FRAMES;
/** how late frames come in, constantly */
const DELAY_MS = 30;
const ORIGIN_MS = 70_000;

interface Options {
  readonly limitSeconds?: number;
  readonly offsetMs?: number;
}

async function openCapture({ limitSeconds = 300, offsetMs = DELAY_MS }: Options = {}) {
  let nowMs = ORIGIN_MS;
  const transport = createTransport(() => nowMs);
  const keeper = new CaptureKeeper({ transport, nowMs: () => nowMs, limitSeconds, offsetMs });
  const host = handFedHost();
  const start = keeper.listeningTo(host.start);
  const openInput = async (channels = 1) =>
    start({ input: { device: 'in', rateHz: RATE_HZ, channels } });
  await openInput();
  /** Feeds a row block by block; block n arrives when its last frame has been played, and the delay later. */
  const feed = async (row: Float32Array, from = 0, startFrame = from): Promise<void> => {
    for (let at = from; at < row.length; at += BLOCK_FRAMES) {
      const block = row.slice(at, at + BLOCK_FRAMES);
      const end = startFrame + at - from + block.length;
      nowMs = ORIGIN_MS + DELAY_MS + (1000 * (at + block.length)) / RATE_HZ;
      await host.feed(end - block.length, [block]);
    }
  };
  /** The transport says where the music is at a frame that has just been played. */
  const say = (frame: number, beat: number, playing = true) => {
    const atMs = ORIGIN_MS + (1000 * frame) / RATE_HZ;
    transport.set({ bpm: BPM, beatsPerBar: 4, beat, playing, source: 'test', atMs });
  };
  const passMs = (ms: number) => {
    nowMs += ms;
  };
  return { keeper, host, feed, say, passMs, openInput };
}

function whole(cut: Cut): Float32Array {
  return cut.read(0, cut.frames)[0]!;
}

/** Clicks on every bar line, the first at `startFrame`. */
function clicks(frames: number, startFrame: number): Float32Array {
  return clickTrain({ frames, periodFrames: BAR_FRAMES, startFrame });
}

describe('A capture', () => {
  it('of an input that is opened elsewhere counts a block from when it came in, not from when it is told', () => {
    const rateHz = 1000;
    let nowMs = 0;
    const now = () => nowMs;
    const transport = createTransport(now);
    const keeper = new CaptureKeeper({ transport, nowMs: now, limitSeconds: 1, offsetMs: 0 });
    const keep = keeper.keeping(rateHz, 1);
    // each block of 100 ms came in as its last frame was recorded, and was told so much later
    for (const [index, sinceMs] of [40, 7, 90].entries()) {
      nowMs = 100 * (index + 1) + sinceMs;
      keep({ startFrame: 100 * index, afterGap: false, rows: [new Float32Array(100)] }, sinceMs);
      assert.equal(keeper.timeline().cameInMs(100 * (index + 1)), 100 * (index + 1));
    }
  });

  it('of bars begins and ends on the click, to the frame', async () => {
    const { keeper, feed, say } = await openCapture();
    const first = 12_345;
    say(first, 0);
    // 10.5 bars have been played; 8 of them are asked for, and end at the line before
    await feed(clicks(first + 10.5 * BAR_FRAMES, first));
    const cut = await keeper.cut({ kind: 'bars', bars: 8 });
    assert.deepEqual([cut.frames, cut.rateHz, cut.channels], [8 * BAR_FRAMES, RATE_HZ, 1]);
    assert.deepEqual(whole(cut), clicks(8 * BAR_FRAMES, 0));
  });

  it('of bars waits for the last frames of a bar that has just ended', async () => {
    const { keeper, feed, say, passMs } = await openCapture();
    say(0, 0);
    const played = clicks(2 * BAR_FRAMES + BLOCK_FRAMES, 0);
    const heard = 2 * BAR_FRAMES - 100;
    await feed(played.slice(0, heard));
    // the line is reached while the frames before it are on their way
    passMs(10);
    const cutting = keeper.cut({ kind: 'bars', bars: 2 });
    await feed(played, heard);
    assert.deepEqual(whole(await cutting), clicks(2 * BAR_FRAMES, 0));
  });

  it('of bars has the bar before when the input does not go on', async () => {
    const { keeper, feed, say, passMs } = await openCapture();
    say(0, 0);
    await feed(clicks(2 * BAR_FRAMES - 100, 0));
    passMs(10);
    assert.deepEqual(whole(await keeper.cut({ kind: 'bars', bars: 1 })), clicks(BAR_FRAMES, 0));
  });

  it('of bars is off by what the offset is wrong by, no more, and right once that is said', async () => {
    const { keeper, feed, say } = await openCapture({ offsetMs: DELAY_MS - 10 });
    say(0, 0);
    await feed(clicks(3 * BAR_FRAMES, 0));
    const cut = async () => whole(await keeper.cut({ kind: 'bars', bars: 1 }));
    assert.equal((await cut()).indexOf(1), (10 * RATE_HZ) / 1000);
    keeper.setOffset(DELAY_MS);
    assert.equal((await cut()).indexOf(1), 0);
  });

  it('tells how much it keeps, where bars begin in it, to the frame, and where it is marked', async () => {
    const { keeper, feed, say } = await openCapture({ limitSeconds: 5 });
    const none = { seconds: 0, limitSeconds: 5, markSecondsAgo: undefined, barSecondsAgo: [] };
    assert.deepEqual(keeper.status(), none);
    say(0, 0);
    const played = clicks(4.25 * BAR_FRAMES, 0);
    const marked = played.length - RATE_HZ;
    await feed(played.slice(0, marked));
    keeper.mark();
    await feed(played, marked);
    const { seconds, limitSeconds, markSecondsAgo, barSecondsAgo } = keeper.status();
    assert.deepEqual([seconds, limitSeconds], [5, 5]);
    // what is played when it is marked comes in one delay later
    assert.ok(Math.abs(markSecondsAgo! - (1 - DELAY_MS / 1000)) < 1 / RATE_HZ, ``);
    // two seconds a bar, and a quarter of one since the last line
    assert.deepEqual(
      barSecondsAgo.map((ago) => Math.round(ago * RATE_HZ)),
      [0.5, 2.5, 4.5].map((ago) => ago * RATE_HZ),
    );
  });

  it('of seconds and of a mark is what came in, bit for bit', async () => {
    const { keeper, feed } = await openCapture();
    const row = whiteNoise(3 * RATE_HZ, 1);
    const marked = 100 * BLOCK_FRAMES;
    await feed(row.slice(0, marked));
    keeper.mark();
    await feed(row, marked);
    const seconds = await keeper.cut({ kind: 'seconds', seconds: 1.5 });
    assert.deepEqual(whole(seconds), row.slice(row.length - 1.5 * RATE_HZ));
    // the mark is of now: of what is played then, which comes in one delay later
    const lateFrames = (DELAY_MS * RATE_HZ) / 1000;
    const fromMark = whole(await keeper.cut({ kind: 'mark' }));
    assert.deepEqual(fromMark, row.slice(marked + lateFrames));
  });

  it('has silence where frames were lost, and where nobody knows how many', async () => {
    const { keeper, host, feed, passMs } = await openCapture();
    const row = new Float32Array(10 * BLOCK_FRAMES).fill(1);
    await feed(row.slice(0, 2 * BLOCK_FRAMES));
    await host.feed(2 * BLOCK_FRAMES + 300, [row.slice(0, BLOCK_FRAMES)]);
    passMs(1000);
    const again = { startFrame: 3 * BLOCK_FRAMES + 300, afterGap: true };
    await host.feed(again.startFrame, [row.slice(0, BLOCK_FRAMES)], again.afterGap);
    // a second and a block have passed since the frames of two blocks had come
    const frames = RATE_HZ;
    const cut = whole(await keeper.cut({ kind: 'seconds', seconds: 1 }));
    assert.ok(cut.subarray(frames - BLOCK_FRAMES).every((x) => x === 1));
    assert.ok(cut.subarray(2 * BLOCK_FRAMES, frames - BLOCK_FRAMES).every((x) => x === 0));
    const all = await keeper.cut({ kind: 'seconds', seconds: (frames + 1) / RATE_HZ });
    assert.ok(all.frames > frames);
  });

  it('is refused with a sentence while there is nothing, or not enough', async () => {
    const { keeper, feed, say } = await openCapture({ limitSeconds: 4 });
    const bars = { kind: 'bars', bars: 3 } as const;
    const mark = { kind: 'mark' } as const;
    for (const span of [bars, mark, { kind: 'seconds', seconds: 1 } as const]) {
      await assert.rejects(keeper.cut(span), { code: 'capture-empty', message: /come in yet/ });
    }
    assert.throws(
      () => {
        keeper.mark();
      },
      { code: 'capture-empty' },
    );
    const row = clicks(9 * RATE_HZ, 0);
    await feed(row.slice(0, RATE_HZ));
    await assert.rejects(keeper.cut(mark), { code: 'capture-empty', message: /No moment/ });
    await assert.rejects(keeper.cut(bars), { code: 'transport-unknown' });
    await assert.rejects(keeper.cut({ kind: 'seconds', seconds: 2 }), {
      code: 'capture-short',
      message: /Expected 2.0 s .* only the last 1.0 s/,
    });
    keeper.mark();
    await assert.rejects(keeper.cut(mark), { code: 'capture-empty', message: /since then/ });
    say(0, 0);
    await assert.rejects(keeper.cut(bars), {
      code: 'capture-short',
      message: /Expected 3 whole bars in a row, but only 0/,
    });
    await feed(row, RATE_HZ);
    // three bars are 6 s, the ring has 4; the mark was at 1 s of 9
    await assert.rejects(keeper.cut(bars), { code: 'capture-short', message: /Expected 6.0 s/ });
    await assert.rejects(keeper.cut(mark), { code: 'capture-short' });
  });

  it('is of the input that was opened last; a closed one is still there', async () => {
    const { keeper, host, feed, openInput } = await openCapture();
    await feed(new Float32Array(RATE_HZ).fill(1));
    await openInput(2);
    await assert.rejects(keeper.cut({ kind: 'seconds', seconds: 1 }), { code: 'capture-empty' });
    const rows = [1, 2].map((value) => new Float32Array(BLOCK_FRAMES).fill(value));
    await host.feed(0, rows);
    const cut = await keeper.cut({ kind: 'seconds', seconds: BLOCK_FRAMES / RATE_HZ });
    assert.deepEqual(cut.read(0, BLOCK_FRAMES), rows);
  });

  it('can be read on after its input was opened again, and takes no second memory for that', async () => {
    const { keeper, host, feed, openInput } = await openCapture();
    const row = whiteNoise(2 * RATE_HZ, 3);
    await feed(row);
    const cut = await keeper.cut({ kind: 'seconds', seconds: 1 });
    const before = process.memoryUsage().arrayBuffers;
    await openInput();
    // five minutes are 55 MB; what else is made meanwhile is not
    assert.ok(process.memoryUsage().arrayBuffers - before < 10 << 20);
    await assert.rejects(keeper.cut({ kind: 'mark' }), { code: 'capture-empty' });
    await host.feed(0, [new Float32Array(BLOCK_FRAMES).fill(1)]);
    assert.deepEqual(whole(cut), row.slice(RATE_HZ));
    const next = await keeper.cut({ kind: 'seconds', seconds: BLOCK_FRAMES / RATE_HZ });
    assert.ok(whole(next).every((sample) => sample === 1));
    await assert.rejects(keeper.cut({ kind: 'seconds', seconds: 1 }), { code: 'capture-short' });
  });

  it('takes its memory in slices while an input begins, and then has all of it', async () => {
    const program = fileURLToPath(new URL('../support/capture-memory.js', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [program]);
    const { bytes, atOnce, inTheEnd } = JSON.parse(stdout) as Record<string, number>;
    // a slice is 256 KiB of these 56 MB; what else node takes or gives back meanwhile is less than a quarter of them
    assert.ok(atOnce! < bytes! / 4, stdout);
    assert.ok(inTheEnd! > 0.75 * bytes!, stdout);
  });

  it('becomes a WAV file of the same bits', () =>
    withTemporaryFolder(async (folder) => {
      const { keeper, feed } = await openCapture();
      const row = whiteNoise(2 * RATE_HZ, 2);
      await feed(row);
      const file = path.join(folder, 'job', 'capture.wav');
      await saveCut(await keeper.cut({ kind: 'seconds', seconds: 1.2 }), file);
      const { rows, rateHz } = await readAudio(file);
      assert.equal(rateHz, RATE_HZ);
      assert.deepEqual(rows, [row.slice(row.length - Math.round(1.2 * RATE_HZ))]);
    }));
});
