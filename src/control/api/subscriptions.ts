/**
 * Subscriptions: who wants the events of all jobs, where, and until when. Also where a client's replies go, because a client that
 * cannot listen on the port it sends from (Max) names another one here.
 */
import { OperationalError } from '../../operational-error.js';
import type { Client } from './client.js';
import type { Clock } from './clock.js';
import type { RequestId } from './field.js';

export interface Subscription {
  /** the client that asked */
  readonly sender: Client;
  /** where its messages go */
  readonly target: Client;
  readonly id: RequestId;
}

export interface Subscriptions {
  /** Starts or renews. @throws OperationalError `not-allowed` when there are too many */
  add(subscription: Subscription, ttlSeconds: number): void;
  remove(sender: Client): void;
  /** Those that have not expired. */
  current(): readonly Subscription[];
  /** Where replies to this client go. */
  targetOf(sender: Client): Client;
}

const MAX_SUBSCRIPTIONS = 32;

export function createSubscriptions(clock: Clock): Subscriptions {
  let kept: readonly { subscription: Subscription; untilMs: number }[] = [];

  function current(): Subscription[] {
    const nowMs = clock.nowMs();
    kept = kept.filter(({ untilMs }) => untilMs > nowMs);
    return kept.map(({ subscription }) => subscription);
  }

  return {
    add(subscription, ttlSeconds) {
      current();
      const { sender, target } = subscription;
      // a client that was restarted sends from a new port but listens on its old one: it is still one client
      const others = kept.filter(
        (other) =>
          other.subscription.sender.key !== sender.key &&
          other.subscription.target.key !== target.key,
      );
      if (others.length >= MAX_SUBSCRIPTIONS) {
        throw new OperationalError(
          'not-allowed',
          `${MAX_SUBSCRIPTIONS} clients are subscribed already. End one of their subscriptions first.`,
        );
      }
      kept = [...others, { subscription, untilMs: clock.nowMs() + ttlSeconds * 1000 }];
    },
    remove(sender) {
      kept = kept.filter(({ subscription }) => subscription.sender.key !== sender.key);
    },
    current,
    targetOf: (sender) =>
      current().find((subscription) => subscription.sender.key === sender.key)?.target ?? sender,
  };
}
