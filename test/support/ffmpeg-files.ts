/**
 * Files that ffmpeg encodes for a test, what ffmpeg itself decodes of them, and a PATH on which there is none.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { before } from 'mocha';

import { ffmpegTools } from '../../src/audio/ffmpeg/find-ffmpeg.js';

import { writeWav16 } from './wav-file.js';

const run = promisify(execFile);

/** Skips a suite where ffmpeg is not installed, which .ci/run takes care of. */
export function needsFfmpeg(): void {
  before('Debian’s ffmpeg is installed', async function () {
    if ((await ffmpegTools()) === undefined) this.skip();
  });
}

const MOST_BYTES = 1 << 28;

/**
 * Encodes rows, in 16 bits.
 * @param args between the input and the output, such as `['-c:a', 'alac']`
 * @returns the path of `folder/name`
 */
export async function encoded(
  folder: string,
  name: string,
  { rateHz, rows }: { rateHz: number; rows: readonly Float32Array[] },
  args: readonly string[],
): Promise<string> {
  const wav = join(folder, `${name}.source.wav`);
  await writeWav16(wav, rateHz, rows);
  return transcoded(wav, join(folder, name), args);
}

/** @returns `output` */
export async function transcoded(
  input: string,
  output: string,
  args: readonly string[],
): Promise<string> {
  await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-i', input, ...args, `file:${output}`]);
  return output;
}

/** [channel][frame] of the first sound, as ffmpeg writes it, little-endian, with nothing cut. */
export async function decodedByFfmpeg(path: string, channels: number): Promise<Float32Array[]> {
  const args = [
    '-nostdin',
    '-v',
    'fatal',
    '-i',
    `file:${path}`,
    '-map',
    '0:a:0',
    '-f',
    'f32le',
    '-',
  ];
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: MOST_BYTES });
  const frames = stdout.length / (4 * channels);
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from({ length: frames }, (__, frame) =>
      stdout.readFloatLE(4 * (frame * channels + channel)),
    ),
  );
}

/** Runs `use` in this process with another PATH. @param folders that it has; none: nothing is found on it */
export async function withPath<Result>(
  folders: readonly string[],
  use: () => Promise<Result>,
): Promise<Result> {
  const before = process.env['PATH'];
  process.env['PATH'] = folders.join(':');
  try {
    return await use();
  } finally {
    process.env['PATH'] = before;
  }
}
