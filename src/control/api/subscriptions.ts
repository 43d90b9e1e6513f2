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
  /**
   * Starts or renews. Where all places are taken, the one that has not been renewed for longest gives its own up, unless that was
   * less than {@link SAFE_SECONDS} ago: a longer time holds while there is room.
   * @throws OperationalError `not-allowed` when there are too many
   */
  add(subscription: Subscription, ttlSeconds: number): void;
  remove(sender: Client): void;
  /** Those that have not expired. */
  current(): readonly Subscription[];
  /** That of a client, if it has one. */
  of(sender: Pick<Client, 'key'>): Subscription | undefined;
  /** Where replies to this client go. */
  targetOf(sender: Client): Client;
}

const MAX_SUBSCRIPTIONS = 32;
/** So others find room, too. */
const MOST_OF_ADDRESS = 24;
/** A subscription that is renewed as often as that cannot be lost to another. */
export const SAFE_SECONDS = 60;

interface Kept {
  readonly subscription: Subscription;
  readonly sinceMs: number;
  readonly untilMs: number;
}

export function createSubscriptions(clock: Clock): Subscriptions {
  /** by the sender's key, the one renewed longest ago first */
  const kept = new Map<string, Kept>();

  function dropExpired(): void {
    const nowMs = clock.nowMs();
    for (const [key, { untilMs }] of kept) if (untilMs <= nowMs) kept.delete(key);
  }

  function current(): Subscription[] {
    dropExpired();
    return [...kept.values()].map(({ subscription }) => subscription);
  }

  function of({ key }: Pick<Client, 'key'>): Subscription | undefined {
    const found = kept.get(key);
    return found !== undefined && found.untilMs > clock.nowMs() ? found.subscription : undefined;
  }

  /** Makes room for one more. */
  function makeRoom({ address }: Client): void {
    const ofAddress = [...kept.values()].filter(
      ({ subscription }) => subscription.sender.address === address,
    );
    const isTooMany = ofAddress.length >= MOST_OF_ADDRESS;
    if (!isTooMany && kept.size < MAX_SUBSCRIPTIONS) return;
    const [longest] = isTooMany ? ofAddress : kept.values();
    if (clock.nowMs() - longest!.sinceMs < SAFE_SECONDS * 1000) {
      throw new OperationalError(
        'not-allowed',
        `${isTooMany ? MOST_OF_ADDRESS : MAX_SUBSCRIPTIONS} clients are subscribed already. End one of their subscriptions first.`,
      );
    }
    kept.delete(longest!.subscription.sender.key);
  }

  return {
    add(subscription, ttlSeconds) {
      dropExpired();
      const { sender, target } = subscription;
      const same = [...kept.values()].filter(
        // a client that was restarted sends from a new port but listens on its old one: it is still one client
        (other) =>
          other.subscription.sender.key === sender.key ||
          other.subscription.target.key === target.key,
      );
      if (same.length === 0) makeRoom(sender);
      for (const other of same) kept.delete(other.subscription.sender.key);
      const sinceMs = clock.nowMs();
      kept.set(sender.key, { subscription, sinceMs, untilMs: sinceMs + ttlSeconds * 1000 });
    },
    remove({ key }) {
      kept.delete(key);
    },
    current,
    of,
    targetOf: (sender) => of(sender)?.target ?? sender,
  };
}
