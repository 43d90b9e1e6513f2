/**
 * OSCQuery: what a program that asks finds, against the routes; and who is refused.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { describe, it } from 'mocha';

import { DEFAULT_RATES } from '../../../src/control/api/admission.js';
import { findRoute, ROUTES } from '../../../src/control/api/routes.js';
import type { OscQueryNode } from '../../../src/control/http/osc-query-tree.js';
import { OSC_PORT, withOscQuery } from '../../support/osc-query-under-test.js';

/** A node and all below it. */
function all(node: OscQueryNode): OscQueryNode[] {
  return [node, ...Object.values(node.CONTENTS ?? {}).flatMap(all)];
}

describe('OSCQuery', () => {
  it('says where OSC is and what of the proposal there is', () =>
    withOscQuery(async ({ get }) => {
      const { status, body } = await get('/?HOST_INFO');
      assert.equal(status, 200);
      const { EXTENSIONS, ...info } = body as { EXTENSIONS: Record<string, boolean> };
      assert.deepEqual(info, {
        NAME: 'Stemwright',
        OSC_IP: '127.0.0.1',
        OSC_PORT,
        OSC_TRANSPORT: 'UDP',
      });
      const supported = Object.keys(EXTENSIONS).filter((name) => EXTENSIONS[name]);
      assert.deepEqual(supported.sort(), ['ACCESS', 'DESCRIPTION', 'RANGE', 'VALUE']);
    }));

  it('has every address that the daemon understands, at its path, with a type tag for each argument that must be there', () =>
    withOscQuery(async ({ get, engine }) => {
      const { body } = await get('/');
      const nodes = all(body as OscQueryNode);
      const methods = nodes.filter(({ TYPE }) => TYPE !== undefined);
      const expected = ROUTES.flatMap(({ address, given }) =>
        given === undefined
          ? [address]
          : Object.keys(engine.live.levels()).map((stem) => given(stem).address),
      );
      assert.deepEqual(methods.map(({ FULL_PATH }) => FULL_PATH).sort(), expected.sort());
      for (const { FULL_PATH, TYPE, DESCRIPTION, RANGE, VALUE } of methods) {
        const route = findRoute(FULL_PATH)!;
        const needed = route.arguments.filter(
          ({ optional, kind }) => optional !== true && kind !== 'values',
        );
        assert.equal(TYPE!.length, needed.length, FULL_PATH);
        assert.equal(DESCRIPTION, route.description);
        for (const list of [RANGE, VALUE])
          assert.ok(list === undefined || list.length === TYPE!.length);
      }
      for (const { FULL_PATH, ACCESS, TYPE, VALUE } of nodes) {
        assert.equal(
          ACCESS,
          (TYPE === undefined ? 0 : 2) + (VALUE === undefined ? 0 : 1),
          FULL_PATH,
        );
      }
    }));

  it('shows a stem’s controls with their ranges and where they stand now', () =>
    withOscQuery(async ({ get, engine }) => {
      engine.live.setLevel('bass', { gainDb: -12, muted: true });
      const { body } = await get('/stemwright/live/bass/');
      const { FULL_PATH, CONTENTS } = body as OscQueryNode;
      assert.equal(FULL_PATH, '/stemwright/live/bass');
      const shown = Object.entries(CONTENTS!).map(([name, { TYPE, RANGE, VALUE }]) => [
        name,
        TYPE,
        RANGE?.[0] ?? null,
        VALUE?.[0],
      ]);
      assert.deepEqual(shown, [
        ['gain', 'f', { MIN: -120, MAX: 24 }, -12],
        ['fader', 'f', { MIN: 0, MAX: 1 }, 10 ** (-18 / 60)],
        ['mute', 'T', null, true],
        ['solo', 'T', null, false],
      ]);
    }));

  it('answers for one attribute: 204 where a node has none, 400 for what is no attribute, 404 where nothing is', () =>
    withOscQuery(async ({ get }) => {
      const path = '/stemwright/live/bass/fader';
      assert.deepEqual(await get(`${path}?TYPE`), { status: 200, body: { TYPE: 'f' } });
      assert.deepEqual(await get('/stemwright?ACCESS'), { status: 200, body: { ACCESS: 0 } });
      assert.deepEqual(await get('/stemwright?VALUE'), { status: 204, body: undefined });
      assert.equal((await get(`${path}?NONSENSE`)).status, 400);
      assert.equal((await get(`${path}?TYPE&VALUE`)).status, 400);
      for (const missing of ['/stemwright/live/flute', '/nothing', `${path}/x`, '/constructor']) {
        assert.equal((await get(missing)).status, 404, missing);
      }
    }));

  it('tells no values where the daemon has a token, which nobody can send by it', () =>
    withOscQuery(
      async ({ get }) => {
        const { body } = await get('/');
        for (const { VALUE, ACCESS } of all(body as OscQueryNode)) {
          assert.equal(VALUE, undefined);
          assert.ok(ACCESS !== 3);
        }
        const info = (await get('/?HOST_INFO')).body as { EXTENSIONS: { VALUE: boolean } };
        assert.equal(info.EXTENSIONS.VALUE, false);
      },
      { token: 'correct horse battery' },
    ));

  it('is for programs of this machine: requests of other sites and by other names are refused, and so is all but GET', () =>
    withOscQuery(async ({ get, port }) => {
      assert.equal((await get('/', { headers: { host: `localhost:${port}` } })).status, 200);
      for (const headers of [
        { host: `rebound.example:${port}` },
        { origin: 'https://elsewhere.example' },
        { 'sec-fetch-site': 'cross-site' },
      ]) {
        assert.equal((await get('/', { headers })).status, 403, JSON.stringify(headers));
      }
      for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
        assert.equal((await get('/', { method })).status, 400, method);
      }
    }));

  it('beyond this machine needs a daemon with a token, and is reached there by its address', async () => {
    const open = { host: '0.0.0.0' };
    await assert.rejects(
      withOscQuery(() => Promise.resolve(), open),
      { code: 'not-allowed' },
    );
    await withOscQuery(
      async ({ get, port }) => {
        const { body } = await get('/?HOST_INFO', { headers: { host: `127.0.0.1:${port}` } });
        // whoever asks knows the address
        assert.ok(!Object.hasOwn(body as object, 'OSC_IP'));
        assert.equal((await get('/', { headers: { host: 'rebound.example' } })).status, 403);
      },
      { ...open, token: 'correct horse battery' },
    );
  });

  it('takes no more than its share: who asks too much is told so', () =>
    withOscQuery(
      async ({ get }) => {
        assert.equal((await get('/?HOST_INFO')).status, 200);
        assert.equal((await get('/?HOST_INFO')).status, 200);
        assert.equal((await get('/?HOST_INFO')).status, 429);
      },
      { rates: { ...DEFAULT_RATES, client: { burst: 2, perSecond: 0 } } },
    ));

  it('uses the next free port where its own is taken, and says so', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port: taken } = other.address() as AddressInfo;
    try {
      await withOscQuery(
        ({ port, log }) => {
          assert.ok(port > taken);
          assert.ok(log.some(({ message }) => message.includes(`port ${taken} is in use`)));
          return Promise.resolve();
        },
        { port: taken },
      );
    } finally {
      other.close();
    }
  });
});
