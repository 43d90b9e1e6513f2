/**
 * MIDI as a control surface of the daemon: settings in, controllers out.
 */
import type { Settings } from '../config/settings.js';
import { systemClock } from '../control/api/clock.js';
import { defaultMidiMap } from '../control/midi/default-midi-map.js';
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
      const { stems } = await api.engine.models.card();
      const control = await startMidiControl({
        api,
        transport: createEasymidiTransport(),
        clock: systemClock,
        log,
        names,
        map: await loadMidiMap(settings.midiMap, defaultMidiMap(stems)),
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
