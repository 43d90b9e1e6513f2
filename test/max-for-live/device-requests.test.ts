/**
 * The device's script, read as text: Max can read it, every request it can make, its address and its arguments, is one of
 * the routes', and every reply it listens to is one of the daemon's.
 */
import assert from 'node:assert/strict';

import { parse } from 'acorn';
import ts from 'typescript';

import { deviceScript } from '../../max-for-live/source/device-script.js';
import { readFields } from '../../src/control/api/field.js';
import { REPLIES } from '../../src/control/api/replies.js';
import { replyUsage } from '../../src/control/api/reply-fields.js';
import { findRoute } from '../../src/control/api/routes.js';
import { repositoryPath } from '../support/repository.js';

type Value = string | number;

const DEVICE_ID = 'live-12-k3x9m2a1b2c3';

/** What the script's expressions stand for, at one moment of use. */
const VALUES: Record<string, readonly Value[]> = {
  deviceId: [DEVICE_ID],
  'hearing.port': [9131, 9194],
  TTL_SECONDS: [30],
  'connection.token': ['sixteen characters'],
  'job.id': [`${DEVICE_ID}/job-1`],
  'stemsRequest.id': [`${DEVICE_ID}/stems-1`],
  'clip.file': ['/home/me/Müller.wav'],
  "wanted.join(',')": ['bass,drums'],
  given: ['drums=/home/me/take.wav', '/home/me/mix.wav'],
  'span.from': [0, 17],
  'span.to': [1, 3600],
  'settings.separator': ['a-separator'],
  'settings.seconds': [1, 12.5, 600],
  'settings.preset': ['draft', 'standard', 'best'],
  name: ['a-model'],
  'look.stem': ['bass'],
  gainDb: [-60, 0.5, 12],
  on: [0, 1],
  "Number(property(song, 'tempo'))": [20, 999],
  beatsPerBar: [0.25, 3.5, 4, 64],
  beat: [0, 0.25],
  playing: [0, 1],
};

const SPAN = ["'from'", 'span.from', "'to'", 'span.to'];
/** What `begin` is given as options. */
const OPTIONS: Record<string, readonly string[]> = {
  'spanOptions(clip.span)': SPAN,
  options: [...SPAN, "'separator'", 'settings.separator'],
  '[]': [],
};

interface Request {
  readonly address: string;
  /** the script's words for them */
  readonly args: readonly string[];
}

const SCRIPT = deviceScript(repositoryPath('max-for-live', 'source', 'device'));
const FILE = ts.createSourceFile('Stemwright.js', SCRIPT, ts.ScriptTarget.Latest, true);

function everyNode(visit: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, walk);
  };
  walk(FILE);
}

/**
 * Calls of `send(address, [..])`; of `begin(address, [..], options, ..)`, which puts the job's id before and the preset behind; and of
 * `touchLevel(slot, control, address, value)`, which puts the stem before.
 */
function requests(): Request[] {
  const found: Request[] = [];
  everyNode((node) => {
    if (!ts.isCallExpression(node)) return;
    const caller = node.expression.getText();
    const [first, second, third, fourth] = node.arguments;
    if (caller === 'touchLevel' && third && ts.isStringLiteral(third)) {
      found.push({ address: third.text, args: ['look.stem', fourth!.getText()] });
    }
    if ((caller !== 'send' && caller !== 'begin') || !first || !ts.isStringLiteral(first)) return;
    assert.ok(second && ts.isArrayLiteralExpression(second), node.getText());
    const words = second.elements.map((element) => element.getText());
    const address = first.text;
    if (caller === 'send') {
      found.push({ address, args: words });
      return;
    }
    const options = OPTIONS[third!.getText()];
    assert.ok(options, `say above what the options ${third!.getText()} can be`);
    const args = ['job.id', ...words, ...options, "'preset'", 'settings.preset'];
    found.push({ address, args });
  });
  return found;
}

function valuesOf(word: string): readonly Value[] {
  if (/^'.*'$/.test(word)) return [word.slice(1, -1)];
  if (/^ownId\('[a-z]+'\)$/.test(word)) return [`${DEVICE_ID}/name`];
  const values = VALUES[word];
  assert.ok(values, `the script sends ${word}: say above what that can be`);
  return values;
}

describe('The Max for Live device’s script', () => {
  it('is what Max’s [js] reads: ECMAScript 5, where a comma after the last argument is an error', () => {
    assert.throws(() => parse('f(1,);', { ecmaVersion: 5 }), SyntaxError);
    parse(SCRIPT, { ecmaVersion: 5 });
  });
});

describe('The Max for Live device’s requests', () => {
  it('are all seen here: its script has no other addresses, and makes jobs in one place', () => {
    const seen = new Set(requests().map(({ address }) => address));
    const addresses = new Set<string>();
    everyNode((node) => {
      if (ts.isStringLiteral(node) && node.text.startsWith('/stemwright/'))
        addresses.add(node.text);
    });
    // the beginning of all, and what the device says to itself
    addresses.delete('/stemwright/');
    addresses.delete('/stemwright/knock');
    assert.deepEqual([...seen].sort(), [...addresses].sort());
    for (const call of [
      "send(address, [job.id].concat(args, options, ['preset', settings.preset]));",
      'send(address, [look.stem, value]);',
    ]) {
      assert.ok(SCRIPT.includes(call), call);
    }
    assert.equal(SCRIPT.split('send(address').length, 4, 'one definition, two calls');
  });

  for (const { address, args } of requests()) {
    it(`fit the routes: ${address} ${args.join(' ')}`, () => {
      const route = findRoute(address);
      assert.ok(route, address);
      const values = args.map(valuesOf);
      const most = Math.max(...values.map(({ length }) => length));
      for (let index = 0; index < most; index++) {
        readFields(
          route,
          values.map((some) => some[Math.min(index, some.length - 1)]!),
        );
      }
    });
  }

  it('are answered by replies that there are, with as many values as it takes', () => {
    const replies = new Map(
      Object.values(REPLIES).map((reply) => [reply.address.replace('/stemwright/', ''), reply]),
    );
    const handled: { name: string; values: number }[] = [];
    everyNode((node) => {
      if (ts.isVariableDeclaration(node) && node.name.getText() === 'jobReplies') {
        const { properties } = node.initializer as ts.ObjectLiteralExpression;
        for (const property of properties) {
          assert.ok(
            ts.isPropertyAssignment(property) && ts.isFunctionExpression(property.initializer),
          );
          const values = property.initializer.parameters.length;
          handled.push({ name: property.name.getText(), values });
        }
      }
      if (ts.isBinaryExpression(node) && node.left.getText() === 'reply') {
        assert.ok(ts.isStringLiteral(node.right));
        handled.push({ name: node.right.text, values: 1 });
      }
    });
    assert.ok(handled.length > 0);
    for (const { name, values } of handled) {
      const reply = replies.get(name);
      assert.ok(reply, `no reply ${name}`);
      const shown = `id ${replyUsage(reply.fields)}`.trim();
      // the first is the id
      assert.ok(values < shown.split(' ').length, `${name} has ${shown}`);
    }
  });
});
