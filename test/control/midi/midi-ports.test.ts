/**
 * Ports: matched by name, polled, reconnected; and whatever fails, it goes on.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import {
  createMidiPorts,
  NO_SYSTEM_POLL_MS,
  POLL_MS,
  SETTLE_MS,
} from '../../../src/control/midi/midi-ports.js';
import { createSfc32State, nextSfc32, seedSfc32 } from '../../../src/signal/sfc32.js';
import { createMemoryTransport, type Part } from '../../support/midi-memory-transport.js';
import { settled } from '../../support/midi-under-test.js';
import { createFakeClock } from '../../support/osc-fake-clock.js';
import { recordedLog } from '../../support/recorded-log.js';

async function withPorts(
  devices: readonly string[],
  use: (test: Awaited<ReturnType<typeof openPorts>>) => Promise<void>,
): Promise<void> {
  const test = await openPorts(devices);
  try {
    await use(test);
  } finally {
    test.ports.close();
  }
}

async function openPorts(devices: readonly string[], failing: readonly Part[] = []) {
  const transport = createMemoryTransport(...devices);
  for (const part of failing) transport.failing.add(part);
  const clock = createFakeClock();
  const { log, lines } = recordedLog();
  const story: string[] = [];
  const ports = createMidiPorts({
    transport,
    clock,
    log,
    wanted: { inputs: ['lpd8', 'Mini'], outputs: ['LPD8'] },
    onBytes: (port, bytes) => story.push(`${port}: ${bytes.join(' ')}`),
    onConnected: (direction, port) => story.push(`${direction} + ${port}`),
    onGone: (direction, port) => story.push(`${direction} - ${port}`),
  });
  await ports.start();
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settled();
  };
  const logged = (part: string): number =>
    lines.filter(({ message }) => message.includes(part)).length;
  /** what has happened since it was asked last */
  const take = (): string[] => story.splice(0);
  /** after a change: the look that sees it, and the one that finds it settled */
  const look = async (): Promise<void> => {
    await pass(POLL_MS);
    await pass(SETTLE_MS);
  };
  return { transport, ports, pass, look, take, logged };
}

describe('MIDI ports', () => {
  it('are opened when their name contains a wanted one, in any case', () =>
    withPorts(['LPD8 MIDI 1', 'MPK mini 3', 'Through Port-0'], ({ take, transport }) => {
      assert.deepEqual(take(), [
        'inputs + LPD8 MIDI 1',
        'inputs + MPK mini 3',
        'outputs + LPD8 MIDI 1',
      ]);
      transport.play('MPK mini 3', [0xf8]);
      assert.deepEqual(take(), ['MPK mini 3: 248']);
      return Promise.resolve();
    }));

  it('that are plugged in later are opened once they have settled, and heard again after unplugging', () =>
    withPorts([], async ({ take, transport, pass, look, logged }) => {
      assert.equal(logged('there is no MIDI input "lpd8" (this machine has no MIDI inputs)'), 1);
      transport.plug('LPD8');
      await pass(POLL_MS);
      assert.deepEqual(take(), []);
      await pass(SETTLE_MS);
      assert.deepEqual(take(), ['inputs + LPD8', 'outputs + LPD8']);
      for (let time = 0; time < 3; time++) {
        transport.unplug('LPD8');
        await look();
        assert.deepEqual(take(), ['inputs - LPD8', 'outputs - LPD8']);
        transport.plug('LPD8');
        await look();
        transport.play('LPD8', [0xfa]);
        assert.deepEqual(take(), ['inputs + LPD8', 'outputs + LPD8', 'LPD8: 250']);
      }
      assert.equal(logged('MIDI port connected'), 8);
    }));

  it('that are missing are told of one by one, with those there are, once until they are there', () =>
    withPorts(['MPK mini 3'], async ({ transport, look, logged }) => {
      const sentence = 'there is no MIDI input "lpd8" (there are: MPK mini 3)';
      await look();
      assert.equal(logged(sentence), 1);
      assert.equal(logged('there is no MIDI input "Mini"'), 0);
      transport.plug('LPD8');
      await look();
      transport.unplug('LPD8');
      await look();
      assert.equal(logged(sentence), 2);
    }));

  it('that flutter while they are plugged in are left alone until they have settled', () =>
    withPorts([], async ({ take, transport, pass }) => {
      transport.plug('LPD8');
      await pass(POLL_MS);
      transport.unplug('LPD8');
      await pass(SETTLE_MS);
      transport.plug('LPD8');
      await pass(SETTLE_MS);
      assert.deepEqual(take(), []);
      await pass(SETTLE_MS);
      assert.deepEqual(take(), ['inputs + LPD8', 'outputs + LPD8']);
    }));

  it('that break of themselves are opened again at the next look', () =>
    withPorts(['LPD8'], async ({ take, transport, pass }) => {
      take();
      transport.crash();
      assert.deepEqual(take(), ['inputs - LPD8', 'outputs - LPD8']);
      await pass(POLL_MS);
      assert.deepEqual(take(), ['inputs + LPD8', 'outputs + LPD8']);
    }));

  it('whose output fails are dropped, and the sender does not hear of it', () =>
    withPorts(['LPD8'], async ({ take, transport, ports, pass }) => {
      take();
      ports.send('LPD8', Uint8Array.of(0x90, 1, 1));
      transport.failing.add('send');
      ports.send('LPD8', Uint8Array.of(0x90, 1, 2));
      ports.send('nowhere', Uint8Array.of(0x90, 1, 3));
      assert.deepEqual(take(), ['outputs - LPD8']);
      assert.deepEqual(transport.sent, [['LPD8', 0x90, 1, 1]]);
      await pass(POLL_MS);
      assert.deepEqual(take(), ['outputs + LPD8']);
    }));

  it('where there is no MIDI system are told of once, and looked for again', async () => {
    const { transport, ports, pass, take, logged } = await openPorts(['LPD8'], ['ports']);
    for (let look = 0; look < 5; look++) await pass(NO_SYSTEM_POLL_MS);
    assert.equal(logged('MIDI does not work here, everything else does'), 1);
    assert.equal(logged('There is no sequencer.'), 1);
    transport.failing.clear();
    await pass(NO_SYSTEM_POLL_MS);
    assert.equal(logged('MIDI works now'), 1);
    assert.deepEqual(take(), ['inputs + LPD8', 'outputs + LPD8']);
    ports.close();
  });

  it('that cannot be opened are told of once, and tried again', async () => {
    const { transport, ports, pass, take, logged } = await openPorts(['LPD8'], ['openInput']);
    for (let look = 0; look < 5; look++) await pass(POLL_MS);
    assert.equal(logged('the MIDI port LPD8 cannot be opened'), 1);
    assert.deepEqual(take(), ['outputs + LPD8']);
    transport.failing.clear();
    await pass(POLL_MS);
    assert.deepEqual(take(), ['inputs + LPD8']);
    ports.close();
  });

  it('are as the cables are after 500 random pulls, plugs, crashes and failures in any order', async () => {
    const SEED = 42;
    const state = createSfc32State();
    seedSfc32(state, [SEED, 0, 0, 0]);
    const below = (limit: number): number => (nextSfc32(state) >>> 0) % limit;
    const DEVICES = ['LPD8 a', 'LPD8 b', 'mini'];
    const PARTS: readonly Part[] = ['ports', 'openInput', 'openOutput', 'send', 'close'];
    const { transport, ports, pass, look } = await openPorts([]);
    const there = new Set<string>();
    for (let step = 0; step < 500; step++) {
      const device = DEVICES[below(3)]!;
      const part = PARTS[below(PARTS.length)]!;
      const deeds = [
        () => {
          there.add(device);
          transport.plug(device);
        },
        () => {
          there.delete(device);
          transport.unplug(device);
        },
        () => transport.failing.add(part),
        () => transport.failing.delete(part),
        () => {
          transport.crash();
        },
        () => {
          transport.play(device, [0x90, 1, 1]);
        },
        () => {
          ports.send(device, Uint8Array.of(0x90, 1, 1));
        },
      ];
      deeds[below(deeds.length)]!();
      await pass(below(2 * POLL_MS));
    }
    transport.failing.clear();
    await pass(NO_SYSTEM_POLL_MS);
    await look();
    assert.deepEqual([...transport.openInputs.keys()].sort(), [...there].sort(), `seed ${SEED}`);
    ports.close();
    assert.equal(transport.openInputs.size, 0);
  });

  it('that are closed stay closed, also when a look is under way', async () => {
    const { transport, ports, pass, take } = await openPorts([]);
    transport.plug('LPD8');
    await pass(POLL_MS);
    const settling = pass(SETTLE_MS);
    ports.close();
    await settling;
    await pass(10 * POLL_MS);
    assert.deepEqual(take(), []);
    assert.equal(transport.openInputs.size, 0);
  });
});
