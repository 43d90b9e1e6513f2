/**
 * AudioFormat: what there is to say of a file format, whether it is read here, by ffmpeg, or not at all.
 *
 * Files are recognised by what is in them, never by their names; names only say which files of a library are looked at.
 */
import type { AudioStream, StreamStart } from './audio-stream.js';
import type { InputFile } from './input-file.js';

export interface AudioFormat {
  /** what it is called where formats are listed; a container has the names of its codecs */
  readonly names: readonly string[];
  /** of the files of a library that are taken for it: lower case, with the dot */
  readonly extensions: readonly string[];
  /**
   * Looks for the format's mark.
   * @param head the file's first bytes (behind any ID3v2 tag), PROBE_BYTES of them or the whole file
   * @returns where in `head` the format's own bytes begin, or undefined where this is another format
   */
  readonly probe: (head: Uint8Array) => number | undefined;
  /** It has no certain mark, and is probed only where no other format has one. */
  readonly isFallback?: true;
  /**
   * Does not close the file.
   * @throws UnknownEncoding where the format is this one, and its samples are encoded in a way that is not decoded here
   * @throws OperationalError `input-format`, `input-truncated`, `input-empty`, `input-unreadable`
   */
  readonly open: (file: InputFile, start: StreamStart) => Promise<AudioStream>;
}

/** A format that is known, and not decoded here. */
export interface KnownFormat {
  /** as in "it is ..." */
  readonly name: string;
  /** Whether a file that begins with `head` is of this format; absent where only names tell. */
  readonly probe?: (head: Uint8Array) => boolean;
}

/** The container is one of ours, what is encoded in it is not. It never leaves this room: ffmpeg is asked. */
export class UnknownEncoding extends Error {
  /** as in "it is ..." */
  readonly what: string;

  constructor(what: string) {
    super(`Not decoded here: ${what}`);
    this.what = what;
  }
}

/** Enough for an MP3 that begins with a little rubbish, such as the rest of a frame it was cut from. */
export const PROBE_BYTES = 64 * 1024;
