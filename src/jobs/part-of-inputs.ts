/**
 * Part of the inputs: which seconds of its inputs a job is about, and what is said where they have none there.
 *
 * What is wrong with `from` and `to` alone is a `bad-argument`. What depends on a file is `input-empty`, as for any other input
 * that holds nothing: in a library it costs only that recording.
 */
import type { AudioSource } from '../audio/audio-source.js';
import type { Part } from '../audio/part-of-source.js';
import { OperationalError } from '../operational-error.js';

/** Ten days: no recording is longer, and what is beyond is a slip of the keyboard. */
export const MOST_PART_SECONDS = 864_000;

/**
 * From 0 s is from the beginning: one part has one name.
 * @throws OperationalError `bad-argument` when the part ends before it begins, or is none
 */
export function part(from: number | undefined, to: number | undefined): Part {
  if (from !== undefined && !(from >= 0 && Number.isFinite(from))) {
    throw new OperationalError(
      'bad-argument',
      `Expected "from" in seconds from 0 on, got ${from}.`,
    );
  }
  if (to !== undefined && !(to > 0 && Number.isFinite(to))) {
    throw new OperationalError('bad-argument', `Expected "to" in seconds above 0, got ${to}.`);
  }
  if (to !== undefined && to <= (from ?? 0)) {
    throw new OperationalError(
      'bad-argument',
      `Expected a part that ends after it begins, got one from ${from ?? 0} s to ${to} s.`,
    );
  }
  return { from: from === undefined || from === 0 ? null : from, to: to ?? null };
}

/** What is made of a part is called: "song 12.5-20", "song 12.5-end"; of the whole: "song". */
export function nameOfPart(name: string, { from, to }: Part): string {
  return from === null && to === null ? name : `${name} ${from ?? 0}-${to ?? 'end'}`;
}

/** To be called before the work, where headers have lengths. @throws OperationalError `input-empty` */
export function refuseEmptyPart(sources: readonly AudioSource[], asked: Part): void {
  if (sources.every(({ expectedFrames }) => expectedFrames === 0)) throw emptyPart(sources, asked);
}

/** None of the sources has a frame in the part. */
export function emptyPart(sources: readonly AudioSource[], { from, to }: Part): OperationalError {
  const names = sources.map(({ name }) => name).join(', ');
  const until = to === null ? 'on' : `to ${to} s`;
  return new OperationalError(
    'input-empty',
    `${names} ${sources.length === 1 ? 'holds' : 'hold'} no audio from ${from ?? 0} s ${until}. Choose a part within it.`,
  );
}
