/**
 * What is read of ffprobe's answer. It writes whole numbers as numbers, and rates and seconds as text.
 */
import { z } from 'zod';

const tags = z.record(z.string(), z.string()).default({});

const streamSchema = z.object({
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  codec_tag_string: z.string().optional(),
  sample_rate: z.string().optional(),
  time_base: z.string().optional(),
  duration_ts: z.number().optional(),
  duration: z.string().optional(),
});

export const probeSchema = z.object({
  streams: z.array(streamSchema).default([]),
  format: z
    .object({
      format_name: z.string(),
      probe_score: z.number(),
      duration: z.string().optional(),
      tags,
    })
    .optional(),
});

/** The fields above, as ffprobe's `show_entries` takes them. */
export const PROBE_ENTRIES =
  'format=format_name,probe_score,duration:format_tags=iTunSMPB' +
  ':stream=codec_type,codec_name,codec_tag_string,sample_rate,time_base,duration_ts,duration';

/** The same where only tags are asked for. */
export const taggedSchema = z.object({
  streams: z.array(z.object({ codec_type: z.string().optional(), tags })).default([]),
  format: z.object({ tags }).optional(),
});
