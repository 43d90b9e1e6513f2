/**
 * Meter reporter: sends subscribers who asked for it how loud a live session is, a reply a stem, as often as the session measures it.
 * Nothing is measured while nobody asks. It ends with the subscription of who asked.
 */
import type { Live, LiveMeters, MeterLevel } from '../../live/live.js';
import { OperationalError } from '../../operational-error.js';
import type { Client } from './client.js';
import type { RequestId } from './field.js';
import { reply, type Reply } from './replies.js';
import type { Subscriptions } from './subscriptions.js';

export interface MeterReporter {
  /**
   * Sends meters to this client from now on, by that id.
   * @throws OperationalError `not-allowed` for one that has not subscribed: they would have no end
   */
  start(client: Client, id: RequestId): void;
  /** Harmless for one that gets none. */
  stop(client: Client): void;
  close(): void;
}

export interface MeterReporterParts {
  readonly live: Pick<Live, 'subscribeMeters'>;
  readonly subscriptions: Subscriptions;
  readonly send: (target: Client, reply: Reply) => void;
}

/** What the input is called beside the stems. */
const INPUT = '';

export function createMeterReporter({
  live,
  subscriptions,
  send,
}: MeterReporterParts): MeterReporter {
  /** by the client's key */
  const ids = new Map<string, RequestId>();
  let unsubscribe: (() => void) | undefined;

  function report({ input, stems }: LiveMeters): void {
    for (const [key, id] of ids) {
      const subscription = subscriptions.of({ key });
      if (subscription === undefined) {
        forget(key);
        continue;
      }
      const levels: [string, MeterLevel][] = [[INPUT, input], ...Object.entries(stems)];
      for (const [stem, { peakDbfs, rmsDbfs }] of levels) {
        send(subscription.target, reply('liveMeter', id, { stem, peakDbfs, rmsDbfs }));
      }
    }
  }

  function forget(key: string): void {
    ids.delete(key);
    if (ids.size > 0) return;
    unsubscribe?.();
    unsubscribe = undefined;
  }

  return {
    start({ key }, id) {
      if (subscriptions.of({ key }) === undefined) {
        throw new OperationalError(
          'not-allowed',
          'Meters are for subscribers. Send /stemwright/subscribe first, and again before it expires.',
        );
      }
      ids.set(key, id);
      unsubscribe ??= live.subscribeMeters(report);
    },
    stop: ({ key }) => {
      forget(key);
    },
    close() {
      for (const key of [...ids.keys()]) forget(key);
    },
  };
}
