/** A live recording keeps what was written, whatever ends it: a full disk, a slow one, a name that is taken. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { LiveRecording } from '../../../src/live/output/live-recording.js';
import { stemRow } from '../../../src/signal/stem-block.js';
import { readAudio } from '../../support/audio-files.js';
import { filesBelow } from '../../support/files-below.js';
import { withFilesAtMost } from '../../support/process-limits.js';
import { noiseStems } from '../../support/stem-noise.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';

const STEMS = ['bass', 'drums'];
const RATE_HZ = 8000;
/** half a second */
const BLOCK = noiseStems({ channels: 1, stems: STEMS.length, frames: RATE_HZ / 2 });
const BLOCK_BYTES = 4 * BLOCK.frames;

interface Scene {
  readonly folder: string;
  readonly recording: LiveRecording;
  /** what it told of its own accord */
  readonly told: readonly string[];
}

function withRecording(use: (scene: Scene) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (root) => {
    const folder = path.join(root, 'take');
    const told: string[] = [];
    const recording = await LiveRecording.open({
      folder,
      encoding: 'float32',
      stems: STEMS,
      rateHz: RATE_HZ,
      channels: 1,
      onFailure: (message) => told.push(message),
    });
    await use({ folder, recording, told });
  });
}

async function assertHolds(folder: string, blocks: number): Promise<void> {
  for (const [stem, name] of STEMS.entries()) {
    const { rows } = await readAudio(path.join(folder, `${name}.wav`));
    assert.equal(rows[0]!.length, blocks * BLOCK.frames);
    const expected = stemRow(BLOCK, 0, stem);
    assert.ok(rows[0]!.every((sample, n) => sample === expected[n % BLOCK.frames]));
  }
}

describe('A live recording', () => {
  it('outlives a standstill: fourteen seconds that come at once are no fault of its disk', () =>
    withRecording(async ({ folder, recording, told }) => {
      for (let block = 0; block < 28; block++) recording.write(BLOCK);
      assert.equal((await recording.finish()).length, STEMS.length);
      assert.deepEqual(told, []);
      await assertHolds(folder, 28);
    }));

  it('on a disk that is too slow ends, and keeps all that it had taken', () =>
    withRecording(async ({ folder, recording, told }) => {
      // no disk at all, until this turn of the event loop is over: 60 blocks are 30 s
      for (let block = 0; block < 100; block++) recording.write(BLOCK);
      assert.equal(told.length, 1);
      assert.match(told[0]!, /^The recording has ended: .* the disk is 30 s behind.* is kept\.$/);
      assert.equal((await recording.finish()).length, STEMS.length);
      await assertHolds(folder, 61);
    }));

  it('on a disk that is full ends, and keeps what was written', () =>
    withRecording(async ({ folder, recording, told }) => {
      await withFilesAtMost(3.5 * BLOCK_BYTES, async () => {
        for (let block = 0; block < 10; block++) recording.write(BLOCK);
        const files = await recording.finish();
        assert.deepEqual(
          files.map(({ stem }) => stem),
          STEMS,
        );
      });
      assert.equal(told.length, 1);
      assert.match(told[0]!, /cannot be written \(EFBIG\).* What came until then is kept\.$/);
      await assertHolds(folder, 3);
      assert.deepEqual(await filesBelow(folder), ['bass.wav', 'drums.wav']);
    }));

  it('whose names have been taken meanwhile says where it is', () =>
    withRecording(async ({ folder, recording, told }) => {
      recording.write(BLOCK);
      await writeFile(path.join(folder, 'bass.wav'), 'mine');
      assert.deepEqual(
        (await recording.finish()).map(({ stem }) => stem),
        ['drums'],
      );
      assert.match(told.join(), /still in .*\.bass\.wav\.\d+-[0-9a-f]+\.partial \(.*bass\.wav/);
      assert.equal(await readFile(path.join(folder, 'bass.wav'), 'utf8'), 'mine');
      assert.equal((await filesBelow(folder)).length, 3);
    }));

  it('of nothing leaves nothing', () =>
    withRecording(async ({ folder, recording }) => {
      assert.deepEqual(await recording.finish(), []);
      assert.deepEqual(await filesBelow(folder), []);
    }));
});
