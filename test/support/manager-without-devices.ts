/**
 * A live manager for tests of what it does with a session, whatever that is: there are no devices and no model.
 */
import type { LiveEvent, LiveStatus } from '../../src/live/live.js';
import { LiveManager, type LiveManagerOptions } from '../../src/live/live-manager.js';
import type { RunningMode } from '../../src/live/modes/running-mode.js';
import { recordedLog, type LogLine } from './recorded-log.js';

export interface ManagerWithoutDevices {
  readonly manager: LiveManager;
  readonly log: readonly LogLine[];
  /** all of them, in order */
  readonly events: readonly LiveEvent[];
  /** folders of recordings that are under way */
  readonly journal: ReadonlySet<string>;
}

export function managerWithoutDevices(
  options: Pick<LiveManagerOptions, 'runtime' | 'stems'>,
): ManagerWithoutDevices {
  const { log, lines } = recordedLog();
  const entries = new Set<string>();
  const journal: LiveManagerOptions['journal'] = {
    begin: (folder) => {
      entries.add(folder);
      return Promise.resolve(() => {
        entries.delete(folder);
        return Promise.resolve();
      });
    },
  };
  const manager = new LiveManager({ ...options, journal, log });
  const events: LiveEvent[] = [];
  manager.subscribe((event) => events.push(event));
  return { manager, log: lines, events, journal: entries };
}

/** A session that is open and does nothing. */
export function idleMode(close: () => Promise<void> = () => Promise.resolve()): RunningMode {
  return {
    status: () => ({ levels: {} }) as unknown as LiveStatus,
    setLevel: () => undefined,
    setMetering: () => undefined,
    close,
  };
}
