/**
 * Memory of `stemwright separate` at work, measured from outside, as the operating system counts it: what a long recording
 * takes, and what many do. Linux only: it reads /proc.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { writeLongWav } from './long-wav.js';
import { runCli } from './run-cli.js';

export interface SeparationMemory {
  readonly peakMegabytes: number;
  /** resident at the end of each minute of work */
  readonly minutesMegabytes: readonly number[];
  /** what the command says of the job */
  readonly realTimeFactor: number;
}

const POLL_MS = 200;
const MINUTE_MS = 60_000;

export interface WatchedRecording {
  readonly model: string;
  readonly rateHz: number;
  readonly seconds: number;
  /** what the line says of sampling; a model of kind separator has none. @default one step */
  readonly sampling?: readonly string[];
  /** @default this process's */
  readonly env?: NodeJS.ProcessEnv;
}

const ONE_STEP = ['--steps', '1'];

/** Separates so many seconds of stereo. @param folder for the recording and its stems */
export async function separationMemory(
  folder: string,
  { model, rateHz, seconds, sampling = ONE_STEP, env }: WatchedRecording,
): Promise<SeparationMemory> {
  const input = path.join(folder, `${seconds}s.wav`);
  await writeLongWav(input, rateHz, seconds);
  const args = ['--json', '--model', model, ...sampling];
  const { stdout, ...memory } = await watchedSeparation(input, args, env);
  const [output] = (JSON.parse(stdout) as { outputs: { frames: number; realTimeFactor: number }[] })
    .outputs;
  assert.equal(output!.frames, seconds * rateHz);
  return { ...memory, realTimeFactor: output!.realTimeFactor };
}

/**
 * Separates a library of so many recordings of a second of stereo, all alike, in one step.
 * @param folder for the recordings and their stems
 * @returns the most that was resident
 */
export async function libraryMegabytes(
  folder: string,
  { model, rateHz, count }: { model: string; rateHz: number; count: number },
): Promise<number> {
  const library = path.join(folder, `library of ${count}`);
  await mkdir(library);
  for (let i = 0; i < count; i++) await writeLongWav(path.join(library, `${i}.wav`), rateHz, 1);
  const { stdout, peakMegabytes } = await watchedSeparation(library, [
    '--model',
    model,
    ...ONE_STEP,
  ]);
  assert.equal(stdout.match(/bass\.wav/g)?.length, count);
  return peakMegabytes;
}

async function watchedSeparation(
  input: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv,
): Promise<Pick<SeparationMemory, 'peakMegabytes' | 'minutesMegabytes'> & { stdout: string }> {
  let peakMegabytes = 0;
  const minutesMegabytes: number[] = [];
  let poll: NodeJS.Timeout | undefined;
  const { exitCode, stderr, stdout } = await runCli(
    ['separate', input, '--out', `${input} stems`, ...args, '--log-level', 'info'],
    {
      ...(env === undefined ? {} : { env }),
      when: {
        stderrHas: 'separating',
        act: (child) => {
          const startMs = performance.now();
          poll = setInterval(() => {
            const memory = memoryOf(child.pid!);
            if (memory === undefined) return;
            peakMegabytes = Math.max(peakMegabytes, memory.peakMegabytes);
            const minutes = Math.floor((performance.now() - startMs) / MINUTE_MS);
            if (minutes > minutesMegabytes.length) minutesMegabytes.push(memory.residentMegabytes);
          }, POLL_MS);
        },
      },
    },
  );
  clearInterval(poll);
  assert.equal(exitCode, 0, stderr);
  return { peakMegabytes, minutesMegabytes, stdout };
}

/** Undefined when the process has gone. */
function memoryOf(
  pid: number,
): { readonly peakMegabytes: number; readonly residentMegabytes: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const megabytes = (field: string): number =>
      Number(new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(status)![1]) / 1024;
    return { peakMegabytes: megabytes('VmHWM'), residentMegabytes: megabytes('VmRSS') };
  } catch {
    return undefined;
  }
}
