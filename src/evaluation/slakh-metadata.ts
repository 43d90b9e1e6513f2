/**
 * Slakh metadata: what the metadata.yaml of a Slakh2100 track says of its stems.
 *
 *   UUID: 1a81ae092884234f3264e2f45927f00a       the MIDI file the track was rendered from
 *   stems:
 *     S00:                                       stems/S00.flac
 *       audio_rendered: true                     false: there is no such file
 *       inst_class: Guitar                       one of General MIDI's groups, or Drums
 *
 * All else in it is left alone: audio_dir is wrong in one track as released. Every scalar is read as text, because a UUID
 * such as 12e45 is a number to YAML 1.2, though the program that wrote these files left it without quotes.
 */
import { parse } from 'yaml';
import { z } from 'zod';
import { OperationalError } from '../operational-error.js';
import { firstLineOf } from '../thrown-error.js';

export interface SlakhStem {
  /** name of its file in stems/, without extension */
  readonly id: string;
  /** as written, e.g. "Chromatic Percussion" */
  readonly instrumentClass: string;
  readonly isRendered: boolean;
}

export interface SlakhMetadata {
  /** undefined where the file names none */
  readonly midiFile: string | undefined;
  readonly stems: readonly SlakhStem[];
}

const schema = z.object(
  {
    UUID: z.string('must be text').exactOptional(),
    stems: z.record(
      z.string().regex(/^S\d+$/, 'must be called S00, S01, ...'),
      z.object(
        {
          inst_class: z.string('must be text'),
          audio_rendered: z.enum(['true', 'false'], 'must be true or false'),
        },
        'must hold inst_class and audio_rendered',
      ),
      'must be a map of stems',
    ),
  },
  'must be a map with "stems"',
);

/**
 * @param file how to call it in messages
 * @throws OperationalError `input-format`, naming what is wrong and where
 */
export function parseSlakhMetadata(text: string, file: string): SlakhMetadata {
  let value: unknown;
  try {
    value = parse(text, { schema: 'failsafe', logLevel: 'error' });
  } catch (error) {
    const reason = firstLineOf(error);
    throw invalid(file, `is not YAML (${reason.replace(/:$/, '')})`);
  }
  const result = schema.safeParse(value);
  if (!result.success) throw invalid(file, result.error.issues.map(sentence).join('; '));
  const { UUID, stems } = result.data;
  return {
    midiFile: UUID,
    stems: Object.entries(stems).map(([id, stem]) => ({
      id,
      instrumentClass: stem.inst_class,
      isRendered: stem.audio_rendered === 'true',
    })),
  };
}

function invalid(file: string, problem: string): OperationalError {
  return new OperationalError(
    'input-format',
    `${file}: ${problem}. Expected the metadata of a Slakh2100 track; unpack the track again, or take its folder away.`,
  );
}

function sentence(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.');
  if (issue.code === 'invalid_key') return `${path} ${issue.issues[0]?.message ?? issue.message}`;
  return path === '' ? issue.message : `${path} ${issue.message}`;
}
