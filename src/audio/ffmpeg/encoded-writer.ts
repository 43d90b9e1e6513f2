/**
 * Encoded writer: a file of a format that ffmpeg writes, block by block.
 *
 *   block -> bytes -> ffmpeg's stdin -> the file, which was made here and is handed over open
 *
 * ffmpeg takes bytes as fast as it encodes them; no more than a block waits. It ends with the writer: at its end, when it is closed
 * before, when the signal is aborted, and with this process. The file is whole only once it is synced.
 */
import { open, type FileHandle } from '../../file-system.js';
import { OperationalError, throwIfCancelled } from '../../operational-error.js';
import type { PlanarBlock } from '../audio-source.js';
import { outputFailed } from '../output-failed.js';
import { PACKED_FRAMES, SamplePacker } from '../sample-packer.js';
import { FORMAT_FACTS, type EncodedFormat } from '../stem-formats.js';
import type { StemWriter } from '../stem-writer.js';
import type { Tags } from '../tags.js';
import type { WavLayout } from '../wav-layout.js';
import { encodingArguments, trackArguments } from './encoding-arguments.js';
import { ffmpegTools, HOW_TO_GET_FFMPEG, lookForTools } from './find-ffmpeg.js';
import { handedName, startTool, type ToolProcess } from './tool-process.js';

export interface EncodedWriterOptions {
  /** of the blocks; of a file with tracks, of all of them together */
  readonly layout: WavLayout;
  readonly format: EncodedFormat;
  readonly tags: Tags;
  /** names of the tracks that the rows are shared out to, where there are several */
  readonly tracks?: readonly string[];
  /** does what is left to do to the whole file, before the disk has it */
  readonly finish?: (handle: FileHandle) => Promise<void>;
  /** for messages: the file is written under another name than it will have */
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Creates the file; one of that name must not be there.
 * @throws OperationalError `package-missing` without ffmpeg, `output-failed`; `input-format` where the format does not hold the
 *   rate or so many channels
 */
export async function createEncodedWriter(
  path: string,
  options: EncodedWriterOptions,
): Promise<StemWriter> {
  const { layout, format, tags, tracks, name, signal } = options;
  refuseUnheld(name, format, layout, tracks?.length ?? 1);
  const tools = await ffmpegTools();
  if (tools === undefined) throw await encoderMissing(format);
  let handle: FileHandle;
  try {
    handle = await open(path, 'wx+');
  } catch (error) {
    throw outputFailed(name, error);
  }
  const file = { fd: handle.fd, path };
  const output = handedName(file);
  const args =
    tracks === undefined
      ? encodingArguments(format, layout, tags, output)
      : trackArguments(format, layout, tracks, tags, output);
  return new EncodedWriter(
    startTool(tools.ffmpeg, args, { signal, file, isFed: true }),
    handle,
    options,
  );
}

class EncodedWriter implements StemWriter {
  frames = 0;
  readonly #tool: ToolProcess;
  readonly #handle: FileHandle;
  readonly #options: EncodedWriterOptions;
  readonly #packer: SamplePacker;
  #closing: Promise<void> | undefined;

  constructor(tool: ToolProcess, handle: FileHandle, options: EncodedWriterOptions) {
    this.#tool = tool;
    this.#handle = handle;
    this.#options = options;
    this.#packer = new SamplePacker(options.layout);
    // nothing is said there, and a pipe that nobody reads could fill
    tool.stdout.resume();
  }

  get clippedSamples(): number {
    return this.#packer.clippedSamples;
  }

  get channelPeaks(): ArrayLike<number> {
    return this.#packer.channelPeaks;
  }

  async write(block: PlanarBlock): Promise<void> {
    const frames = this.#packer.framesOf(block);
    for (let start = 0; start < frames; start += PACKED_FRAMES) {
      const end = Math.min(start + PACKED_FRAMES, frames);
      await this.#feed(this.#packer.pack(block, start, end));
      this.frames += end - start;
    }
  }

  async sync(): Promise<void> {
    this.#tool.stdin?.end();
    const { exitCode } = await this.#tool.ended;
    if (exitCode !== 0) throw await this.#failure();
    try {
      await this.#options.finish?.(this.#handle);
      await this.#handle.sync();
    } catch (error) {
      throw outputFailed(this.#options.name, error);
    }
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#tool.kill();
    await this.#tool.ended;
    await this.#handle.close();
  }

  /** Resolves when the bytes have been taken and the buffer may be used again. */
  async #feed(bytes: Buffer): Promise<void> {
    const { stdin } = this.#tool;
    const isTaken = await new Promise<boolean>((resolve) => {
      if (stdin === undefined) resolve(false);
      else
        stdin.write(bytes, (error) => {
          resolve(error === null || error === undefined);
        });
    });
    if (!isTaken) throw await this.#failure();
  }

  async #failure(): Promise<unknown> {
    const { signal, name } = this.#options;
    this.#tool.stdin?.destroy();
    const { how } = await this.#tool.ended;
    throwIfCancelled(signal);
    const { first } = this.#tool.complaints;
    if (/no space left/i.test(first ?? '')) {
      return outputFailed(name, Object.assign(new Error(first), { code: 'ENOSPC' }));
    }
    return new OperationalError(
      'output-failed',
      `${name} was not written: ffmpeg, which encodes it, ${first === undefined ? how : `says: ${first}`}. ` +
        'Try again, choose another folder, or choose the format wav.',
    );
  }
}

function refuseUnheld(
  name: string,
  format: EncodedFormat,
  { rateHz, channels }: WavLayout,
  tracks: number,
): void {
  const { ratesHz, mostChannels } = FORMAT_FACTS[format];
  if (channels / tracks > mostChannels) {
    throw new OperationalError(
      'input-format',
      `${name} cannot be written: expected at most ${mostChannels} channels for the format ${format}, got ` +
        `${channels / tracks}. Choose the format wav or flac.`,
    );
  }
  if (ratesHz?.includes(rateHz) === false) {
    throw new OperationalError(
      'input-format',
      `${name} cannot be written: expected a rate of ${ratesHz.join(', ')} Hz for the format ${format}, got ${rateHz} Hz. ` +
        'Choose the format wav or flac.',
    );
  }
}

async function encoderMissing(format: EncodedFormat): Promise<OperationalError> {
  const found = Object.keys(await lookForTools());
  return new OperationalError(
    'package-missing',
    `The format ${format} is written with ffmpeg and ffprobe: expected both on the PATH, found ` +
      `${found.length === 0 ? 'neither' : `only ${found.join()}`}. ${HOW_TO_GET_FFMPEG}, or choose the format wav.`,
  );
}
