/**
 * How much is taken from whom: strangers' junk and guesses keep nobody out who knows the token, and what many send together has
 * limits, too. Time stands still unless a test moves it.
 */
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { DEFAULT_RATES } from '../../../src/control/api/admission.js';
import type { Reply } from '../../../src/control/api/replies.js';
import { withCallingSurface, type Caller } from '../../support/calling-surface.js';
import { modelEntry } from '../../support/osc-recording-engine.js';
import { recordedLog } from '../../support/recorded-log.js';

const token = 'correct horse battery';
const ADDRESS = { address: '192.168.1.20' };

function codesOf(replies: readonly Reply[]): string[] {
  return replies.flatMap((reply) => (reply.key === 'error' ? [reply.values.code] : []));
}

function pongs({ replies }: Caller): number {
  return replies.filter(({ key }) => key === 'pong').length;
}

describe('A daemon with a token', () => {
  for (const [kind, [address, ...values]] of [
    ['requests without the token', ['ping', 'p']],
    ['wrong tokens', ['auth', 'a', 'not the right token']],
    ['tokens without an id', ['auth', 'not the right token']],
  ] as const) {
    it(`hears the right token, whatever ${kind} come from the same address`, () =>
      withCallingSurface(
        ({ caller, clock }) => {
          for (let attempt = 0; attempt < 20; attempt++) {
            // 2.5 a second, each from a port of its own
            for (let n = 0; n < 10; n++) {
              caller(`junk ${attempt} ${n}`, ADDRESS).ask(address, ...values);
              clock.advance(400);
            }
            const friend = caller(`friend ${attempt}`, ADDRESS);
            friend.ask('auth', 'a', token);
            assert.deepEqual(
              friend.replies.map(({ key }) => key),
              ['done'],
            );
          }
        },
        { token },
      ));
  }

  it('looks at no more tokens from a thousand addresses than from a few', () =>
    withCallingSurface(
      ({ caller, clock }) => {
        const home = caller('home', { address: 'home' });
        home.ask('auth', 'a', token);
        let lookedAt = 0;
        for (let second = 0; second < 10; second++) {
          for (let n = 0; n < 1000; n++) {
            const guesser = caller(`guesser ${second} ${n}`);
            guesser.ask('auth', 'a', `guess number ${n}`);
            lookedAt += guesser.replies.length;
          }
          clock.advance(1000);
        }
        // forty at once, and eight a second after that
        assert.ok(lookedAt <= 40 + 9 * 8, String(lookedAt));
        // somebody at an address that has sent the right one is not among them
        const again = caller('another program', { address: 'home' });
        again.ask('auth', 'b', token);
        assert.deepEqual(
          again.replies.map(({ key }) => key),
          ['done'],
        );
      },
      { token },
    ));

  it('answers those who sent it, however much all others send', () =>
    withCallingSurface(
      ({ caller }) => {
        const friend = caller('friend', ADDRESS);
        friend.ask('auth', 'a', token);
        for (let n = 0; n < 10_000; n++) {
          caller(`stranger ${n}`, { address: `10.0.${n >> 8}.${n & 255}` }).ask('ping', n);
          caller(`neighbour ${n}`, ADDRESS).ask('ping', n);
        }
        for (let n = 0; n < 100; n++) friend.ask('ping', n);
        assert.equal(pongs(friend), 100);
      },
      { token },
    ));

  it('holds for a connection until that is gone, however long it is silent', () =>
    withCallingSurface(
      ({ caller, clock, api }) => {
        const page = caller('page', { isConnection: true });
        page.ask('auth', 'a', token);
        clock.advance(8 * 3_600_000);
        page.ask('ping', 'p');
        assert.equal(pongs(page), 1);
        api.forget(page.client);
        page.ask('ping', 'q');
        assert.deepEqual(codesOf(page.replies), ['not-allowed']);
      },
      { token },
    ));

  it('writes no token to its log, right or wrong, however it is sent', async () => {
    const { log, lines } = recordedLog();
    await withCallingSurface(
      ({ caller }) => {
        const almost = `${token}!`;
        const sent: (string | number | bigint)[][] = [
          [token],
          [almost],
          ['id', almost],
          ['id', token, token],
          [token, token, token],
          ['id', 1234567890123456],
          ['id', 1234567890123456n],
          [1234567890123456],
        ];
        sent.forEach((values, n) => {
          caller(`a${n}`).ask('auth', ...values);
        });
        // and where an id is expected of a request that is refused, or that there is not
        caller('b').ask('ping', token);
        caller('c').ask('nonsense', token);
        const friend = caller('d');
        friend.ask('auth', 'id', token);
        friend.ask('auth', token);
      },
      { token, log },
    );
    const text = JSON.stringify(lines.map(({ fields, message }) => ({ fields, message })));
    assert.ok(lines.length > 5);
    assert.doesNotMatch(text, /correct horse|1234567890123456/);
  });
});

describe('A daemon without a token', () => {
  it('takes so much from all clients together, and from those that make use of it all the same', () =>
    withCallingSurface(({ caller, clock }) => {
      const surface = caller('surface', ADDRESS);
      surface.ask('subscribe', 's');
      let answered = 0;
      for (let n = 0; n < 10_000; n++) {
        const junk = caller(`junk ${n}`, ADDRESS);
        junk.ask('ping', n);
        answered += pongs(junk);
      }
      // but for the first message of the surface, when it was nobody yet
      assert.equal(answered, DEFAULT_RATES.others.burst - 1);
      for (let n = 0; n < 100; n++) surface.ask('ping', n);
      assert.equal(pongs(surface), 100);
      // and from anybody again, as time passes
      clock.advance(1000);
      const later = caller('later', ADDRESS);
      later.ask('ping', 'p');
      assert.equal(pongs(later), 1);
    }));

  it('says once that all send too much, and to whom it does not answer nothing more', () =>
    withCallingSurface(
      ({ caller }) => {
        const callers = Array.from({ length: 20 }, (_, n) => caller(`c${n}`));
        for (const { ask } of callers) ask('ping', 'p');
        const told = callers.flatMap(({ replies }) => replies.map(({ key }) => key));
        assert.deepEqual(told, [...Array<string>(5).fill('pong'), 'error']);
      },
      { rates: { ...DEFAULT_RATES, others: { burst: 5, perSecond: 1 } } },
    ));

  it('leaves half of what it takes from all to those who send little', () =>
    withCallingSurface(
      ({ caller }) => {
        const floods = Array.from({ length: 20 }, (_, n) => caller(`flood ${n}`));
        for (let n = 0; n < 20; n++) for (const { ask } of floods) ask('ping', n);
        const quiet = Array.from({ length: 10 }, (_, n) => caller(`quiet ${n}`));
        for (const { ask } of quiet) for (let n = 0; n < 5; n++) ask('ping', n);
        assert.deepEqual(
          quiet.map((one) => pongs(one)),
          Array<number>(10).fill(5),
        );
      },
      {
        rates: {
          ...DEFAULT_RATES,
          client: { burst: 10, perSecond: 0 },
          others: { burst: 200, perSecond: 0 },
        },
      },
    ));

  it('charges a client what it is answered: a long list costs more than a ping', () =>
    withCallingSurface(
      async ({ caller, engine }) => {
        engine.entries = Array.from({ length: 23 }, (_, n) => modelEntry(`model-${n}`, ['bass']));
        const { ask, replies } = caller('ann');
        ask('model/list', 'l');
        while (replies.length < 24) await nextTurn();
        // one for the request, four because it takes time, and one for each four of the 23 replies besides one
        for (let n = 0; n < 20; n++) ask('ping', n);
        assert.equal(
          replies.filter(({ key }) => key === 'pong').length,
          Math.floor(20 - 1 - 4 - 23 / 4),
        );
      },
      { rates: { ...DEFAULT_RATES, client: { burst: 20, perSecond: 0 } } },
    ));

  it('has so many requests under way, and refuses more with a sentence, but not what is done at once', () =>
    withCallingSurface(async ({ caller, engine, clock }) => {
      const never = new Promise<never>(() => undefined);
      engine.models.list = () => never;
      const callers = Array.from({ length: 10 }, (_, n) => caller(`c${n}`));
      for (const { ask } of callers) {
        for (let n = 0; n < 30; n++) ask('model/list', n);
        clock.advance(1000);
      }
      await nextTurn();
      const codes = callers.flatMap(({ replies }) => codesOf(replies));
      assert.deepEqual(codes, Array<string>(300 - 256).fill('queue-full'));
      const last = callers.at(-1)!;
      last.ask('cancel', 'c', 'job-9');
      last.ask('ping', 'p');
      assert.deepEqual(codesOf(last.replies).at(-1), 'job-unknown');
      assert.equal(pongs(last), 1);
    }));

  it('bounds its log: lines that clients cause are counted when there are too many', async () => {
    const { log, lines } = recordedLog();
    await withCallingSurface(
      ({ caller, clock }) => {
        for (let n = 0; n < 1000; n++) caller(`c${n}`).ask('nonsense', n);
        assert.equal(lines.length, 50);
        clock.advance(10_000);
        assert.deepEqual(lines.at(-1)?.fields, { leftOut: 950 });
        caller('later').ask('nonsense', 'n');
        assert.equal(lines.length, 52);
      },
      { log },
    );
  });
});

describe('Places of subscribers', () => {
  /** @returns whether it was taken */
  function subscribe(caller: Caller, ttlSeconds: number): boolean {
    caller.ask('subscribe', 's', 0, ttlSeconds);
    return caller.replies.at(-1)?.key === 'done';
  }

  it('are not all one address’s, and of those that are taken for long a silent one makes room', () =>
    withCallingSurface(({ caller, clock, api }) => {
      const hoarders = Array.from({ length: 40 }, (_, n) => caller(`h${n}`, ADDRESS));
      const taken = hoarders.filter((hoarder) => subscribe(hoarder, 3600));
      assert.equal(taken.length, 24);
      const others = Array.from({ length: 10 }, (_, n) => caller(`o${n}`));
      assert.equal(others.filter((other) => subscribe(other, 3600)).length, 8);
      // who renews keeps its place
      clock.advance(50_000);
      assert.ok(subscribe(taken[0]!, 3600));
      clock.advance(10_000);
      const late = caller('late', ADDRESS);
      assert.ok(subscribe(late, 3600));
      const isKept = ({ client }: Caller) => api.standingOf(client) === 'engaged';
      assert.deepEqual(
        [taken[0], taken[1], late].map((one) => isKept(one!)),
        [true, false, true],
      );
    }));
});
