/**
 * MIDI as a control surface of the daemon: settings in, controllers out. Must start after OSC, whose dispatcher it uses.
 */
import type { Settings } from '../config/settings.js';
import { defaultMidiMap } from '../control/midi/default-midi-map.js';
import { createEasymidiTransport } from '../control/midi/easymidi-transport.js';
import { startMidiControl, type MidiControlOptions } from '../control/midi/midi-control.js';
import type { MidiLearn } from '../control/midi/midi-learn.js';
import { loadMidiMap } from '../control/midi/midi-map-file.js';
import { systemClock } from '../control/osc/clock.js';
import type { ControlSurface } from './daemon.js';
import type { LogPort } from '../log-port.js';

export interface MidiSurface extends ControlSurface {
  /** undefined: not started, or closed */
  readonly learn: () => MidiLearn | undefined;
}

/** @param names parts of the names of controllers, setting `midi` */
export function midiSurface(
  names: readonly string[],
  settings: Settings,
  log: LogPort,
  handle: MidiControlOptions['handle'],
): MidiSurface {
  let learn: MidiLearn | undefined;
  return {
    name: 'midi',
    learn: () => learn,
    start: async (engine) => {
      const { stems } = await engine.models.card();
      const control = await startMidiControl({
        engine,
        transport: createEasymidiTransport(),
        clock: systemClock,
        log,
        names,
        map: await loadMidiMap(settings.midiMap, defaultMidiMap(stems)),
        mapFile: settings.midiMap,
        handle,
      });
      learn = control.learn;
      return {
        close: () => {
          learn = undefined;
          control.close();
          return Promise.resolve();
        },
      };
    },
  };
}
