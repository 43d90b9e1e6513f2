/**
 * Converters of libsamplerate (medium sinc) for a fixed number of interleaved channels. The only file that imports the package,
 * which is 2 MB, once something is resampled.
 *
 * Those that are done with are kept for the next use: the package makes a WebAssembly instance for each, which takes a thread
 * tens of milliseconds. One that is used again begins anew, as the package does whenever a setting is set.
 */
import type libsamplerate from '@alexanderolsen/libsamplerate-js';
import type { InterleavedConverter } from './grouped-converter.js';

type Converter = Awaited<ReturnType<typeof libsamplerate.create>>;

/** of a thread: each has a heap of 26 MB, most of it never touched. A recording takes two to four at a time */
const MOST_IDLE = 4;
const idle: Converter[] = [];

/** @param fromHz with `toHz` in lowest terms: only the ratio counts, and the package refuses rates above 192 kHz */
export async function takeConverter(
  channels: number,
  fromHz: number,
  toHz: number,
): Promise<InterleavedConverter> {
  const converter = idle.pop() ?? (await newConverter(channels, fromHz, toHz));
  converter.inputSampleRate = fromHz;
  converter.outputSampleRate = toHz;
  // the package keeps the ratio for itself alone
  converter.ratio = toHz / fromHz;
  converter.nChannels = channels;
  return {
    full: (input) => converter.full(input),
    destroy: () => {
      if (idle.length < MOST_IDLE) idle.push(converter);
      else converter.destroy();
    },
  };
}

async function newConverter(channels: number, fromHz: number, toHz: number): Promise<Converter> {
  // The package is CommonJS in a bundle whose names Node cannot see: only its default import works.
  const { default: loaded } = await import('@alexanderolsen/libsamplerate-js');
  return loaded.create(channels, fromHz, toHz, {
    converterType: loaded.ConverterType.SRC_SINC_MEDIUM_QUALITY,
  });
}
