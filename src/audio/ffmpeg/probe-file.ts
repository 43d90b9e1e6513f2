/**
 * What ffprobe says of a file: the first sound in it, or why there is none. Decodes nothing but what ffprobe needs to see.
 */
import type { InputFile } from '../formats/input-file.js';
import { parseJson } from '../../json-file.js';
import { throwIfCancelled } from '../../operational-error.js';
import type { WhatIsRead } from './complaints.js';
import type { FfmpegTools } from './find-ffmpeg.js';
import { PROBE_ENTRIES, probeSchema } from './probe-schema.js';
import { askTool, inputArguments } from './tool-process.js';

export type Probe =
  | ProbedSound
  /** a file of pictures, or of a sound that nobody here decodes: `encoding` is what it is called */
  | { readonly kind: 'no sound'; readonly encoding: string | undefined }
  | {
      readonly kind: 'refused';
      readonly complaint: string | undefined;
      /** how ffprobe ended, as in "it ..." */
      readonly end: string;
    };

export interface ProbedSound {
  readonly kind: 'sound';
  readonly what: WhatIsRead;
  readonly rateHz: number;
  /** of the sound, in the container's header; undefined where it counts in other units, or does not say */
  readonly frames: number | undefined;
  /** of the sound, as far as ffprobe knows; it may have been guessed from the file's size */
  readonly seconds: number | undefined;
  /** what iTunes wrote about encoder delay and padding */
  readonly itunesGap: string | undefined;
}

/** ffprobe is sure of a file from half of 100 on; below 26 it has seen next to nothing of a format. */
const LEAST_SCORE = 26;

/** @throws OperationalError `cancelled` */
export async function probeFile(
  { ffprobe }: FfmpegTools,
  file: InputFile,
  signal?: AbortSignal,
): Promise<Probe> {
  const wanted = ['-v', 'error', '-of', 'json', '-show_entries', PROBE_ENTRIES];
  const { text, complaints, end } = await askTool(ffprobe, [...wanted, ...inputArguments(file)], {
    signal,
    file,
  });
  throwIfCancelled(signal);
  const answer = parseJson(text, probeSchema);
  const format = answer?.format;
  if (end.exitCode === undefined || answer === undefined || format === undefined) {
    return { kind: 'refused', complaint: complaints.first, end: end.how };
  }
  if (format.probe_score < LEAST_SCORE) {
    return { kind: 'refused', complaint: undefined, end: 'is not sure what it is' };
  }
  const sound = answer.streams.find(({ codec_type }) => codec_type === 'audio');
  const rateHz = Number(sound?.sample_rate);
  if (sound?.codec_name === undefined || sound.codec_name === 'unknown' || !(rateHz > 0)) {
    return { kind: 'no sound', encoding: sound?.codec_tag_string };
  }
  const isAlone = answer.streams.length === 1;
  const seconds = Number(sound.duration ?? (isAlone ? format.duration : undefined));
  return {
    kind: 'sound',
    what: { demuxer: format.format_name, codec: sound.codec_name },
    rateHz,
    frames: sound.time_base === `1/${rateHz}` ? sound.duration_ts : undefined,
    seconds: seconds > 0 ? seconds : undefined,
    itunesGap: format.tags['iTunSMPB'],
  };
}
