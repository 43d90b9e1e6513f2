/**
 * The sound devices that attacks and soaks use: two null sinks of a PulseAudio server of their own, where that program is there.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';

export const SINKS = ['in', 'out'].map((name) => ({ name, rateHz: 44_100, channels: 2 }));

const PROGRAMS = ['pulseaudio', 'pactl', 'pacat'];

export function hasSoundServer(): boolean {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return PROGRAMS.every((name) => folders.some((folder) => existsSync(path.join(folder, name))));
}
