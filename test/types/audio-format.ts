/**
 * What the compiler must say of an audio format: it is recognised, found in libraries and opened, or it is no entry of the list.
 * Nothing here runs.
 */
import type { AudioFormat, UnreadFormat } from '../../src/audio/formats/audio-format.js';

declare const format: AudioFormat;
const { names, extensions, probe, open } = format;

export const whole: AudioFormat = { names, extensions, probe, open };
// @ts-expect-error a format that is read says how it is recognised
export const unrecognised: AudioFormat = { names, extensions, open };
// @ts-expect-error a format that is read can be opened
export const unopened: AudioFormat = { names, extensions, probe };
// @ts-expect-error a format says which files of a library are its own
export const nowhere: AudioFormat = { names, probe, open };
// @ts-expect-error what is not read is not opened either
export const halfRead: UnreadFormat = { name: 'Musepack', extensions, open };
