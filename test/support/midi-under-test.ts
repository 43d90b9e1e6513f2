/**
 * MIDI control on a MIDI system in memory, with an OSC server and a recording engine behind it; time stands still.
 */
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { DEFAULT_MIDI_MAP } from '../../src/control/midi/default-midi-map.js';
import { startMidiControl, type MidiControl } from '../../src/control/midi/midi-control.js';
import type { MidiMap } from '../../src/control/midi/midi-map.js';
import { createMemoryTransport, type MemoryTransport } from './midi-memory-transport.js';
import { withOscServer, type OscTestServer } from './osc-test-server.js';
import { recordedLog, type LogLine } from './recorded-log.js';

export interface MidiUnderTest extends OscTestServer {
  readonly midi: MemoryTransport;
  readonly log: readonly LogLine[];
  readonly mapFile: string;
  /** Moves time on and lets everything that waits for it happen. */
  readonly pass: (ms: number) => Promise<void>;
}

/** The controller that is there from the beginning. */
export const CONTROLLER = 'LPD8 mk2';

export function withMidi(
  use: (test: MidiUnderTest) => Promise<void>,
  { map = DEFAULT_MIDI_MAP, names = ['lpd8'] }: { map?: MidiMap; names?: readonly string[] } = {},
): Promise<void> {
  let control: MidiControl | undefined;
  return withOscServer(
    async (test) => {
      const midi = createMemoryTransport(CONTROLLER);
      const { log, lines } = recordedLog();
      const { engine, clock, server, folder } = test;
      const mapFile = path.join(folder, 'maps', 'midi-map.json');
      const handle = server.handle.bind(server);
      const running = await startMidiControl({
        ...{ engine, clock, log, transport: midi, names, map, mapFile, handle },
      });
      control = running;
      const pass = async (ms: number): Promise<void> => {
        clock.advance(ms);
        await settled();
      };
      try {
        await use({ ...test, midi, log: lines, mapFile, pass });
      } finally {
        running.close();
      }
    },
    { midiLearn: () => control?.learn },
  );
}

/** Everything that only waits for promises has happened: a look at the ports opens one connection after the other. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await nextTurn();
}
