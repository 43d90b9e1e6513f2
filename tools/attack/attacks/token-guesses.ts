/**
 * Token guesses: strangers at a thousand addresses try tokens, others send junk from the very address of a user, and the user
 * comes with the right token again and again, from a new port each time.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { request } from '../../../test/support/osc-dialogue.js';
import type { Attack } from '../attack.js';
import { Conversation } from '../conversation.js';
import { strangeAddress, type Stranger } from '../strangers.js';

const TOKEN = 'the-right-token-0123456789';
const ADDRESSES = { short: 100, long: 1000 };
const GUESSES_A_ROUND = 100;
const JUNK_A_ROUND = 1;
const ROUND_MS = 100;
const HONEST_EVERY_ROUNDS = 5;
/** guesses that are looked at, a second, of all strangers together: 16 characters of 5 bits take 10^15 years then */
const MOST_JUDGED_A_SECOND = 200;

export const tokenGuesses: Attack = {
  name: 'token-guesses',
  holds:
    'Guesses are looked at slowly, from whichever address, and never keep the right token out.',
  seconds: { short: 4, long: 25 },
  run: async ({ random, isOver, isShort, target, tried, figure, expect, udp }) => {
    const watched = await target({ token: TOKEN });
    const { port, log } = watched.daemon;
    let isToldInLog = false;
    const stopLooking = log.onLine((line) => {
      isToldInLog ||= line.includes(TOKEN);
    });
    const addresses = isShort ? ADDRESSES.short : ADDRESSES.long;
    const strangers: Stranger[] = [];
    for (let index = 0; index < addresses; index++) {
      strangers.push(await udp(port, strangeAddress(index)));
    }
    const neighbour = await udp(port, '127.0.0.1');
    const startMs = performance.now();
    let [honest, accepted] = [0, 0];
    for (let round = 0; !isOver(); round++) {
      for (let guess = 0; guess < GUESSES_A_ROUND; guess++) {
        const text = `guess-${random.below(2 ** 31)}-0123456789`;
        random.pick(strangers).send(request('auth', 'guess', text));
      }
      for (let junk = 0; junk < JUNK_A_ROUND; junk++) neighbour.send(request('status', 'junk'));
      if (round % HONEST_EVERY_ROUNDS === 0) {
        honest++;
        accepted += await isLetIn(port);
      }
      tried('guesses', GUESSES_A_ROUND);
      await sleep(ROUND_MS);
    }
    // a token where the id should be
    neighbour.send(request('auth', TOKEN));
    await sleep(ROUND_MS);
    stopLooking();
    const judged = strangers.reduce((sum, { received }) => sum + received, 0);
    const aSecond = (1000 * judged) / (performance.now() - startMs);
    tried('right tokens', honest);
    figure('guesses answered a second', aSecond);
    expect(accepted === honest, `${honest - accepted} of ${honest} right tokens were refused`);
    expect(
      aSecond <= MOST_JUDGED_A_SECOND,
      `${Math.round(aSecond)} guesses a second were looked at`,
    );
    expect(!isToldInLog, 'the token is in the log');
  },
};

async function isLetIn(port: number): Promise<number> {
  try {
    await (await Conversation.open({ port, token: TOKEN })).close();
    return 1;
  } catch {
    return 0;
  }
}
