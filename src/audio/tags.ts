/**
 * Tags: what a recording's file says about it, as far as it is copied to files made of it; and what those of a stem are called.
 */

/** By the names that ffmpeg gives them, whatever the format; the rest (lyrics, pictures, an encoder's notes) is not copied. */
export const COPIED_TAGS = [
  'title',
  'artist',
  'album',
  'album_artist',
  'composer',
  'genre',
  'date',
  'track',
  'disc',
  'publisher',
  'copyright',
  'comment',
  'tbpm',
  'bpm',
  'initialkey',
  'key',
] as const;

export type Tags = Readonly<Partial<Record<(typeof COPIED_TAGS)[number], string>>>;

/**
 * Of a stem's file: the recording's, with the stem in the title.
 * @param name of the recording, for one without a title
 */
export function tagsOfStem(tags: Tags, name: string, stem: string): Tags {
  return { ...tags, title: `${tags.title ?? name} (${stem})` };
}
