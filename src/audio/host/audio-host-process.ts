/**
 * Process of one stream: moves blocks between a sound device and the daemon, and does nothing else.
 *
 * Input: every block goes to the daemon under the number of its first frame. When the daemon does not read, the pipe
 * fills up to {@link PIPE_SECONDS}, then blocks are left out; the next one's number tells how many frames that were.
 * Output: the device is fed all the time (output-feed).
 *
 * It never outlives the daemon, and it ends itself when its device falls silent: only a new process gets a fresh list
 * of devices. It ends by signal, since node would wait for the threads that are parked in reads and writes.
 */
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';

import { leaveSignalsToParent } from '../../ending-signals.js';
import { OperationalError } from '../../operational-error.js';
import { createPlanarBlock } from '../../signal/planar-block.js';
import {
  listPortAudioDevices,
  startInput,
  startOutput,
  type PortAudioStreamOptions,
} from '../portaudio.js';
import type { PortAudioDevice } from '../portaudio-device-schema.js';
import {
  ALIVE_EVERY_MS,
  encodeSound,
  SOUND_FD,
  SOUND_KINDS,
  SoundReader,
  type StreamReport,
} from './audio-host-protocol.js';
import { queueBlocks, type AudioStreamSetup } from './audio-stream-spec.js';
import { deinterleave } from './interleave.js';
import { openingFailure } from './opening-failure.js';
import { OutputFeed } from './output-feed.js';
import { absentReason, channelsOf, DEFAULT_DEVICE, pickDevice } from './pick-device.js';
import { firstLineOf } from '../../thrown-error.js';

/** What may wait in the pipe to the daemon. */
const PIPE_SECONDS = 4;
/** A device that moves no block for so long has stopped. */
const BLOCK_LIMIT_MS = 1000;
/** But a device takes a second or two to begin: an output fills its queue, then waits. */
const START_LIMIT_MS = 5000;
const SAMPLE_BYTES = 4;

const daemon = new Socket({ fd: SOUND_FD });
let stoppedAfterMs = Infinity;
let lastCheckMs = 0;

leaveSignalsToParent();
daemon.on('error', end);
process.once('disconnect', end);
/** the daemon's first and only message */
const setup = await new Promise<AudioStreamSetup>((resolve) => process.once('message', resolve));
const { direction, rateHz, channels, blockFrames } = setup;
await runStream();

async function runStream(): Promise<void> {
  try {
    const device = await findDevice();
    if (direction === 'input') record(await startDevice(startInput, device));
    else play(await startDevice(startOutput, device));
  } catch (error) {
    await giveUp(refusal(error instanceof OperationalError ? error : loadingFailure(error)));
  }
}

/** undefined: PortAudio's default */
async function findDevice(): Promise<PortAudioDevice | undefined> {
  const devices = await listPortAudioDevices();
  const { device: wanted } = setup;
  if (wanted.toLowerCase() === DEFAULT_DEVICE) {
    if (devices.some((device) => channelsOf(device, direction) > 0)) return undefined;
  } else {
    const device = pickDevice(devices, wanted, direction);
    if (device !== undefined) return device;
  }
  return giveUp({ kind: 'absent', reason: absentReason(devices, wanted, direction) });
}

async function startDevice<Stream>(
  start: (options: PortAudioStreamOptions) => Promise<Stream>,
  device: PortAudioDevice | undefined,
): Promise<Stream> {
  const options: PortAudioStreamOptions = {
    deviceId: device?.id,
    rateHz,
    channels,
    blockFrames,
    queueBlocks: queueBlocks(setup),
  };
  try {
    const stream = await start(options);
    stoppedAfterMs = performance.now() + START_LIMIT_MS;
    setInterval(reportAlive, ALIVE_EVERY_MS);
    return stream;
  } catch (error) {
    const failure = openingFailure(setup, device, error);
    return giveUp(
      failure instanceof OperationalError ? refusal(failure) : { kind: 'absent', reason: failure },
    );
  }
}

function record(device: Readable): void {
  const pipeBytes = PIPE_SECONDS * rateHz * channels * SAMPLE_BYTES;
  const rows = createPlanarBlock(channels, blockFrames);
  let position = 0;
  device.on('data', (bytes: Buffer) => {
    blockMoved();
    const frames = bytes.length / SAMPLE_BYTES / channels;
    deinterleave(new Float32Array(bytes.buffer, bytes.byteOffset, frames * channels), rows);
    if (daemon.writableLength < pipeBytes) {
      const block = rows.map((row) => row.subarray(0, frames));
      daemon.write(encodeSound(SOUND_KINDS.input, position, 0, block));
    }
    position += frames;
  });
}

function play(device: Writable): void {
  let reported = { dropped: 0, heldFrames: 0 };
  const feed = new OutputFeed({
    setup,
    device,
    clock: () => performance.now(),
    onTaken: ({ taken, silence, dropped, heldFrames }) => {
      blockMoved();
      if (dropped !== reported.dropped)
        daemon.write(encodeSound(SOUND_KINDS.dropped, dropped, 0, []));
      if (heldFrames !== reported.heldFrames) {
        daemon.write(encodeSound(SOUND_KINDS.held, heldFrames, 0, []));
      }
      reported = { dropped, heldFrames };
      daemon.write(encodeSound(SOUND_KINDS.taken, taken, silence, []));
    },
  });
  const reader = new SoundReader(channels, ({ rows }) => {
    feed.push(rows);
  });
  daemon.on('data', (bytes) => {
    reader.push(bytes);
  });
  feed.start();
}

function blockMoved(): void {
  stoppedAfterMs = Math.max(stoppedAfterMs, performance.now() + BLOCK_LIMIT_MS);
}

/** Judges the device only when this process itself was not held up: blocks that wait for it say nothing of the device then. */
function reportAlive(): void {
  const now = performance.now();
  const heldUp = now - lastCheckMs > 3 * ALIVE_EVERY_MS;
  lastCheckMs = now;
  if (now > stoppedAfterMs && !heldUp) {
    void giveUp({
      kind: 'absent',
      reason: `the ${direction} device "${setup.device}" has stopped`,
    });
  } else {
    report({ kind: 'alive' });
  }
}

function refusal({ code, message }: OperationalError): StreamReport {
  return { kind: 'refused', code, reason: message };
}

function report(message: StreamReport, done?: () => void): void {
  if (process.connected) process.send!(message, undefined, undefined, done);
}

/** Says why and ends the process: the promise never settles. */
function giveUp(message: StreamReport): Promise<never> {
  report(message, end);
  return new Promise(() => undefined);
}

function end(): void {
  process.kill(process.pid, 'SIGKILL');
}

function loadingFailure(error: unknown): OperationalError {
  const reason = firstLineOf(error);
  return new OperationalError(
    'package-missing',
    `The audio package naudiodon (PortAudio) cannot be used: ${reason}.`,
  );
}
