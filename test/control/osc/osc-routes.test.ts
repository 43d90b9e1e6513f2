/**
 * The routes as data: what must hold for each of them, so that a new one cannot be added halfway.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import { oscMessage, oscString } from '../../support/osc-bytes.js';
import { createFakeClock } from '../../support/osc-fake-clock.js';
import { withOscServer } from '../../support/osc-test-server.js';
import { createMidiLearner } from '../../../src/control/midi/midi-learn.js';
import { isPattern } from '../../../src/control/api/address-pattern.js';
import { REPLIES } from '../../../src/control/api/replies.js';
import { defineRoute, takesId } from '../../../src/control/api/define-route.js';
import { findRoute, ROUTES } from '../../../src/control/api/routes.js';
import { routesTable } from '../../../src/control/osc/routes-table.js';
import { OPERATIONAL_ERROR_CODES } from '../../../src/operational-error.js';

const replies = Object.values(REPLIES);

describe('The OSC routes', () => {
  it('have one address each, none of them a pattern or a reply', () => {
    const addresses = [...ROUTES, ...replies].map(({ address }) => address);
    assert.equal(new Set(addresses).size, addresses.length);
    for (const address of addresses) {
      assert.match(address, /^\/stemwright\/[a-z./]+(<[a-z]+>[a-z/]+)?$/);
      assert.ok(!isPattern(address), address);
    }
    for (const route of ROUTES) {
      if (route.given === undefined) assert.equal(findRoute(route.address), route);
      else assert.equal(findRoute(route.given('bass').address)?.description, route.description);
    }
  });

  it('take an id first, or are not answered; optional arguments last; and end with a reply they list', () => {
    for (const { address, arguments: fields, options, replies: keys, last } of ROUTES) {
      assert.equal(takesId({ arguments: fields }), last !== undefined, address);
      const optional = fields.map((field) => field.optional === true);
      assert.deepEqual(optional, optional.toSorted(), address);
      assert.ok(options.length === 0 || !optional.includes(true), address);
      assert.deepEqual(
        last === undefined ? [] : [last],
        keys.filter((key) => key === last),
      );
      assert.ok(last !== undefined || keys.length === 0, address);
      const takesAll = fields.findIndex(({ kind }) => kind === 'values');
      assert.ok(takesAll < 0 || takesAll === fields.length - 1, address);
      assert.ok(takesAll < 0 || options.length === 0, address);
      const names = [...fields, ...options].map(({ name }) => name);
      assert.equal(new Set(names).size, names.length, address);
    }
  });

  it('cannot be declared with an argument in the address that is not their first, a text', () => {
    const rest = {
      replies: [],
      last: undefined,
      description: '',
      handle: () => undefined,
    } as const;
    const address = '/stemwright/live/<stem>/pan';
    const number = { kind: 'number', name: 'stem', least: 0, most: 1 } as const;
    const other = { kind: 'text', name: 'model' } as const;
    for (const fields of [[], [number], [other]]) {
      assert.throws(
        () => defineRoute({ address, arguments: fields, ...rest }),
        /<stem>\/pan needs the text stem as first argument/,
      );
    }
  });

  it('are all served: each answers a request that has only an id', async () => {
    await withOscServer(async ({ udp, server, api }) => {
      api.offerMidiLearn(
        createMidiLearner({
          clock: createFakeClock(),
          bind: () => Promise.resolve([]),
          onListening: () => undefined,
          entries: () => [],
        }),
      );
      const probe = await udp();
      for (const route of ROUTES) {
        const { address, arguments: fields, last } = route;
        probe.send(oscMessage(address, 's', oscString(address)));
        const isEnough = fields.slice(1).every((field) => field.optional === true);
        const expected = isEnough && last !== undefined ? REPLIES[last] : REPLIES.error;
        let reply = await probe.next();
        while (reply.address !== expected.address) reply = await probe.next();
        assert.equal(reply.args[0], takesId(route) ? address : '');
      }
      assert.equal(server.counters.faults, 0);
    });
  });

  it('make a Markdown table that names every address, argument, option and error code', () => {
    const table = routesTable();
    for (const { address, arguments: fields, options } of ROUTES) {
      const lines = table
        .split('\n')
        .filter((line) => line.includes(`${address} `) || line.includes(`${address}\``));
      for (const { name } of [...fields, ...options]) {
        assert.ok(
          lines.some((line) => line.includes(name)),
          `${address} ${name}`,
        );
      }
    }
    for (const { address } of replies) assert.ok(table.includes(`\`${address} `), address);
    for (const code of Object.keys(OPERATIONAL_ERROR_CODES))
      assert.ok(table.includes(`\`${code}\``));
  });

  it('make tables whose rows all have as many cells as their head', () => {
    for (const block of routesTable().trim().split('\n\n')) {
      const cells = block.split('\n').map((line) => line.split('|').length);
      assert.deepEqual(new Set(cells).size, 1, block.slice(0, 80));
    }
  });
});
