/**
 * Long recordings: memory must not grow with length. Measured from outside, as the peak resident memory of the command.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { runCli } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const RATE_HZ = 8000;
const CHANNELS = 2;
const BYTES_PER_SECOND = RATE_HZ * CHANNELS * 2;

/** A 16-bit stereo WAV of noise, written piece by piece so that the test holds no more than the command may. */
async function writeLongWav(file: string, seconds: number): Promise<void> {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + seconds * BYTES_PER_SECOND, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(CHANNELS, 22);
  header.writeUInt32LE(RATE_HZ, 24);
  header.writeUInt32LE(BYTES_PER_SECOND, 28);
  header.writeUInt16LE(CHANNELS * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(seconds * BYTES_PER_SECOND, 40);
  const second = Buffer.alloc(BYTES_PER_SECOND);
  // a linear congruential generator, 20 dB below full scale
  let state = 1;
  for (let at = 0; at < second.length; at += 2) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    second.writeInt16LE(Math.round((state / 2 ** 32 - 0.5) * 6553), at);
  }
  const handle = await open(file, 'w');
  try {
    await handle.write(header);
    for (let i = 0; i < seconds; i++) await handle.write(second);
  } finally {
    await handle.close();
  }
}

/** Peak resident memory, in MB, of separating so many seconds. */
async function peakMegabytes(folder: string, seconds: number): Promise<number> {
  const input = path.join(folder, `${seconds}s.wav`);
  await writeLongWav(input, seconds);
  let peak = 0;
  let poll: NodeJS.Timeout | undefined;
  const { exitCode, stderr, stdout } = await runCli(
    [
      ...['separate', input, '--out', path.join(folder, 'out'), '--json'],
      ...['--model', 'gaussian', '--steps', '1', '--log-level', 'info'],
    ],
    {
      when: {
        stderrHas: 'separating',
        act: (child) => {
          poll = setInterval(() => {
            peak = Math.max(peak, highWaterMegabytes(child.pid!) ?? 0);
          }, 200);
        },
      },
    },
  );
  clearInterval(poll);
  assert.equal(exitCode, 0, stderr);
  const { outputs } = JSON.parse(stdout) as { outputs: { frames: number }[] };
  assert.equal(outputs[0]!.frames, seconds * RATE_HZ);
  return peak;
}

/** VmHWM of a process, or undefined when it has gone. */
function highWaterMegabytes(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) / 1024;
  } catch {
    return undefined;
  }
}

describe('A long recording', () => {
  it('of ten minutes takes no more memory than one of two', () =>
    withTemporaryFolder(async (folder) => {
      const short = await peakMegabytes(folder, 2 * 60);
      const long = await peakMegabytes(folder, 10 * 60);
      // Eight more minutes are 31 MB as float, 85 MB at the model's rate and 338 MB as its stems: holding one of these would
      // show. The allowance is what garbage collection may leave for later in a longer run.
      assert.ok(long - short < 60, `2 min: ${short.toFixed(0)} MB, 10 min: ${long.toFixed(0)} MB`);
    }));
});
