/**
 * A file that ffmpeg decodes, as an AudioStream: its first sound, at its own rate and with its own channels, from the first frame
 * to the last that the container states (stated-length.ts).
 *
 *   file -> ffprobe: what is in it
 *        -> ffmpeg -> floats through a pipe, as fast as they are taken
 *
 * What ffmpeg complains about is noted as damage. Nothing is filled in for what it drops.
 */
import { throwIfCancelled, type OperationalError } from '../../operational-error.js';
import { planarFrames } from '../../signal/planar-block.js';
import type { DamageLog } from '../damage-log.js';
import {
  checkRateAndChannels,
  type DecodedBlock,
  type AudioStream,
} from '../formats/audio-stream.js';
import { refuseNonFinite } from '../formats/finite-samples.js';
import type { InputFile } from '../formats/input-file.js';
import type { Complaints } from './complaints.js';
import { cannotBeDecoded, ffmpegBroken, ffmpegEnded, noSound } from './ffmpeg-errors.js';
import type { FfmpegTools } from './find-ffmpeg.js';
import { FLOAT_PIPE_ARGUMENTS, openFloatPipe } from './float-pipe.js';
import { probeFile, type ProbedSound } from './probe-file.js';
import { statedLength, type StatedLength } from './stated-length.js';
import { inputArguments, startTool, toolVersion, type ToolEnd } from './tool-process.js';
import { whatIsMissing } from './what-is-missing.js';
import { withoutPadding } from './without-padding.js';

export interface FfmpegInput {
  readonly file: InputFile;
  /** as in "it is ..." */
  readonly what: string;
  /** what is said where ffprobe makes nothing of it, other than that it is damaged */
  readonly unknown?: OperationalError;
  readonly damage: DamageLog;
  /** ends ffmpeg, and what waits for it with `cancelled` */
  readonly signal: AbortSignal | undefined;
}

/** DSD is decoded at an eighth of its rate; of that above this one nothing is heard. */
const HIGHEST_DSD_RATE_HZ = 352_800;

/**
 * Does not close the file.
 * @throws OperationalError `input-format`, `input-empty` (no sound in it), `input-truncated`, `input-unreadable`, `cancelled`
 */
export async function openFfmpegStream(
  tools: FfmpegTools,
  input: FfmpegInput,
): Promise<AudioStream> {
  const { file, what, signal } = input;
  const [probe, version] = await Promise.all([
    probeFile(tools, file, signal),
    toolVersion(tools.ffmpeg, signal),
  ]);
  throwIfCancelled(signal);
  if (version === undefined) throw ffmpegBroken(file.path, what, tools.ffmpeg);
  if (probe.kind === 'no sound') throw noSound(file.path, what, probe);
  if (probe.kind === 'refused') {
    throw input.unknown ?? cannotBeDecoded(file.path, what, probe.complaint, probe.end);
  }
  const tool = startTool(tools.ffmpeg, decodingArguments(file, probe), {
    signal,
    file,
    about: probe.what,
  });
  try {
    const pipe = await openFloatPipe(tool.stdout);
    if (pipe === undefined) {
      const { how } = await tool.ended;
      throw cannotBeDecoded(file.path, what, tool.complaints.first, how);
    }
    const { rateHz, channels } = pipe;
    checkRateAndChannels(file.path, rateHz, channels);
    const stated = await statedLength(file, probe, rateHz);
    const { frames, isExact } = stated;
    const cut = isExact && frames !== undefined ? withoutPadding(pipe.blocks, frames) : pipe.blocks;
    const { codec } = probe.what;
    return {
      format: what,
      decoder: `ffmpeg ${version} (${codec})`,
      rateHz,
      channels,
      expectedFrames: frames,
      blocks: untilItsEnd(cut, tool, input, stated),
    };
  } catch (error) {
    tool.kill();
    await tool.ended;
    throwIfCancelled(signal);
    throw error;
  }
}

function decodingArguments(file: InputFile, { what, rateHz }: ProbedSound): string[] {
  const isFastDsd = what.codec.startsWith('dsd') && rateHz > HIGHEST_DSD_RATE_HZ;
  return [
    ...['-nostdin', '-hide_banner', '-v', 'repeat+error'],
    ...inputArguments(file),
    ...['-map', '0:a:0', '-map_metadata', '-1', '-map_chapters', '-1'],
    ...(isFastDsd ? ['-ar', String(HIGHEST_DSD_RATE_HZ)] : []),
    ...FLOAT_PIPE_ARGUMENTS,
  ];
}

interface Decoding {
  readonly complaints: Complaints;
  readonly ended: Promise<ToolEnd>;
  kill(): void;
}

async function* untilItsEnd(
  blocks: AsyncIterable<DecodedBlock>,
  tool: Decoding,
  { file, what, damage, signal }: FfmpegInput,
  stated: StatedLength,
): AsyncGenerator<DecodedBlock, void, void> {
  let frames = 0;
  let rateHz = 0;
  try {
    for await (const block of blocks) {
      refuseNonFinite(file.path, block.channelData, frames);
      frames += planarFrames(block.channelData);
      ({ rateHz } = block);
      yield block;
    }
    throwIfCancelled(signal);
    const { exitCode, how } = await tool.ended;
    if (exitCode === undefined) throw ffmpegEnded(file.path, how);
    const { first, count } = tool.complaints;
    if (frames === 0 && count > 0) throw cannotBeDecoded(file.path, what, first, how);
    const missing = await whatIsMissing(file, tool.complaints, {
      frames,
      rateHz,
      stated,
      exitCode,
    });
    if (count > 1 || (count === 1 && missing === undefined)) damage.note(complained(first!, count));
    if (missing !== undefined) damage.endsEarly(`is cut short: ${missing}`);
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  } finally {
    tool.kill();
    await tool.ended;
  }
}

function complained(first: string, count: number): string {
  const others = count === 1 ? '' : `, and ${count - 1} more like it`;
  return `has damaged places that are missing, or wrong, in what is read (ffmpeg says: ${first}${others})`;
}
