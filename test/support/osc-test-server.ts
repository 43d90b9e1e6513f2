/**
 * An OSC server on a free port with a recording engine, a clock that stands still, and a media root of its own.
 */
import { realpath } from 'node:fs/promises';

import type { Api, ApiOptions } from '../../src/control/api/api.js';
import { startOscServer, type OscServerOptions } from '../../src/control/osc/osc-server.js';
import { createFakeClock, type FakeClock } from './osc-fake-clock.js';
import { openTcpProbe, openUdpProbe, type Probe, type TcpProbe } from './osc-probes.js';
import { createRecordingEngine, type RecordingEngine } from './osc-recording-engine.js';
import { withTemporaryFolder } from './temporary-folder.js';
import { createTestApi, SILENT_LOG } from './test-api.js';

/** An API with an OSC server over it, which close together as a daemon closes them. */
export interface OscTestSide extends Pick<Api, 'counters'> {
  readonly api: Api;
  readonly port: number;
  close(): Promise<void>;
}

export interface OscTestServer {
  readonly api: Api;
  readonly server: OscTestSide;
  readonly engine: RecordingEngine;
  readonly clock: FakeClock;
  /** the media root, as a real path */
  readonly folder: string;
  readonly udp: () => Promise<Probe>;
  readonly tcp: (framing: 'slip' | 'int32') => Promise<TcpProbe>;
}

/** The three ways to the server, for tests that hold for each. */
export const TRANSPORTS: readonly (readonly [string, (test: OscTestServer) => Promise<Probe>])[] = [
  ['UDP', ({ udp }) => udp()],
  ['TCP with SLIP', ({ tcp }) => tcp('slip')],
  ['TCP with int32 sizes', ({ tcp }) => tcp('int32')],
];

export type OscTestOptions = Partial<ApiOptions & OscServerOptions>;

export async function startOscTestSide(
  { engine, clock, folder }: Pick<OscTestServer, 'engine' | 'clock' | 'folder'>,
  options: OscTestOptions,
): Promise<OscTestSide> {
  const api = createTestApi({ engine, clock, mediaRoots: [folder], ...options });
  const server = await startOscServer({
    api,
    clock,
    log: SILENT_LOG,
    host: '127.0.0.1',
    port: 0,
    portsToTry: 1,
    ...options,
  });
  return {
    api,
    counters: api.counters,
    port: server.port,
    close: async () => {
      await api.close();
      await server.close();
    },
  };
}

export async function withOscServer(
  use: (test: OscTestServer) => Promise<void>,
  options: OscTestOptions = {},
): Promise<void> {
  await withTemporaryFolder(async (temporary) => {
    const folder = await realpath(temporary);
    const engine = createRecordingEngine();
    const clock = createFakeClock();
    const server = await startOscTestSide({ engine, clock, folder }, options);
    const probes: Probe[] = [];
    const kept = <Kind extends Probe>(probe: Kind): Kind => {
      probes.push(probe);
      return probe;
    };
    try {
      await use({
        api: server.api,
        server,
        engine,
        clock,
        folder,
        udp: async () => kept(await openUdpProbe(server.port)),
        tcp: async (framing) => kept(await openTcpProbe(server.port, framing)),
      });
    } finally {
      await Promise.all(probes.map((probe) => probe.close()));
      await server.close();
    }
  });
}
