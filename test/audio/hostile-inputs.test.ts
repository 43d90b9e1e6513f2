/**
 * Files that are made to keep whoever opens them busy, or to fill the memory: work and memory have an end, others have their turn,
 * and aborting is heard.
 */
import assert from 'node:assert/strict';
import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { DamageLog } from '../../src/audio/damage-log.js';
import { openAudioSource } from '../../src/audio/open-audio-source.js';
import { OggLinks } from '../../src/audio/formats/ogg-links.js';
import { OggPacketizer, type OggPackets } from '../../src/audio/formats/ogg-packets.js';
import { placedFrames, type OggDecoder } from '../../src/audio/formats/ogg-placed.js';
import type { OggPage } from '../../src/audio/formats/ogg-pages.js';
import { audioFixture, id3v2Tag, readAudio } from '../support/audio-files.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

/** Larger than what could be read in a day; on the disk it is only what is not zero. */
const SPARSE_BYTES = 2 ** 43;
const EMPTY_TAG = id3v2Tag(10);

function withFile(
  name: string,
  parts: readonly Buffer[],
  use: (file: string) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const file = path.join(folder, name);
    await writeFile(file, Buffer.concat(parts));
    await use(file);
  });
}

/** A fixture with nothing but zeros behind it. */
function withSparse(name: string, use: (file: string) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const file = path.join(folder, name);
    await copyFile(audioFixture(name), file);
    await truncate(file, SPARSE_BYTES);
    await use(file);
  });
}

/** How many turns the event loop has while something is done. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const turn = (): void => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  try {
    await work();
  } finally {
    isOver = true;
  }
  return turns;
}

describe('A file that is made to keep its reader busy', () => {
  it('is refused behind so many tags, and read behind some', async () => {
    const audio = await readFile(audioFixture('cbr-stereo.mp3'));
    const { rows } = await readAudio(audioFixture('cbr-stereo.mp3'));
    const tags = (count: number): Buffer[] => new Array<Buffer>(count).fill(EMPTY_TAG);
    await withFile('tags.mp3', [...tags(64), audio], async (file) => {
      assert.deepEqual((await readAudio(file)).rows, rows);
    });
    await withFile('tags.mp3', [...tags(65), audio], async (file) => {
      const refused = { code: 'input-format', message: /begins with more than 64 ID3 tags/ };
      await assert.rejects(openAudioSource(file), refused);
    });
  });

  for (const name of ['cbr-stereo.mp3', 'piped.flac', 'stereo.ogg']) {
    it(`ends where no audio comes for long, and says so: ${name}`, () =>
      withSparse(name, async (file) => {
        const [whole, sparse] = [await readAudio(audioFixture(name)), await readAudio(file)];
        assert.deepEqual(sparse.rows, whole.rows);
        assert.equal(whole.damage.isTruncated, false);
        assert.equal(sparse.damage.isTruncated, name !== 'stereo.ogg', sparse.damage.notes.join());
      }));
  }

  it('is left at once when that is asked for', () =>
    withSparse('cbr-stereo.mp3', async (file) => {
      const abort = new AbortController();
      const opening = openAudioSource(file, { signal: abort.signal });
      setImmediate(() => {
        abort.abort();
      });
      await assert.rejects(opening, { code: 'cancelled' });
      await assert.rejects(openAudioSource(file, { signal: abort.signal }), { code: 'cancelled' });
    }));

  it('lets others have their turn, however much of it is held in memory', async () => {
    const audio = await readFile(audioFixture('cbr-stereo.mp3'));
    const tags = Buffer.alloc(4_000_000, EMPTY_TAG);
    await withFile('tags.mp3', [audio, tags, audio], async (file) => {
      const turns = await turnsDuring(async () => {
        await (await openAudioSource(file, { readBytes: 8_000_000 })).close();
      });
      // 400,000 tags of a microsecond at least, a turn every 5 ms
      assert.ok(turns >= 80, `${turns} turns`);
    });
  });

  it('lets others have their turn while a page of very many packets is decoded', async () => {
    let turns = 0;
    const calls: { packets: number; turns: number }[] = [];
    const decoder: OggDecoder = {
      decode: (packets) => {
        calls.push({ packets: packets.length, turns });
        setImmediate(() => (turns += 1));
        const rows = [Float32Array.from(packets, (packet) => packet[0]!)];
        return Promise.resolve({ channelData: rows, complaint: undefined });
      },
      skip: () => Promise.resolve(),
      free: () => undefined,
    };
    const packets = Array.from({ length: 255 }, (_, index) => Uint8Array.of(index));
    const page = { ...pageOf({ granule: 255, isLast: true }), packets, isAfterLoss: false };
    const reading = { packets: onePage(page), damage: new DamageLog('page.opus'), framesBefore: 0 };
    const rows: number[] = [];
    const shape = { rateHz: 48_000, channels: 1 };
    for await (const { channelData } of placedFrames(decoder, shape, 0, reading)) {
      rows.push(...channelData[0]!);
    }
    assert.deepEqual(rows, [...packets.keys()]);
    // the longest packets, 120 ms of 8 channels, take a few milliseconds each
    assert.ok(calls.every((call) => call.packets <= 4));
    assert.deepEqual(
      calls.map((call) => call.turns),
      [...calls.keys()],
    );
  });
});

async function* onePage(page: OggPackets): AsyncGenerator<OggPackets, void, void> {
  yield await Promise.resolve(page);
}

/** Of nothing but what a test gives it. */
function pageOf(page: Partial<OggPage>): OggPage {
  return {
    body: Buffer.alloc(0),
    segments: Buffer.alloc(0),
    granule: 0,
    isContinued: false,
    isFirst: false,
    isLast: false,
    serial: 1,
    sequence: 0,
    bytes: 0,
    position: 0,
    passedBytes: 0,
    ...page,
  };
}

describe('An Ogg file that is made to fill the memory', () => {
  it('has no packet without an end: one of more than 16 MiB is lost, the next is not', () => {
    const packetizer = new OggPacketizer(0);
    const full = { body: Buffer.alloc(255 * 255), segments: Buffer.alloc(255, 255) };
    const short = { body: Buffer.from('end, next'), segments: Buffer.from([5, 4]) };
    const lengthsOf = (packets: readonly Uint8Array[]) => packets.map(({ length }) => length);
    let sequence = 0;
    const next = (page: Partial<OggPage>) =>
      packetizer.next(pageOf({ ...page, sequence: ++sequence }));
    const packet = (pages: number) => {
      for (let page = 0; page < pages; page++) next({ ...full, isContinued: page > 0 });
      return next({ ...short, isContinued: true });
    };
    const most = Math.floor(2 ** 24 / full.body.length);
    const whole = packet(most);
    assert.deepEqual(lengthsOf(whole.packets), [most * full.body.length + 5, 4]);
    assert.equal(whole.isAfterLoss, false);
    const lost = packet(most + 1);
    assert.deepEqual(lengthsOf(lost.packets), [4]);
    assert.equal(lost.isAfterLoss, true);
  });

  it('has so many streams side by side, and no more', async () => {
    async function* pages(): AsyncGenerator<OggPage, void> {
      for (let serial = 0; serial < 1000; serial++) yield pageOf({ serial, isFirst: true });
      yield await Promise.resolve(pageOf({ serial: 0, sequence: 1 }));
    }
    const { streams } = await new OggLinks(pages()).next();
    assert.deepEqual(
      streams.map(({ serial }) => serial),
      Array.from({ length: 64 }, (_, serial) => serial),
    );
  });
});
