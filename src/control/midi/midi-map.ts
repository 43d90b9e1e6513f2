/**
 * MIDI map: which control makes which request, and which lamps tell what, as data. Files of it are read by parse-midi-map.ts; the
 * map that counts where there is no file is in default-midi-map.ts.
 */
import { overlap, type Trigger } from './midi-trigger.js';

/** An OSC address and its arguments without an id; see midi-argument.ts for those that begin with "$". */
export type MappedRequest = readonly [address: string, ...args: (string | number)[]];

export interface MidiMapEntry {
  readonly trigger: Trigger;
  readonly send: MappedRequest;
}

export const LAMP_STATES = ['running', 'progress', 'playing', 'learning', 'holding'] as const;

/** Something the daemon shows on a controller. */
export interface MidiLamp {
  /** running: a job is there; progress: of the job, from `off` to `on`; playing: the transport; learning: move a control now; holding: an accompaniment keeps its take */
  readonly state: (typeof LAMP_STATES)[number];
  readonly type: 'note' | 'control';
  /** 1 to 16 */
  readonly channel: number;
  readonly number: number;
  /** velocities or values, 0 to 127 */
  readonly on: number;
  readonly off: number;
  /** part of the output's name; undefined: every output that --midi matches */
  readonly output?: string | undefined;
}

export interface MidiMap {
  readonly entries: readonly MidiMapEntry[];
  readonly lamps: readonly MidiLamp[];
}

/** The map with a control bound anew, and what the control did before. */
export function bind(
  map: MidiMap,
  entry: MidiMapEntry,
): { readonly map: MidiMap; readonly replaced: readonly MidiMapEntry[] } {
  const isReplaced = ({ trigger }: MidiMapEntry) => overlap(trigger, entry.trigger);
  const kept = map.entries.filter((other) => !isReplaced(other));
  return {
    map: { ...map, entries: [...kept, entry] },
    replaced: map.entries.filter(isReplaced),
  };
}
