/**
 * Rate limit: a token bucket per client. Tokens come back at a steady rate up to the size of the bucket:
 *
 *   tokens(t) = min(burst, tokens(t0) + (t - t0) * perSecond)
 *
 * What a message turns out to cost besides itself is charged afterwards: a bucket may owe four times what it holds when full.
 *
 * The number of clients it remembers is bounded; the one longest silent is forgotten first.
 */
import type { Clock } from './clock.js';

export interface RateLimit {
  /** messages a client may send at once */
  readonly burst: number;
  /** messages a second it may go on with */
  readonly perSecond: number;
}

/** "refused" is the first refusal of a burst, the one to answer; "silent" the others. */
export type Admission = 'admitted' | 'refused' | 'silent';

export interface RateLimiter {
  /** @param client whoever shares a bucket */
  admit(client: string): Admission;
  /** How full the bucket is: 1 and less, below 0 where it owes. */
  level(client: string): number;
  charge(client: string, messages: number): void;
}

interface Bucket {
  tokens: number;
  atMs: number;
  refusing: boolean;
}

const MAX_CLIENTS = 1024;
const MOST_OWED_BURSTS = 4;
/** A burst is over when its bucket is half full again; else a client just above its rate got error after error. */
const RECOVERED_FRACTION = 0.5;

export function createRateLimiter({ burst, perSecond }: RateLimit, clock: Clock): RateLimiter {
  const buckets = new Map<string, Bucket>();

  function refilled(client: string): Bucket {
    const nowMs = clock.nowMs();
    const bucket = buckets.get(client) ?? { tokens: burst, atMs: nowMs, refusing: false };
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond);
    bucket.atMs = nowMs;
    // to the end of the map's order: the first is then the one longest silent
    buckets.delete(client);
    buckets.set(client, bucket);
    if (buckets.size > MAX_CLIENTS) {
      const [oldest] = buckets.keys();
      buckets.delete(oldest!);
    }
    return bucket;
  }

  return {
    charge(client, messages) {
      const bucket = refilled(client);
      bucket.tokens = Math.max(-MOST_OWED_BURSTS * burst, bucket.tokens - messages);
    },
    level: (client) => (burst === Infinity ? 1 : refilled(client).tokens / burst),
    admit(client) {
      const bucket = refilled(client);
      if (bucket.tokens >= burst * RECOVERED_FRACTION) bucket.refusing = false;
      if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return 'admitted';
      }
      if (bucket.refusing) return 'silent';
      bucket.refusing = true;
      return 'refused';
    },
  };
}
