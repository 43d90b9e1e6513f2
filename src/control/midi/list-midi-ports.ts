/**
 * The MIDI ports the system offers now, by name.
 */
import { createEasymidiTransport } from './easymidi-transport.js';
import type { MidiPortNames } from './midi-transport.js';

/** @throws OperationalError `package-missing` when easymidi is not installed or there is no MIDI system */
export async function listMidiPorts(): Promise<MidiPortNames> {
  const transport = createEasymidiTransport();
  try {
    return await transport.ports();
  } finally {
    transport.close();
  }
}
