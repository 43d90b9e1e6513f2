/**
 * Encoding arguments: what makes ffmpeg write a format out of the samples in its stdin.
 *
 * Whatever could differ between two runs (dates, the encoder's name) is left out: the same samples, ffmpeg and tags make the
 * same bytes.
 */
import type { EncodedFormat } from '../stem-formats.js';
import type { Tags } from '../tags.js';
import type { WavLayout } from '../wav-layout.js';

/** The best variable rate, about 245 kb/s for stereo. */
const MP3_QUALITY = ['-q:a', '0'];
/** what NI Stems are made with */
const AAC_BITS_A_CHANNEL = 128_000;

interface CodecArguments {
  readonly codec: (channels: number) => readonly string[];
  readonly muxer: string;
}

const aac: CodecArguments['codec'] = (channels) => [
  '-c:a',
  'aac',
  '-b:a',
  String(AAC_BITS_A_CHANNEL * channels),
];

const ARGUMENTS: Readonly<Record<EncodedFormat, CodecArguments>> = {
  // 32 bits are what ffmpeg calls 24 of FLAC
  flac: { codec: () => ['-c:a', 'flac', '-sample_fmt', 's32'], muxer: 'flac' },
  mp3: {
    codec: () => ['-c:a', 'libmp3lame', ...MP3_QUALITY, '-id3v2_version', '3'],
    muxer: 'mp3',
  },
  m4a: { codec: aac, muxer: 'ipod' },
  'stem.mp4': { codec: aac, muxer: 'mp4' },
};

/** By channel count, in WAV order; what ffmpeg would guess is not always what FLAC has, and then it would mix channels. */
const LAYOUTS = ['', 'mono', 'stereo', '3.0', 'quad', '5.0', '5.1', '6.1', '7.1'];

const SAMPLE_FORMATS = { float32: 'f32le', pcm24: 's24le' } as const;
/** A stem.mp4 is played as stereo. */
const STEREO = 2;

/**
 * @param layout of the samples in stdin
 * @param output as ffmpeg is to call it
 */
export function encodingArguments(
  format: EncodedFormat,
  layout: WavLayout,
  tags: Tags,
  output: string,
): string[] {
  const { muxer, codec } = ARGUMENTS[format];
  return [
    ...startArguments(layout, LAYOUTS[layout.channels]),
    ...codec(layout.channels),
    ...tagArguments(tags),
    ...endArguments(muxer, output),
  ];
}

/**
 * The same for a file with several tracks, of which the first is what players play that know of no others.
 * @param layout of all rows in stdin, track by track
 * @param tracks names of them
 */
export function trackArguments(
  format: EncodedFormat,
  layout: WavLayout,
  tracks: readonly string[],
  tags: Tags,
  output: string,
): string[] {
  const { muxer, codec } = ARGUMENTS[format];
  const channels = layout.channels / tracks.length;
  const labels = tracks.map((_, index) => `[track${index}]`);
  const filters = labels.map((label, index) => {
    const first = index * channels;
    const last = first + channels - 1;
    return `[copy${index}]pan=stereo|c0=c${first}|c1=c${last}${label}`;
  });
  const copies = labels.map((_, index) => `[copy${index}]`).join('');
  return [
    ...startArguments(layout, undefined),
    ...['-filter_complex', `[0:a]asplit=${tracks.length}${copies};${filters.join(';')}`],
    ...labels.flatMap((label, index) => [
      ...['-map', label, `-disposition:a:${index}`, index === 0 ? 'default' : '0'],
      ...[`-metadata:s:a:${index}`, `handler_name=${tracks[index]!}`],
    ]),
    ...codec(STEREO),
    ...tagArguments(tags),
    ...['-brand', 'M4A '],
    ...endArguments(muxer, output),
  ];
}

/** @param speakers undefined: the channels are those of several tracks */
function startArguments(
  { encoding, rateHz, channels }: WavLayout,
  speakers: string | undefined,
): string[] {
  return [
    ...['-hide_banner', '-v', 'repeat+error', '-y', '-protocol_whitelist', 'pipe,file'],
    ...['-f', SAMPLE_FORMATS[encoding], '-ar', String(rateHz), '-ac', String(channels)],
    ...(speakers === undefined ? [] : ['-channel_layout', speakers]),
    ...['-i', 'pipe:0', '-fflags', '+bitexact', '-flags:a', '+bitexact'],
  ];
}

function tagArguments(tags: Tags): string[] {
  return Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`]);
}

function endArguments(muxer: string, output: string): string[] {
  return ['-f', muxer, output];
}
