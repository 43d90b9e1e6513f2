/**
 * AudioStream: what a reader of one file format hands over, and the AudioSource made from it.
 *
 * The formats differ in how bytes become samples; what is common to all of them is here: the limits on rate
 * and channels, blocks of bounded size, "no audio at all", a change of format half-way, and closing.
 */
import { setImmediate } from 'node:timers/promises';
import { OperationalError } from '../../operational-error.js';
import { readablePath } from '../../path-text.js';
import type { AudioSource, PlanarBlock } from '../audio-source.js';
import type { DamageLog } from '../damage-log.js';
import { MAX_CHANNELS } from '../wav-layout.js';
import type { InputFile } from './input-file.js';

/** no block given to a consumer is longer */
export const MAX_BLOCK_FRAMES = 65_536;

const RATE_LIMITS_HZ = { least: 4_000, most: 384_000 };

/** Where in the file the recognised format starts (after any ID3v2 tag), and how to read. */
export interface StreamStart {
  readonly startByte: number;
  readonly readBytes: number;
  /** what is passed over or missing goes there */
  readonly damage: DamageLog;
}

/** What a decoder gave at once. */
export interface DecodedBlock {
  readonly channelData: PlanarBlock;
  readonly rateHz: number;
}

export interface AudioStream {
  /** for messages: 'WAV', 'MP3' ... */
  readonly format: string;
  /** what decodes it, with its version, where that is another program */
  readonly decoder?: string;
  readonly rateHz: number;
  readonly channels: number;
  readonly expectedFrames: number | undefined;
  /** whether there may be more than that: files of the format can be joined @default false */
  readonly mayGoOn?: boolean;
  /** The samples, front to back; its `finally` releases the decoder. Blocks may be empty. */
  readonly blocks: AsyncGenerator<DecodedBlock, void, void>;
}

/** @throws OperationalError `input-format` where rate or channels are outside what Stemwright takes */
export function checkRateAndChannels(path: string, rateHz: number, channels: number): void {
  const { least, most } = RATE_LIMITS_HZ;
  if (channels < 1 || channels > MAX_CHANNELS) {
    throw new OperationalError(
      'input-format',
      `${path} has ${channels} channels: expected 1 to ${MAX_CHANNELS}. Mix it down or split it first.`,
    );
  }
  if (!(rateHz >= least && rateHz <= most)) {
    throw new OperationalError(
      'input-format',
      `${path} has a sample rate of ${rateHz} Hz: expected ${least} to ${most} Hz. ` +
        'Its header may be damaged; export it again.',
    );
  }
}

/**
 * Decodes up to the first frames (so that a file without any is refused here) and makes the source.
 * Does not close the file when it throws.
 * @throws OperationalError `input-empty`, `input-format`, `input-truncated`, `input-unreadable`
 */
export async function sourceFromStream(
  file: InputFile,
  stream: AudioStream,
  damage: DamageLog,
): Promise<AudioSource> {
  const { rateHz, channels } = stream;
  let block = await nextBlock(file, stream);
  if (block === undefined) {
    throw new OperationalError(
      damage.isTruncated ? 'input-truncated' : 'input-empty',
      `${file.path} is ${stream.format} but holds no audio: expected at least one frame. ` +
        `${damage.isTruncated ? 'It is cut short. ' : ''}Export or copy it again.`,
    );
  }
  let iterated = false;
  let closed = false;
  const isClosed = (): boolean => closed;
  const close = async (): Promise<void> => {
    closed = true;
    await stream.blocks.return(undefined);
    await file.close();
  };
  async function* blocks(): AsyncGenerator<PlanarBlock, void, void> {
    if (iterated || closed) {
      throw new Error(`AudioSource.blocks: ${file.path} is already ${closed ? 'closed' : 'read'}`);
    }
    iterated = true;
    try {
      while (block !== undefined) {
        yield* blocksOf(block.channelData);
        if (isClosed())
          throw new Error(`AudioSource.blocks: ${file.path} was closed while being read`);
        block = await nextBlock(file, stream);
      }
    } finally {
      await close();
    }
  }
  return {
    name: readablePath(file.path),
    decoder: stream.decoder ?? `stemwright (${stream.format})`,
    rateHz,
    channels,
    expectedFrames: stream.expectedFrames,
    mayGoOn: stream.mayGoOn ?? false,
    damage,
    blocks,
    close,
  };
}

/** The next block that holds frames, or undefined at the end. */
async function nextBlock(file: InputFile, stream: AudioStream): Promise<DecodedBlock | undefined> {
  for (;;) {
    // Decoding a block takes milliseconds of this thread: let others have their turn in between.
    await setImmediate();
    const result = await nextResult(file, stream);
    if (result.done === true) return undefined;
    if ((result.value.channelData[0]?.length ?? 0) === 0) continue;
    checkSameFormat(file, stream, result.value);
    return result.value;
  }
}

/** A decoder may throw on bytes it does not understand: that is the file's fault, not the program's. */
async function nextResult(
  file: InputFile,
  stream: AudioStream,
): Promise<IteratorResult<DecodedBlock, void>> {
  try {
    return await stream.blocks.next();
  } catch (error) {
    if (error instanceof OperationalError) throw error;
    throw new OperationalError(
      'input-format',
      `${file.path} cannot be decoded as ${stream.format}: ${String(error)}. ` +
        'The file is probably damaged; export or copy it again.',
      { cause: error },
    );
  }
}

function checkSameFormat(file: InputFile, stream: AudioStream, block: DecodedBlock): void {
  const channels = block.channelData.length;
  if (block.rateHz === stream.rateHz && channels === stream.channels) return;
  throw formatChanged(file.path, stream, { rateHz: block.rateHz, channels });
}

interface RateAndChannels {
  readonly rateHz: number;
  readonly channels: number;
}

export function formatChanged(
  path: string,
  was: RateAndChannels,
  is: RateAndChannels,
): OperationalError {
  return new OperationalError(
    'input-format',
    `${path} changes from ${was.rateHz} Hz, ${was.channels} channel(s) to ${is.rateHz} Hz, ` +
      `${is.channels} channel(s) half-way: expected one format throughout. Convert it to WAV or FLAC first.`,
  );
}

function* blocksOf(channelData: PlanarBlock): Generator<PlanarBlock, void, void> {
  const frames = channelData[0]!.length;
  for (let start = 0; start < frames; start += MAX_BLOCK_FRAMES) {
    const end = Math.min(start + MAX_BLOCK_FRAMES, frames);
    yield channelData.map((channel) => channel.subarray(start, end));
  }
}
