/**
 * The OSC server as a control surface of the daemon: settings in, a listening server and its runtime file out.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';

import type { Settings } from '../config/settings.js';
import type { MidiLearn } from '../control/midi/midi-learn.js';
import type { ReceivedMessage } from '../control/osc/osc-message.js';
import { startOscServer, type OscServer } from '../control/osc/osc-server.js';
import type { Peer } from '../control/osc/peer.js';
import { removeRuntimeFile, writeRuntimeFile } from '../control/osc/runtime-file.js';
import type { ControlSurface } from './daemon.js';
import type { LogPort } from '../log-port.js';
import { packageVersion } from '../package-version.js';
import { liveDefaults } from './live-defaults.js';

export interface OscSurface extends ControlSurface {
  /** Requests of the surfaces that start after it; lost while it does not run. */
  readonly handle: (message: ReceivedMessage, peer: Peer) => void;
}

export function oscSurface(
  settings: Settings,
  log: LogPort,
  midiLearn: () => MidiLearn | undefined,
): OscSurface {
  let running: OscServer | undefined;
  return {
    name: 'osc',
    handle: (message, peer) => {
      running?.handle(message, peer);
    },
    start: async (engine) => {
      const version = packageVersion();
      const server = await startOscServer({
        engine,
        version,
        mediaRoots: settings.mediaRoots,
        outputFolderFor: (jobName) => newJobFolder(settings.outputFolder, jobName),
        defaults: settings,
        liveDefaults: liveDefaults(settings),
        log,
        host: settings.oscHost,
        port: settings.oscPort,
        portsToTry: settings.portRange,
        midiLearn,
        ...(settings.oscToken === undefined ? {} : { token: settings.oscToken }),
      });
      const { host, port } = server;
      try {
        const needsToken = settings.oscToken !== undefined;
        await writeRuntimeFile({ pid: process.pid, host, port, version, needsToken });
      } catch (error) {
        await server.close();
        throw error;
      }
      running = server;
      return {
        close: async () => {
          running = undefined;
          await server.close();
          await removeRuntimeFile(process.pid);
        },
      };
    },
  };
}

/** A folder of its own for each job: two takes of one song must not replace each other. */
function newJobFolder(outputFolder: string, jobName: string): string {
  for (;;) {
    const folder = path.join(outputFolder, `${jobName}-${randomBytes(4).toString('hex')}`);
    if (!existsSync(folder)) return folder;
  }
}
