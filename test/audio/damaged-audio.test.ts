/**
 * Files that are damaged, joined or cut short: all that is intact is read, and the rest is told.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'mocha';
import { OperationalError } from '../../src/operational-error.js';
import {
  audioFixture,
  changedFixture,
  id3v2Tag,
  patched,
  readAudio,
  type ReadAudio,
} from '../support/audio-files.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const CBR = 'cbr-stereo.mp3';
/** the first frame from there on is none of the file's first ones */
const MIDDLE_BYTE = 2_000;

const ID3V1 = Buffer.alloc(128, ' ');
ID3V1.write('TAG', 0, 'latin1');

function apeTag(): Buffer {
  const items = Buffer.alloc(60, 'item');
  const block = (flags: number) => {
    const bytes = Buffer.alloc(32);
    bytes.write('APETAGEX', 0, 'latin1');
    bytes.writeUInt32LE(items.length + 32, 12);
    bytes.writeUInt32LE(flags, 20);
    return bytes;
  };
  return Buffer.concat([block(0xa000_0000), items, block(0x8000_0000)]);
}

function readChanged(name: string, change: (bytes: Buffer) => Buffer): Promise<ReadAudio> {
  return withTemporaryFolder(async (folder) =>
    readAudio(await changedFixture(folder, name, change)),
  );
}

const rowsOf = async (name: string) => (await readAudio(audioFixture(name))).rows;
const frameStart = (bytes: Buffer) => bytes.indexOf(Buffer.from([0xff, 0xfb]), MIDDLE_BYTE);
const withInside = (inside: Buffer) => (bytes: Buffer) => {
  const at = frameStart(bytes);
  return Buffer.concat([bytes.subarray(0, at), inside, bytes.subarray(at)]);
};

function isPrefix(rows: readonly Float32Array[], whole: readonly Float32Array[]): void {
  for (const [channel, row] of rows.entries()) {
    assert.deepEqual(row, whole[channel]!.subarray(0, row.length), `channel ${channel}`);
  }
}

describe('A joined or littered MP3', () => {
  for (const name of [CBR, 'vbr-mono.mp3', 'ffmpeg-stereo-48k.mp3']) {
    it(`is read on behind the end that its first header promises (${name} twice)`, async () => {
      const { rows, damage } = await readChanged(name, (bytes) => Buffer.concat([bytes, bytes]));
      const once = await rowsOf(name);
      assert.deepEqual(
        rows,
        once.map((row) => Float32Array.from([...row, ...row])),
      );
      assert.equal(damage.isTruncated, false);
    });
  }

  it('is read on where a file without header was joined to one that has one', async () => {
    const { rows } = await readChanged(CBR, (bytes) =>
      Buffer.concat([bytes, bytes.subarray(frameStart(bytes))]),
    );
    const frames = (await rowsOf(CBR))[0]!.length;
    // Seven frames of 1,152 stand behind the place; nothing says what of the last is padding.
    assert.equal(rows[0]!.length, frames + 7 * 1_152);
  });

  const litter: readonly (readonly [string, Buffer, RegExp])[] = [
    ['an ID3v1 tag', ID3V1, /has an ID3v1 tag at 0\.\d\d s \(byte 2088\): its 128 bytes/],
    ['an ID3v2 tag', id3v2Tag(5_000), /has an ID3v2 tag .* its 5000 bytes/],
    ['an APE tag', apeTag(), /has an APE tag .* its 124 bytes/],
    ['junk', Buffer.alloc(333, 'junk'), /damaged at 0\.13 s: 333 bytes \(from byte 2088 on\)/],
  ];
  for (const [what, inside, says] of litter) {
    it(`gives every sample around ${what} in its middle, and says where that is`, async () => {
      const { rows, damage } = await readChanged(CBR, withInside(inside));
      assert.deepEqual(rows, await rowsOf(CBR));
      assert.match(damage.notes[0]!, says);
      assert.equal(damage.isTruncated, false);
    });
  }

  it('gives every sample behind 100 kB of zeros', async () => {
    const { rows, damage } = await readChanged(CBR, (bytes) =>
      Buffer.concat([Buffer.alloc(100_000), bytes]),
    );
    assert.deepEqual(rows, await rowsOf(CBR));
    assert.match(damage.notes[0]!, /begins with 100000 bytes that are no audio/);
  });

  const holes: readonly (readonly [string, number, (bytes: Buffer) => Buffer])[] = [
    [
      'a header has lost a byte',
      1,
      (bytes) => {
        const at = frameStart(bytes);
        return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
      },
    ],
    [
      'two frames are overwritten',
      2,
      (bytes) => bytes.fill(0, frameStart(bytes), frameStart(bytes) + 500),
    ],
  ];
  for (const [what, lostFrames, change] of holes) {
    it(`has silence where ${what}, and all else in place, for its header counts frames`, async () => {
      const { rows, damage } = await readChanged(CBR, change);
      const whole = await rowsOf(CBR);
      assert.match(damage.notes[0]!, /is damaged at 0\.1\d s: \d+ bytes/);
      const lost = ((lostFrames * 1_152) / 44_100).toFixed(2);
      assert.match(damage.notes[1]!, new RegExp(`no intact frames .* for ${lost} s: silence`));
      assert.equal(damage.notes.length, 2);
      assert.equal(damage.isTruncated, false);
      for (const [channel, row] of rows.entries()) {
        assert.equal(row.length, whole[channel]!.length);
        const differs = Array.from(row.keys()).filter((t) => row[t] !== whole[channel]![t]);
        // those behind may need 511 bytes of what is lost, two frames of 417 bytes, and each end overlaps 576 + 480 others
        assert.ok(differs.at(-1)! - differs[0]! <= (lostFrames + 2) * 1_152 + 2 * 1_056);
        assert.ok(differs.filter((t) => row[t] === 0).length >= lostFrames * 1_152);
        // tones of 0.5 that begin at once, and no noise of a reservoir that is lost, which is beyond full scale
        assert.ok(row.every((sample) => Math.abs(sample) < 0.6));
      }
    });
  }

  it('goes on right behind a hole where nothing says how much is missing, and says so', async () => {
    const { rows, damage } = await readChanged('no-info-mono-8k.mp3', (bytes) =>
      bytes.fill(0, 500, 700),
    );
    assert.match(damage.notes[0]!, /nothing says how much sound they were, and what follows/);
    assert.equal(damage.notes.length, 1);
    const lost = (await rowsOf('no-info-mono-8k.mp3'))[0]!.length - rows[0]!.length;
    // whole frames of 576
    assert.ok(lost > 0 && lost % 576 === 0, `${lost}`);
  });

  it('knows as little where bytes of several frames are gone', async () => {
    const { damage } = await readChanged(CBR, (bytes) =>
      Buffer.concat([bytes.subarray(0, 2_300), bytes.subarray(3_200)]),
    );
    assert.match(damage.notes[0]!, /nothing says how much/);
  });
});

describe('A damaged FLAC', () => {
  it('has silence in the place of the frame with a wrong bit, and all else in place', async () => {
    const { rows, damage } = await readChanged('stereo16.flac', (bytes) =>
      patched(bytes, 1_500, bytes[1_500]! ^ 1),
    );
    const whole = await rowsOf('stereo16.flac');
    assert.equal(rows[0]!.length, whole[0]!.length);
    const differs = Array.from(rows[0]!.keys()).filter((t) => rows[0]![t] !== whole[0]![t]);
    assert.ok(differs.length > 0);
    const block = Math.floor(differs[0]! / 1_024);
    assert.ok(differs.every((t) => Math.floor(t / 1_024) === block && rows[0]![t] === 0));
    assert.match(damage.notes.join(' '), /damaged at .* silence takes their place/);
    assert.equal(damage.isTruncated, false);
  });

  it('keeps its timing where bytes are missing in its middle', async () => {
    const { rows } = await readChanged('piped.flac', (bytes) => {
      const at = bytes.length - 3_000;
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 500)]);
    });
    const whole = await rowsOf('piped.flac');
    assert.equal(rows[0]!.length, whole[0]!.length);
    assert.deepEqual(rows[0]!.subarray(4_096), whole[0]!.subarray(4_096));
  });
});

/** Formats whose frames are decoded alike whatever follows: there a cut file gives a prefix, sample by sample. */
const CUT = [
  'pcm16-stereo.wav',
  'pcm24-mono.w64',
  'pcm16-rf64.wav',
  'pcm16-stereo.aiff',
  'pcm24-big.caf',
  'stereo16.flac',
  'piped.flac',
  '8-channels-4096.flac',
  'several-pages.oga',
  CBR,
  'vbr-mono.mp3',
  'layer2.mp2',
  'several-pages.ogg',
  'several-pages.opus',
];

/** 20 places all over a file, always the same. */
function places(bytes: number): number[] {
  let state = 12_345;
  return Array.from({ length: 20 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return 1 + Math.floor((state / 2 ** 31) * (bytes - 1));
  });
}

describe('An audio file that is cut short', () => {
  for (const name of CUT) {
    it(`gives what comes before the cut, wherever that is (${name})`, async () => {
      const whole = await rowsOf(name);
      const { length } = await readFile(audioFixture(name));
      let read = 0;
      for (const place of places(length)) {
        try {
          const { rows, damage } = await readChanged(name, (bytes) => bytes.subarray(0, place));
          // Without a last frame nothing says what of the end is padding.
          const shared = Math.min(rows[0]!.length, whole[0]!.length);
          isPrefix(
            rows.map((row) => row.subarray(0, shared)),
            whole,
          );
          if (rows[0]!.length < whole[0]!.length) read += 1;
          const says = damage.isTruncated || name === 'layer2.mp2' || name === 'piped.flac';
          assert.ok(says || rows[0]!.length >= whole[0]!.length, `cut at ${place}`);
        } catch (error) {
          if (!(error instanceof OperationalError)) throw error;
          assert.match(error.code, /^input-(truncated|format|empty)$/, error.message);
        }
      }
      assert.ok(read > 0, 'no place gave a part of the recording');
    });
  }
});
