/**
 * liblo's command-line clients: oscsend, which sends one message, and oscdump, which prints all it gets at a port.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';

import { withProcess, type ObservedProcess } from './process-output.js';

/** @param types one letter an argument, e.g. "si" */
export function oscsend(
  port: number,
  address: string,
  types: string,
  ...args: string[]
): Promise<void> {
  return withProcess(
    'oscsend',
    ['127.0.0.1', String(port), address, types, ...args],
    async (process) => {
      assert.equal(await process.ended(), 0, process.output());
    },
  );
}

/** Runs `use` with an oscdump that is subscribed to everything the daemon at the port tells. */
export async function withSubscribedOscdump<Result>(
  daemonPort: number,
  use: (oscdump: ObservedProcess) => Promise<Result>,
): Promise<Result> {
  const port = String(await freePort());
  return withProcess('oscdump', ['-L', port], async (oscdump) => {
    await oscsend(daemonPort, '/stemwright/subscribe', 'sii', 'watcher', port, '60');
    await oscdump.says('/stemwright/heartbeat');
    return use(oscdump);
  });
}

/** A UDP port that is free now. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => {
        resolve(port);
      });
    });
  });
}
