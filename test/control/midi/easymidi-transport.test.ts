/**
 * The real transport: with the real package as far as this machine has MIDI, and with a process in its place that can crash.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { createEasymidiTransport } from '../../../src/control/midi/easymidi-transport.js';
import type { MidiTransport } from '../../../src/control/midi/midi-transport.js';
import { OperationalError } from '../../../src/operational-error.js';
import { withFailingStarts } from '../../support/failing-starts.js';
import { withoutDescriptors } from '../../support/process-limits.js';

const FAKE_HOST = new URL('../../support/midi-fake-host.js', import.meta.url);
const ECHO_HOST = new URL('../../support/midi-echo-host.js', import.meta.url);
const nothing = (): void => undefined;

async function withTransport(
  transport: MidiTransport,
  use: (transport: MidiTransport) => Promise<void>,
): Promise<void> {
  try {
    await use(transport);
  } finally {
    transport.close();
  }
}

describe('The easymidi transport', () => {
  it('lists ports, or says in one sentence why there is no MIDI', () =>
    withTransport(createEasymidiTransport(), async (transport) => {
      // which of the two is the machine's to say: containers have no sequencer
      try {
        const { inputs, outputs } = await transport.ports();
        assert.ok([...inputs, ...outputs].every((name) => name !== ''));
      } catch (error) {
        assert.ok(error instanceof OperationalError && error.code === 'package-missing');
        assert.match(error.message, /^The MIDI package easymidi cannot be used: .+\.$/);
      }
    }));

  it('carries bytes through easymidi both ways as they are, with times of this process’s clock', () =>
    withTransport(createEasymidiTransport(ECHO_HOST), async (transport) => {
      assert.deepEqual(await transport.ports(), {
        inputs: ['Keys', 'Keys1', 'Pads'],
        outputs: ['Keys', 'Keys1', 'Pads'],
      });
      const beforeMs = performance.now();
      // sysex in parts, a clock within it, and bytes that are no MIDI: what easymidi itself fails at
      const sent = [0xf0, 1, 2, 0xf7, 0xf0, 1, 0xf8, 2, 0xf7, 0xf5, 0x12, 0x90, 60, 0];
      const heard: number[] = [];
      await new Promise<void>((resolve, reject) => {
        const receive = (bytes: Uint8Array, atMs: number) => {
          assert.ok(atMs >= beforeMs && atMs <= performance.now());
          heard.push(...bytes);
          if (heard.length === sent.length) resolve();
        };
        transport
          .openInput('Keys1', receive, nothing)
          .then(() => transport.openOutput('Pads', nothing))
          .then((output) => {
            output.send(Uint8Array.from(sent));
          })
          .catch(reject);
      });
      assert.deepEqual(heard, sent);
    }));

  it('says which port cannot be opened, and works on', () =>
    withTransport(createEasymidiTransport(FAKE_HOST), async (transport) => {
      await assert.rejects(transport.openOutput('absent', nothing), /there is no such port/);
      assert.equal((await transport.ports()).inputs.length, 1);
    }));

  it('tells holders of connections that their process has crashed, and starts another', () =>
    withTransport(createEasymidiTransport(FAKE_HOST), async (transport) => {
      const [before] = (await transport.ports()).inputs;
      const gone = new Promise<void>((resolve, reject) => {
        transport.openInput('in', nothing, resolve).catch(reject);
      });
      await assert.rejects(transport.openInput('crash', nothing, nothing), {
        code: 'package-missing',
        message: /its process ended \(exit code 3\)/,
      });
      await gone;
      const [after] = (await transport.ports()).inputs;
      assert.notEqual(after, before);
    }));

  it('says that its process does not start, and starts it once that works again', () =>
    withTransport(createEasymidiTransport(FAKE_HOST), async (transport) => {
      await withoutDescriptors(async () => {
        const refusal = { code: 'system-limit', message: /its process did not start: .*EMFILE/ };
        await assert.rejects(transport.ports(), refusal);
        await assert.rejects(transport.openInput('in', nothing, nothing), refusal);
      });
      await withFailingStarts(() =>
        assert.rejects(transport.ports(), { code: 'package-missing', message: /ENOENT/ }),
      );
      assert.equal((await transport.ports()).inputs.length, 1);
    }));

  it('tells the holder of a connection that breaks', () =>
    withTransport(createEasymidiTransport(FAKE_HOST), async (transport) => {
      const gone = new Promise<void>((resolve, reject) => {
        transport
          .openInput('in', nothing, resolve)
          .then(() => transport.openOutput('out', nothing))
          .then((output) => {
            output.send(Uint8Array.of(0xf8));
          })
          .catch(reject);
      });
      await gone;
    }));
});
