/**
 * MIDI as a control surface of the daemon: settings in, controllers out.
 */
import type { Settings } from '../config/settings.js';
import { systemClock } from '../control/api/clock.js';
import { createEasymidiTransport } from '../control/midi/easymidi-transport.js';
import { startMidiControl } from '../control/midi/midi-control.js';
import { loadMidiMap } from '../control/midi/midi-map-file.js';
import type { ControlSurface } from './daemon.js';
import type { LogPort } from '../log-port.js';

/** @param names parts of the names of controllers, setting `midi` */
export function midiSurface(
  names: readonly string[],
  settings: Settings,
  log: LogPort,
): ControlSurface {
  return {
    name: 'midi',
    start: async (api) => {
      const control = await startMidiControl({
        api,
        transport: createEasymidiTransport(),
        clock: systemClock,
        log,
        names,
        map: await loadMidiMap(settings.midiMap),
        mapFile: settings.midiMap,
      });
      return {
        close: () => {
          control.close();
          return Promise.resolve();
        },
      };
    },
  };
}
