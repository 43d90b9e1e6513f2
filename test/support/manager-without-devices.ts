/**
 * A live manager for tests of what it does with a session, whatever that is: there are no devices and no model.
 */
import { LiveManager, type LiveManagerOptions } from '../../src/live/live-manager.js';
import { recordedLog, type LogLine } from './recorded-log.js';

export function managerWithoutDevices(options: Pick<LiveManagerOptions, 'runtime' | 'stems'>): {
  readonly manager: LiveManager;
  readonly log: readonly LogLine[];
} {
  const { log, lines } = recordedLog();
  const journal = { begin: () => Promise.resolve(() => Promise.resolve()) };
  return { manager: new LiveManager({ ...options, journal, log }), log: lines };
}
