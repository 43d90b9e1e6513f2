/**
 * Left-out notes: what of a folder is no recording, and why, a sentence for each kind.
 */
import { HOW_TO_GET_FFMPEG } from '../audio/ffmpeg/find-ffmpeg.js';
import type { LeftOutReason } from '../audio/recording-candidate.js';
import type { RecordingsBelow } from '../audio/recordings-below.js';

const REASONS: Readonly<Record<LeftOutReason, string>> = {
  'needs ffmpeg': `read only with ffmpeg and ffprobe on the PATH. ${HOW_TO_GET_FFMPEG}`,
  'no sound': 'no sound in it that is known here',
  'no file': 'a pipe or a device',
};

export function leftOutNotes(
  folder: string,
  { stems, links, hidden, leftOut }: RecordingsBelow,
): string[] {
  const kinds: (readonly [count: number, what: string, why: string])[] = [
    ...[...leftOut].flatMap(([reason, extensions]) =>
      [...extensions].map(
        ([extension, count]) => [count, `${extension} file`, REASONS[reason]] as const,
      ),
    ),
    [links, 'link', 'links are not followed; name what they lead to'],
    [hidden, 'file', 'a name that begins with a dot'],
    [stems, 'file', 'Stemwright made it'],
  ];
  return kinds.flatMap(([count, what, why]) =>
    count === 0 ? [] : [`${folder}: ${count} ${what}${count === 1 ? '' : 's'} left out: ${why}.`],
  );
}
