/**
 * Defects of osc-js 2.4.1 that src/control/osc/osc-codec.ts and its neighbours work around. When one of these fails, osc-js
 * has changed there: look whether the correction can go.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import oscJs from 'osc-js';

import { ntpTimeTag, oscBundle, oscInt, oscMessage, oscString } from '../support/osc-bytes.js';

/** The type declarations describe an ES module; what is exported is a CommonJS class. */
const OSC = oscJs as unknown as typeof oscJs.default;

/** In a buffer of its own, as osc-js needs it. */
function viewOf(packet: Buffer): DataView {
  return new DataView(new Uint8Array(packet).buffer);
}

describe('osc-js', () => {
  it('corrupts strings beyond Latin-1 when it sends them', () => {
    const packed = new OSC.Message('/a', '音').pack();
    assert.notDeepEqual(Buffer.from(packed), oscMessage('/a', 's', oscString('音')));
  });

  it('swallows what follows a bundle inside a bundle', () => {
    const packet = oscBundle(1n, oscBundle(1n, oscMessage('/in')), oscMessage('/after'));
    const bundle = new OSC.Bundle();
    bundle.unpack(viewOf(packet));
    assert.equal(bundle.bundleElements.length, 1);
  });

  it('rounds time tags to whole seconds', () => {
    const bundle = new OSC.Bundle();
    bundle.unpack(viewOf(oscBundle(ntpTimeTag(1_700_000_000_250), oscMessage('/a'))));
    assert.equal(bundle.timetag.value.timestamp(), 1_700_000_000_000);
  });

  it('takes "immediately" for the year 1900', () => {
    const bundle = new OSC.Bundle();
    bundle.unpack(viewOf(oscBundle(1n, oscMessage('/a'))));
    assert.equal(new Date(bundle.timetag.value.timestamp()).getUTCFullYear(), 1900);
  });

  it('reads a blob from the wrong place in a pooled buffer', () => {
    const message = oscMessage('/a', 'b', oscInt(4), Buffer.from([1, 2, 3, 4]));
    const pool = new Uint8Array(Buffer.concat([Buffer.alloc(4), message]));
    const read = new OSC.TypedMessage('/', []);
    read.unpack(new DataView(pool.buffer, 4));
    assert.notDeepEqual(read.args, [new Uint8Array([1, 2, 3, 4])]);
  });

  it('throws on a message without type tags', () => {
    const read = new OSC.TypedMessage('/', []);
    assert.throws(() => read.unpack(viewOf(oscString('/a'))));
  });

  it('types 1.0 as an int, and wraps an int32', () => {
    const message = new OSC.Message('/a', 1.0, 2 ** 31);
    assert.equal(message.types, 'ii');
    assert.equal(Buffer.from(message.pack()).readInt32BE(12), -(2 ** 31));
  });

  it('accepts a string without end', () => {
    const read = new OSC.TypedMessage('/', []);
    read.unpack(viewOf(oscMessage('/a', 's', Buffer.from('abcd'))));
    assert.deepEqual(read.args, ['abcd']);
  });

  it('makes a regular expression of an address from the network, quantifiers included', () => {
    const { osc, errors, receive } = openOsc();
    const heard: string[] = [];
    osc.on('/aaa', () => heard.push('/aaa'));
    // "+" means nothing in OSC; nested, it takes exponential time
    receive(oscMessage('/a+'));
    receive(oscMessage('/foo['));
    assert.deepEqual(heard, ['/aaa']);
    assert.match(String(errors[0]), /Invalid regular expression/);
  });

  it('reports a handler’s exception as an error of the connection', () => {
    const { osc, errors, receive } = openOsc();
    osc.on('/a', () => {
      throw new Error('of the handler');
    });
    receive(oscMessage('/a'));
    assert.match(String(errors[0]), /of the handler/);
  });
});

/** osc-js with a connection that a test plays itself. */
function openOsc(): {
  osc: InstanceType<typeof OSC>;
  errors: unknown[];
  receive: (packet: Buffer) => void;
} {
  let notify: (packet: Uint8Array) => void = () => undefined;
  const plugin = Object.assign(new OSC.DatagramPlugin(), {
    registerNotify: (callback: typeof notify) => {
      notify = callback;
    },
    status: () => OSC.STATUS.IS_OPEN,
    open: () => undefined,
    close: () => undefined,
    send: () => undefined,
  });
  const osc = new OSC({ plugin });
  const errors: unknown[] = [];
  osc.on('error', (error: unknown) => errors.push(error));
  return {
    osc,
    errors,
    receive: (packet) => {
      notify(new Uint8Array(packet));
    },
  };
}
