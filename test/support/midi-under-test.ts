/**
 * MIDI control on a MIDI system in memory, with an OSC server and a recording engine behind it; time stands still.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { FIRST_PAD_NOTE } from '../../src/control/midi/default-midi-map.js';
import { startMidiControl } from '../../src/control/midi/midi-control.js';
import type { MidiMap } from '../../src/control/midi/midi-map-schema.js';
import { BAND_MIDI_MAP } from './band-stems.js';
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

/** The default map, but for the first pad, which asks for something that needs neither sound nor disk. */
export const GENERATING_MAP: MidiMap = {
  ...BAND_MIDI_MAP,
  entries: BAND_MIDI_MAP.entries.map((entry) =>
    entry.trigger.number === FIRST_PAD_NOTE
      ? { ...entry, send: ['/stemwright/generate', 8, 'preset', 'draft'] }
      : entry,
  ),
};

/** The controller that is there from the beginning. */
export const CONTROLLER = 'LPD8 mk2';

export function withMidi(
  use: (test: MidiUnderTest) => Promise<void>,
  { map = BAND_MIDI_MAP, names = ['lpd8'] }: { map?: MidiMap; names?: readonly string[] } = {},
): Promise<void> {
  return withOscServer(async (test) => {
    const midi = createMemoryTransport(CONTROLLER);
    const { log, lines } = recordedLog();
    const { api, clock, folder } = test;
    const mapFile = path.join(folder, 'maps', 'midi-map.json');
    const running = await startMidiControl({
      api,
      clock,
      log,
      transport: midi,
      names,
      map,
      mapFile,
    });
    const pass = async (ms: number): Promise<void> => {
      clock.advance(ms);
      await settled();
    };
    try {
      await use({ ...test, midi, log: lines, mapFile, pass });
    } finally {
      running.close();
    }
  });
}

/** Everything that only waits for promises has happened: a look at the ports opens one connection after the other. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await nextTurn();
}

/** Waits for something that sockets and files bring about. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; !(await isSo()); turn++) {
    assert.ok(turn < 10_000, 'it does not come about');
    await settled();
  }
}

/** What a pad of the default map's sends when it is pressed. */
export function pad(number: number): number[] {
  return [0x99, FIRST_PAD_NOTE + number - 1, 100];
}
