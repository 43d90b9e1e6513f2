/**
 * The process that holds easymidi: its native layer prints where there is no sequencer, and may block or crash.
 *
 * Bytes go past easymidi's own parser, which throws at the end of split sysex, loses what a clock byte splits, drops arrival times
 * and never completes a time code (test/expectation/easymidi-defects): they are taken from, and given to, the device objects
 * inside its ports. Listing ports opens a sequencer client that easymidi never ends: only garbage collection does, so that is
 * asked for here.
 */
import { EventEmitter } from 'node:events';

import type * as EasymidiModule from 'easymidi';

import { leaveSignalsToParent } from '../../ending-signals.js';
import { machineClockMs, type HostMessage, type HostRequest } from './midi-host-protocol.js';
import { firstLineOf } from '../../thrown-error.js';

interface Connection {
  readonly send?: (bytes: Uint8Array) => void;
  readonly close: () => void;
}

type Easymidi = Pick<typeof EasymidiModule, 'Input' | 'Output' | 'getInputs' | 'getOutputs'>;

/** Optional, so it may be missing: then every request is answered with that. */
const loading = import('easymidi').then(({ default: easymidi }): Easymidi => easymidi);
const connections = new Map<number, Connection>();

function send(message: HostMessage): void {
  // where the parent has gone, "disconnect" follows
  if (process.connected) process.send?.(message);
}

function openInput(easymidi: Easymidi, name: string, connection: number): Connection {
  const port = new easymidi.Input(name);
  const device: unknown = Reflect.get(port, '_input');
  if (!(device instanceof EventEmitter)) throw new Error('easymidi hides its inputs’ bytes');
  // easymidi's own listener must go: an exception in it would end this process
  device.removeAllListeners('message');
  device.on('message', (_deltaSeconds: number, bytes: readonly number[]) => {
    const atMs = machineClockMs();
    send({ kind: 'bytes', connection, bytes: Uint8Array.from(bytes), atMs });
  });
  return {
    close: () => {
      port.close();
    },
  };
}

function openOutput(easymidi: Easymidi, name: string): Connection {
  const port = new easymidi.Output(name);
  const device = Reflect.get(port, '_output') as { sendMessage(bytes: Buffer): void };
  return {
    send: (bytes) => {
      device.sendMessage(Buffer.from(bytes));
    },
    close: () => {
      port.close();
    },
  };
}

function handle(easymidi: Easymidi, message: HostRequest): void {
  switch (message.kind) {
    case 'ports': {
      const ports = { inputs: easymidi.getInputs(), outputs: easymidi.getOutputs() };
      globalThis.gc?.();
      send({ kind: 'ports', request: message.request, ports });
      return;
    }
    case 'open': {
      const { request, port } = message;
      const opened =
        port.direction === 'input'
          ? openInput(easymidi, port.name, request)
          : openOutput(easymidi, port.name);
      connections.set(request, opened);
      send({ kind: 'opened', request });
      return;
    }
    case 'send':
      connections.get(message.connection)?.send?.(message.bytes);
      return;
    case 'close': {
      const connection = connections.get(message.connection);
      connections.delete(message.connection);
      connection?.close();
    }
  }
}

leaveSignalsToParent();
process.on('message', (message: HostRequest) => {
  loading
    .then((easymidi) => {
      handle(easymidi, message);
    })
    .catch((error: unknown) => {
      const problem = firstLineOf(error);
      if ('request' in message) send({ kind: 'problem', request: message.request, problem });
      else send({ kind: 'gone', connection: message.connection });
    });
});
process.on('disconnect', () => process.exit());
