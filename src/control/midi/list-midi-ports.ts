/**
 * The MIDI ports the system offers now, by name.
 */
import { askChildProcess } from '../../ask-child-process.js';

export interface MidiPorts {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

const TIMEOUT_MS = 10_000;

/** @throws OperatingError `package-missing` when easymidi is not installed or there is no MIDI system */
export function listMidiPorts(): Promise<MidiPorts> {
  return askChildProcess<MidiPorts>(
    new URL('./midi-ports-process.js', import.meta.url),
    'The MIDI package easymidi',
    TIMEOUT_MS,
  );
}
