/**
 * Live thread [worker thread]: the entry point of a worker_threads Worker that runs one live session: its devices, its mode, its
 * recording, and an inference worker below it. What passes to and fro is in live-thread-protocol.ts.
 *
 * What plays along needs the input's timeline: this thread has one of its own, fed with the positions of the transport.
 */
import { parentPort, workerData } from 'node:worker_threads';

import {
  startAudioHost,
  type AudioHost,
  type AudioHostOptions,
} from '../../audio/host/audio-host.js';
import { sharedClockMs } from '../../capture/shared-clock.js';
import { followTimeline } from '../../capture/timeline-feed.js';
import { startInference } from '../../model/inference-handle.js';
import { cancelledError } from '../../operational-error.js';
import { sendableError } from '../../model/worker-protocol.js';
import type { LogPort } from '../../log-port.js';
import { openMode } from '../modes/open-mode.js';
import type { RunningMode } from '../modes/running-mode.js';
import {
  STATUS_EVERY_MS,
  type LiveThreadCommand,
  type LiveThreadReply,
  type LiveThreadSetup,
} from './live-thread-protocol.js';

if (parentPort === null) throw new Error('live-thread: not started as a worker thread');
const port = parentPort;
// what the handle gave, which was compiled with this file: nothing is parsed
const { live, inference, stems, timelineSeconds, outputOffsetMs } = workerData as LiveThreadSetup;
const log = forwardedLog();
const followed = timelineSeconds === undefined ? undefined : followTimeline(timelineSeconds);
let running: RunningMode | undefined;
let sendingStatus: NodeJS.Timeout | undefined;
const callingOff = new AbortController();

port.on('message', obey);
try {
  running = await openMode(live, {
    startInference: () => startInference(inference),
    startHost: followed?.capture.listeningTo(startHost) ?? startHost,
    stems,
    log,
    emit: (event) => {
      reply({ kind: 'event', event, status: running?.status() });
    },
    onMeters: (meters) => {
      reply({ kind: 'meters', meters });
    },
    nowMs: sharedClockMs,
    timeline: () => {
      if (followed === undefined) throw new Error('live-thread: there is no timeline');
      return followed.capture.timeline();
    },
    outputOffsetMs,
    signal: callingOff.signal,
  });
  if (callingOff.signal.aborted) {
    await running.close();
    throw cancelledError();
  }
  sendingStatus = setInterval(sendStatus, STATUS_EVERY_MS, running);
  reply({ kind: 'opened', status: running.status() });
} catch (error) {
  reply({ kind: 'refused', error: sendableError(error) });
  port.close();
}

/** Only the timeline's changes come before the session is open, and that it is not wanted any more. */
function obey(command: LiveThreadCommand): void {
  switch (command.kind) {
    case 'timeline':
      followed?.take(command.change);
      return;
    case 'level':
      running?.setLevel(command.stem, command.change);
      return;
    case 'hold':
      running?.hold?.(command.held);
      return;
    case 'metering':
      running?.setMetering(command.isOn);
      return;
    case 'close':
      callingOff.abort();
      if (running !== undefined) void close();
  }
}

async function close(): Promise<void> {
  clearInterval(sendingStatus);
  try {
    await running?.close();
  } catch (error) {
    log.error({ err: error }, 'the live session was not closed in order');
  } finally {
    port.close();
  }
}

function sendStatus(running: RunningMode): void {
  reply({ kind: 'status', status: running.status() });
}

async function startHost(options: AudioHostOptions): Promise<AudioHost> {
  const host = await startAudioHost(options);
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
