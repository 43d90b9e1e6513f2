/**
 * Bind a control: a map with another request for one of its controls.
 */
import type { MidiMap, MidiMapEntry } from './midi-map-schema.js';
import { overlap } from './midi-trigger.js';

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
