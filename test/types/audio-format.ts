/**
 * What the compiler must say of an audio format: it is recognised, found in libraries and opened, or it is no entry of the list.
 * Nothing here runs.
 */
import type { FfmpegFormat } from '../../src/audio/ffmpeg/ffmpeg-formats.js';
import type { AudioFormat, KnownFormat } from '../../src/audio/formats/audio-format.js';

declare const format: AudioFormat;
const { names, extensions, probe, open } = format;

export const whole: AudioFormat = { names, extensions, probe, open };
// @ts-expect-error a format that is decoded here says how it is recognised
export const unrecognised: AudioFormat = { names, extensions, open };
// @ts-expect-error a format that is decoded here can be opened
export const unopened: AudioFormat = { names, extensions, probe };
// @ts-expect-error a format says which files of a library are its own
export const nowhere: AudioFormat = { names, probe, open };
// @ts-expect-error what is not decoded here is not opened here either
export const halfRead: KnownFormat = { name: 'a MIDI file', open };
// @ts-expect-error what ffmpeg reads names the demuxers that may be let near a file
export const unbounded: FfmpegFormat = { name: 'Musepack', extensions };
