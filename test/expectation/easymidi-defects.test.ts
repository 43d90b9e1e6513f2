/**
 * Defects of easymidi 3.2.0 (on @julusian/midi 3.8.1) that src/control/midi works around, and what the work-arounds need. The
 * packages' JavaScript runs on a native layer in memory. When one of these fails, the package has changed there: look whether the
 * correction can go.
 */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';

import type { Note } from 'easymidi';
import { describe, it } from 'mocha';

import { withStubbedEasymidi, type StubbedEasymidi } from '../support/stubbed-easymidi.js';

/** An input with everything it emits, by event. */
function listen({ easymidi }: StubbedEasymidi) {
  const events: [name: string, message: unknown][] = [];
  const input = new easymidi.Input('Keys');
  const emit = input.emit.bind(input) as (name: string, ...args: unknown[]) => boolean;
  input.emit = (name: unknown, ...args: unknown[]) => {
    if (name !== 'message') events.push([String(name), args[0]]);
    return emit(String(name), ...args);
  };
  return { input, events, names: () => events.map(([name]) => name) };
}

describe('easymidi', () => {
  it('never completes a time code: 16 quarter frames, no smpte event', () => {
    withStubbedEasymidi((stub) => {
      const { names } = listen(stub);
      for (let piece = 0; piece < 16; piece++) stub.receive(0xf1, (piece % 8) << 4);
      assert.deepEqual(new Set(names()), new Set(['mtc']));
    });
  });

  it('discards sysex that a clock byte splits', () => {
    withStubbedEasymidi((stub) => {
      const { names } = listen(stub);
      stub.receive(0xf0, 1, 2);
      stub.receive(0xf8);
      stub.receive(3, 0xf7);
      assert.ok(!names().includes('sysex'));
    });
  });

  it('throws a ReferenceError at the end of sysex that comes in two parts', () => {
    withStubbedEasymidi((stub) => {
      const { names } = listen(stub);
      stub.receive(0xf0, 1, 2);
      assert.throws(() => {
        stub.receive(3, 0xf7);
      }, ReferenceError);
      assert.deepEqual(names(), ['sysex']);
    });
  });

  it('drops the time between messages', () => {
    withStubbedEasymidi((stub) => {
      const { events } = listen(stub);
      stub.receive(0xf8);
      assert.deepEqual(events, [['clock', { _type: 'clock' }]]);
    });
  });

  it('emits an event named "undefined" for status bytes it does not know, and for data without one', () => {
    withStubbedEasymidi((stub) => {
      const { names } = listen(stub);
      for (const byte of [0xf4, 0xf5, 0xf9, 0xfd, 0x12]) stub.receive(byte);
      assert.deepEqual(names(), new Array(5).fill('undefined'));
    });
  });

  it('leaves a note-on of velocity 0 a note-on', () => {
    withStubbedEasymidi((stub) => {
      const { names } = listen(stub);
      stub.receive(0x90, 60, 0);
      assert.deepEqual(names(), ['noteon']);
    });
  });

  it('calls the pressure of polyphonic aftertouch something else than its README', () => {
    withStubbedEasymidi((stub) => {
      const { events } = listen(stub);
      stub.receive(0xa0, 60, 9);
      const [[, message] = []] = events;
      assert.ok(message !== undefined && !('velocity' in (message as object)));
      assert.equal((message as { pressure: number }).pressure, 9);
    });
  });

  it('does not know running status', () => {
    withStubbedEasymidi((stub) => {
      const { names } = listen(stub);
      stub.receive(0xb0, 7, 1);
      stub.receive(7, 2);
      assert.deepEqual(names(), ['cc', 'undefined']);
    });
  });

  it('sends what is no MIDI: numbers above 127, missing fields, a pitch that wraps', () => {
    withStubbedEasymidi(({ easymidi, sent }) => {
      const output = new easymidi.Output('Keys');
      output.send('cc', { controller: 200, value: 300, channel: 0 });
      output.send('noteon', JSON.parse('{"channel":0}') as Note);
      output.send('pitch', { value: 16_384, channel: 0 });
      assert.deepEqual(sent, [
        // 300 wraps in the buffer; a missing note becomes 0
        [0xb0, 200, 300 & 0xff],
        [0x90, 0, 0],
        [0xe0, 0, 0],
      ]);
    });
  });

  it('makes status bytes of system messages as strings', () => {
    withStubbedEasymidi(({ easymidi }) => {
      const output = new easymidi.Output('Keys');
      const parse = Reflect.get(output, 'parseMessage') as (
        type: string,
        args: object,
      ) => unknown[];
      assert.deepEqual(parse.call(output, 'select', { song: 3 }), ['243', 3]);
    });
  });

  it('numbers ports of one name, by their order', () => {
    withStubbedEasymidi(({ easymidi }) => {
      assert.deepEqual(easymidi.getInputs(), ['Keys', 'Keys1', 'Pads']);
    });
  });

  it('never ends the native device it lists ports with', () => {
    withStubbedEasymidi(({ easymidi, devices }) => {
      for (let look = 0; look < 10; look++) easymidi.getInputs();
      assert.deepEqual(devices, { made: 10, destroyed: 0 });
    });
  });

  it('throws for a port that is not there, and tells nothing of ports that come and go', () => {
    withStubbedEasymidi(({ easymidi }) => {
      assert.throws(() => new easymidi.Input('Drums'), /No MIDI input found/);
      assert.deepEqual(Object.keys(easymidi).sort(), [
        'Input',
        'Output',
        'getInputs',
        'getOutputs',
      ]);
    });
  });

  it('has, inside its ports, the devices whose bytes midi-host-process.ts takes and gives', () => {
    withStubbedEasymidi((stub) => {
      const device: unknown = Reflect.get(new stub.easymidi.Input('Keys'), '_input');
      assert.ok(device instanceof EventEmitter);
      const heard: unknown[] = [];
      device.on('message', (deltaSeconds: number, bytes: number[]) =>
        heard.push([deltaSeconds, bytes]),
      );
      stub.receive(0xf0, 1);
      assert.deepEqual(heard, [[0.001, [0xf0, 1]]]);
      const output = Reflect.get(new stub.easymidi.Output('Keys'), '_output') as {
        sendMessage: (bytes: Buffer) => void;
      };
      output.sendMessage(Buffer.from([0x90, 1, 2]));
      assert.deepEqual(stub.sent, [[0x90, 1, 2]]);
    });
  });
});
