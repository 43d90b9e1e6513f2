/**
 * Live thread [worker thread]: the entry point of a worker_threads Worker that runs one live performance: its devices, its
 * session, its recording, and an inference worker below it. What passes to and fro is in live-thread-protocol.ts.
 */
import { parentPort, workerData } from 'node:worker_threads';

import { startAudioHost, type AudioHost } from '../../audio/host/audio-host.js';
import { startInference } from '../../model/inference-handle.js';
import { sendableError } from '../../model/worker-protocol.js';
import type { LogPort } from '../../log-port.js';
import { LivePerformance } from '../live-performance.js';
import {
  sharedClockMs,
  STATUS_EVERY_MS,
  type LiveThreadCommand,
  type LiveThreadReply,
  type LiveThreadSetup,
} from './live-thread-protocol.js';

if (parentPort === null) throw new Error('live-thread: not started as a worker thread');
const port = parentPort;
const { live, inference } = workerData as LiveThreadSetup;
const log = forwardedLog();
let performing: LivePerformance | undefined;

try {
  performing = await LivePerformance.open(live, {
    startInference: () => startInference(inference),
    startHost: async (options) => forwardInput(await startAudioHost(options)),
    log,
    tell: (news) => {
      reply({ kind: 'news', news, status: performing?.status() });
    },
    nowMs: () => performance.now(),
  });
  run(performing);
} catch (error) {
  reply({ kind: 'refused', error: sendableError(error) });
}

function run(performing: LivePerformance): void {
  const tellStatus = setInterval(() => {
    reply({ kind: 'status', status: performing.status() });
  }, STATUS_EVERY_MS);
  port.on('message', (command: LiveThreadCommand) => {
    if (command.kind === 'level') {
      performing.setLevel(command.stem, command.change);
      return;
    }
    clearInterval(tellStatus);
    void performing
      .close()
      .catch((error: unknown) => {
        log.error({ err: error }, 'the live session was not closed in order');
      })
      .finally(() => {
        port.close();
      });
  });
  reply({ kind: 'opened', status: performing.status() });
}

function forwardInput(host: AudioHost): AudioHost {
  reply({ kind: 'listening' });
  host.onInput(
    (block) => {
      reply({ kind: 'input', block, cameInMs: sharedClockMs() });
    },
    { overhear: true },
  );
  return host;
}

function forwardedLog(): LogPort {
  const line =
    (level: keyof LogPort) =>
    (fields: object, message: string): void => {
      reply({ kind: 'log', level, fields, message });
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

function reply(message: LiveThreadReply): void {
  port.postMessage(message);
}
