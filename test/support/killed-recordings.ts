/**
 * Kills a daemon with SIGKILL at random moments of its live recordings, and checks what is left after the next start: the one test
 * behind test/daemon/kill-nine-live.test.ts and its long version.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { recoverJobs } from '../../src/jobs/recover-jobs.js';
import { recoverRecordings } from '../../src/jobs/recover-recordings.js';
import { createSfc32State, nextSfc32, seedSfc32 } from '../../src/signal/sfc32.js';
import { readAudio } from './audio-files.js';
import { delayedSumError, MOST_SUM_ERROR } from './exact-sum.js';
import { filesBelow } from './files-below.js';
import { LIVE_REQUEST } from './live-request.js';
import { withTemporaryFolder } from './temporary-folder.js';
import { inSixteenBits, writeWav16 } from './wav-file.js';
import { whiteNoise } from './white-noise.js';

const RECORDING_DAEMON = fileURLToPath(new URL('./recording-daemon.js', import.meta.url));
/** from when the first take is under way: that one, its end, and the beginning of the next */
const LATEST_KILL_MS = 3000;
const NOISE_SECONDS = 30;
const STEMS = ['bass.wav', 'drums.wav', 'guitar.wav', 'piano.wav'];

/** What a killed daemon had said: the folders of its takes, and how late the stems in them are. */
type Takes = ReadonlyMap<string, number>;

/** @returns how many recordings were broken off */
export async function killRecordings(count: number, seed: number): Promise<number> {
  const random = createSfc32State();
  seedSfc32(random, [seed, 0, 0, 0]);
  let brokenOff = 0;
  for (let round = 0; round < count; round++) {
    const killAfterMs = ((nextSfc32(random) >>> 0) / 2 ** 32) * LATEST_KILL_MS;
    await withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'noise.wav');
      const rows = [1, 2].map((channel) =>
        whiteNoise(NOISE_SECONDS * LIVE_REQUEST.rateHz, channel),
      );
      await writeWav16(file, LIVE_REQUEST.rateHz, rows);
      const takes = await runAndKill(folder, file, killAfterMs);
      const journal = path.join(folder, 'state', 'jobs');
      assert.deepEqual(
        await recoverJobs(journal, (sentence) => {
          assert.fail(sentence);
        }),
        [],
      );
      const found = await recoverRecordings(journal);
      assert.ok(found.length <= 1, `${found.length} takes are reported, but one is made at a time`);
      for (const { problem } of found) assert.equal(problem, undefined);
      brokenOff += found.length;
      await checkWhatIsLeft(path.join(folder, 'out'), takes, rows.map(inSixteenBits));
      assert.deepEqual(await filesBelow(journal), []);
      assert.deepEqual(await recoverRecordings(journal), []);
    });
  }
  return brokenOff;
}

async function runAndKill(folder: string, file: string, killAfterMs: number): Promise<Takes> {
  const child = spawn(process.execPath, [RECORDING_DAEMON, folder, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  let timer: NodeJS.Timeout | undefined;
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    timer ??= setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  await once(child, 'close');
  assert.equal(child.signalCode, 'SIGKILL', 'the daemon ended by itself');
  const lines = text.trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [latencyFrames, take] = line.split(' ');
      return [take!, Number(latencyFrames)];
    }),
  );
}

/** Every take has all its stems, whole and of one length, and they sum to what went in; or it has nothing at all. */
async function checkWhatIsLeft(
  out: string,
  takes: Takes,
  input: readonly Float32Array[],
): Promise<void> {
  for (const name of await readdir(out)) {
    const take = path.join(out, name);
    assert.deepEqual(await filesBelow(take), STEMS);
    const stems: Float32Array[] = [];
    for (const stem of STEMS) stems.push(...(await readAudio(path.join(take, stem))).rows);
    const [{ length } = []] = stems;
    assert.ok(length > 0 && stems.every((row) => row.length === length), take);
    // one that was killed before it had said how late it is may be of any
    const latencyFrames = takes.get(take);
    if (latencyFrames === undefined) continue;
    assert.ok(delayedSumError(stems, input, latencyFrames) <= MOST_SUM_ERROR, take);
  }
}
