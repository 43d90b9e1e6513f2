/**
 * Admission: how much is taken from whom, by buckets of messages (rate-limit.ts), each of one client, of one address, or of all.
 *
 *   every message                        its client's; then that of all who are engaged, or that of all others
 *   a message of a stranger              its address's, before those
 *   ... its answer                       its address's and that of all strangers
 *   ... a token that it tries            its address's; that of all addresses that have not sent the right one yet
 *   an answer to what cannot be read     its client's
 *
 * Of the buckets that clients share there are two each: one for those whose own is at least half full, one for the others. So who
 * sends little has its turn beside many that send all they may, or that wait to be taken more from.
 *
 * So who makes use of the daemon waits for no stranger's junk, many addresses together can try no more tokens than a few, and
 * junk that tries no token keeps nobody's token from being heard. Strangers are those without the token of a daemon that has one.
 */
import type { Client } from './client.js';
import type { Clock } from './clock.js';
import { createRateLimiter, type RateLimit } from './rate-limit.js';

/** What a client is to the daemon. Engaged: it has sent the token, has subscribed, or has a request or job under way. */
export type Standing = 'engaged' | 'known' | 'stranger';

export interface AdmissionRates {
  /** of one client. Far above what a DAW sends, far below what keeps a processor busy. */
  readonly client: RateLimit;
  /** of all engaged clients together that send little, and of those that send much */
  readonly engaged: RateLimit;
  /** the same of all other clients */
  readonly others: RateLimit;
}

/** So many at once are done in a tenth of a second, so many a second leave half of it. */
export const DEFAULT_RATES: AdmissionRates = {
  client: { burst: 500, perSecond: 250 },
  engaged: { burst: 1000, perSecond: 1500 },
  others: { burst: 1000, perSecond: 1500 },
};

/** of one address. Each is decoded before it is known what it is. */
const STRANGERS_MESSAGES: RateLimit = { burst: 500, perSecond: 250 };
const STRANGERS_ANSWERS: RateLimit = { burst: 5, perSecond: 0.5 };
const ALL_STRANGERS_ANSWERS: RateLimit = { burst: 50, perSecond: 5 };
/** A hundred years of them are 2^34; tokens have 16 characters at least. */
const TOKENS_TRIED: RateLimit = { burst: 10, perSecond: 4 };
const ALL_TOKENS_TRIED: RateLimit = { burst: 40, perSecond: 8 };
/** A reply is written, a message is read, looked up and done. */
const REPLIES_A_MESSAGE = 4;
const PROBLEMS: RateLimit = { burst: 20, perSecond: 5 };

/** Why a message is not taken; "silent": that has been said already. */
export type Verdict = 'admitted' | 'too-many-of-client' | 'too-many-in-all' | 'silent';

export interface Admission {
  /** @param waits it will be asked for again until it is taken */
  message(client: Client, standing: Standing, waits: boolean): Verdict;
  /** Charges what a request was answered besides one reply. */
  charge(client: Client, standing: Standing, replies: number): void;
  /** Whether a stranger is told that it is one. */
  answersStranger(client: Client): boolean;
  /** Whether a stranger's token is looked at. @param isKnownAddress somebody there has sent the right one before */
  triesToken(client: Client, isKnownAddress: boolean): boolean;
  /** Whether a client is told that it cannot be read. */
  answersProblem(client: Client): boolean;
}

const ALL = '';
/** of its own bucket */
const SENDS_LITTLE_LEVEL = 0.5;
/** Who waits has more to send than can be seen. */
const WAITING_MESSAGES = 100;

/** Which of the two buckets */
function shareOf(sendsLittle: boolean): string {
  return sendsLittle ? 'little' : 'much';
}

export function createAdmission(clock: Clock, rates: AdmissionRates = DEFAULT_RATES): Admission {
  const limiter = (limit: RateLimit) => createRateLimiter(limit, clock);
  const clients = limiter(rates.client);
  const [engaged, others] = [limiter(rates.engaged), limiter(rates.others)];
  const all = (standing: Standing) => (standing === 'engaged' ? engaged : others);
  const doesSendLittle = ({ key }: Client) => clients.level(key) >= SENDS_LITTLE_LEVEL;
  const strangers = limiter(STRANGERS_MESSAGES);
  const answers = limiter(STRANGERS_ANSWERS);
  const allAnswers = limiter(ALL_STRANGERS_ANSWERS);
  const tokens = limiter(TOKENS_TRIED);
  const allTokens = limiter(ALL_TOKENS_TRIED);
  const problems = limiter(PROBLEMS);

  return {
    message(client, standing, waits) {
      if (standing === 'stranger' && strangers.admit(client.address) !== 'admitted') {
        return 'silent';
      }
      const ofClient = clients.admit(client.key);
      if (ofClient !== 'admitted') {
        return ofClient === 'refused' ? 'too-many-of-client' : 'silent';
      }
      const sendsLittle = doesSendLittle(client);
      const ofAll = all(standing).admit(shareOf(sendsLittle));
      if (ofAll === 'admitted') return 'admitted';
      if (waits && sendsLittle) clients.charge(client.key, WAITING_MESSAGES);
      return ofAll === 'refused' ? 'too-many-in-all' : 'silent';
    },
    charge(client, standing, replies) {
      const messages = replies / REPLIES_A_MESSAGE;
      const share = shareOf(doesSendLittle(client));
      clients.charge(client.key, messages);
      all(standing).charge(share, messages);
    },
    answersStranger: (client) =>
      answers.admit(client.address) === 'admitted' && allAnswers.admit(ALL) === 'admitted',
    triesToken: (client, isKnownAddress) =>
      tokens.admit(client.address) === 'admitted' &&
      (isKnownAddress || allTokens.admit(ALL) === 'admitted'),
    answersProblem: (client) => problems.admit(client.key) === 'admitted',
  };
}
