/**
 * The process that decodes: how long it lives, how far ahead it reads, and what is said where it ends before its time. Linux
 * only: it is watched through /proc.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import type { AudioSource, PlanarBlock } from '../../../src/audio/audio-source.js';
import { openAudioSource } from '../../../src/audio/open-audio-source.js';
import { audioFixture } from '../../support/audio-files.js';
import {
  bytesRead,
  childrenRunning,
  decodersOf,
  isAlive,
  until,
} from '../../support/child-processes.js';
import { needsFfmpeg, withPath } from '../../support/ffmpeg-files.js';
import { writeLongAu } from '../../support/long-au.js';
import { keepsTheContract } from '../../support/audio-source-contract.js';
import { withTemporaryFolder } from '../../support/temporary-folder.js';

/** Runs `use` with a recording that takes ffmpeg long to read, and the process that does. */
function withLong(
  use: (source: AudioSource, pid: number, abort: () => void) => Promise<void>,
): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const path = join(folder, 'long.au');
    await writeLongAu(path, 3_600);
    const controller = new AbortController();
    const source = await openAudioSource(path, { signal: controller.signal });
    try {
      const [pid] = decodersOf();
      assert.ok(pid !== undefined);
      await use(source, pid, () => {
        controller.abort();
      });
    } finally {
      await source.close();
    }
  });
}

async function first(source: AudioSource): Promise<AsyncIterator<PlanarBlock>> {
  const blocks = source.blocks()[Symbol.asyncIterator]();
  assert.equal((await blocks.next()).done, false);
  return blocks;
}

describe('The process that decodes', () => {
  needsFfmpeg();

  it('is gone once the source is closed, before it was read and while it is', async () => {
    await withLong(async (source, pid) => {
      await source.close();
      assert.ok(!isAlive(pid));
    });
    await withLong(async (source, pid) => {
      for await (const block of source.blocks()) {
        assert.equal(block.length, 2);
        break;
      }
      assert.ok(!isAlive(pid));
    });
  });

  it('is gone once the job is cancelled, and whoever waits for it is told', () =>
    withLong(async (source, pid, abort) => {
      const blocks = await first(source);
      abort();
      await assert.rejects(
        async () => {
          for (;;) if ((await blocks.next()).done === true) return;
        },
        { code: 'cancelled' },
      );
      assert.ok(!isAlive(pid));
    }));

  it('is not begun for a job that is cancelled already', () =>
    assert.rejects(openAudioSource(audioFixture('aac.m4a'), { signal: AbortSignal.abort() }), {
      code: 'cancelled',
    }));

  it('waits where nobody takes what it has decoded', () =>
    withLong(async (source, pid) => {
      await first(source);
      // an hour is 635 MB; what is read ahead fits into pipes and buffers
      await sleep(300);
      assert.ok(bytesRead(pid) < 8e6, `${bytesRead(pid)} bytes`);
    }));

  it('that is killed by somebody else is an error, and no end of the recording', () =>
    withLong(async (source, pid) => {
      const blocks = await first(source);
      process.kill(pid, 'SIGKILL');
      await assert.rejects(
        async () => {
          for (;;) if ((await blocks.next()).done === true) return;
        },
        { code: 'input-unreadable', message: /ffmpeg, which decodes it, was ended by SIGKILL/ },
      );
    }));

  it('that hangs ends with the job, while a file is opened, too', () =>
    withTemporaryFolder(async (folder) => {
      for (const name of ['ffmpeg', 'ffprobe']) {
        await writeFile(join(folder, name), '#!/bin/sh\nexec /bin/sleep 600\n', { mode: 0o755 });
      }
      const controller = new AbortController();
      const { signal } = controller;
      await withPath([folder], async () => {
        const opening = openAudioSource(audioFixture('aac.m4a'), { signal });
        await until(() => childrenRunning('sleep').length === 2);
        const pids = childrenRunning('sleep');
        controller.abort();
        await assert.rejects(opening, { code: 'cancelled' });
        await until(() => !pids.some(isAlive));
      });
    }));
});

describe('A recording that ffmpeg decodes', () => {
  needsFfmpeg();

  keepsTheContract(async (_path, options) => openAudioSource(audioFixture('aac.m4a'), options));
});
