/**
 * PortAudio, through naudiodon: the devices it sees, and one stream to or from one of them, float32 and interleaved.
 *
 * The one importer of naudiodon, for processes that hold nothing else: the package prints to stdout, parks a thread of
 * the libuv pool for each read and write, and can crash. It is loaded on first use, because it is optional.
 *
 * Its defects, and what is done here: the sample format is 8 bits unless named; a duplex stream stalls its input when
 * its output starves, so streams have one direction; `abort()` always throws and a stream that failed to open leaves
 * PortAudio initialised, so a process opens one stream and is ended by its parent.
 */
import type { Readable, Writable } from 'node:stream';

import type { PortAudioDevice } from './portaudio-device-schema.js';

export interface PortAudioStreamOptions {
  /** absent: the system's default device */
  readonly deviceId: number | undefined;
  readonly rateHz: number;
  readonly channels: number;
  readonly blockFrames: number;
  /** blocks between PortAudio's thread and this process; when an output has as many, a write waits */
  readonly queueBlocks: number;
}

/** A float32 sample, in naudiodon's words. */
const SAMPLE_FORMAT_FLOAT32 = 1;
const SAMPLE_BYTES = 4;

/** @throws Error with naudiodon's or the loader's own words */
export async function listPortAudioDevices(): Promise<readonly PortAudioDevice[]> {
  const { getDevices } = await import('naudiodon');
  return getDevices();
}

/**
 * Starts a recording; each `data` event is one block.
 * @throws Error with PortAudio's own words
 */
export async function startInput(options: PortAudioStreamOptions): Promise<Readable> {
  const { AudioIO } = await import('naudiodon');
  const stream = AudioIO({ inOptions: naudiodonOptions(options) });
  stream.start();
  return stream as unknown as Readable;
}

/**
 * Starts a playback; a write is done when PortAudio's queue has taken it. While the queue is empty the device's thread
 * waits, so the caller keeps it filled.
 * @throws Error with PortAudio's own words
 */
export async function startOutput(options: PortAudioStreamOptions): Promise<Writable> {
  const { AudioIO } = await import('naudiodon');
  const stream = AudioIO({ outOptions: naudiodonOptions(options) });
  stream.start();
  return stream as unknown as Writable;
}

function naudiodonOptions(options: PortAudioStreamOptions) {
  const { deviceId, rateHz, channels, blockFrames, queueBlocks } = options;
  return {
    ...(deviceId === undefined ? {} : { deviceId }),
    sampleRate: rateHz,
    channelCount: channels,
    sampleFormat: SAMPLE_FORMAT_FLOAT32,
    framesPerBuffer: blockFrames,
    maxQueue: queueBlocks,
    highwaterMark: blockFrames * channels * SAMPLE_BYTES,
    // a single overflow would end the stream; without it, overflows are lines on stdout, which the parent reads
    closeOnError: false,
  } as const;
}
