/**
 * The audio host with real devices: PulseAudio's null sinks, as PortAudio sees them.
 *
 * Every frame played carries its own number, so that a frame that is lost, doubled or changed shows. A run may be repeated: on a
 * busy machine PulseAudio itself loses sound, and a fault of the host's is there in each.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import {
  startAudioHost,
  type AudioHost,
  type AudioHostEvent,
  type StreamDirection,
  type StreamState,
} from '../../src/audio/host/audio-host.js';
import { OperationalError } from '../../src/operational-error.js';
import { joined } from '../support/planar.js';
import { captureDevice, playbackDevice, withPulseServer } from '../support/pulse-server.js';

const RATE_HZ = 44_100;
const STEREO = { rateHz: RATE_HZ, channels: 2 };
const SINKS = ['left', 'right'].map((name) => ({ name, ...STEREO }));
const INPUT = { device: captureDevice('left'), ...STEREO };
const OUTPUT = { device: playbackDevice('right'), ...STEREO };
const LIMIT_MS = 30_000;

/** Frame n is (n + 1) / 2^20, which float32 holds exactly; the second channel is its negative. */
function numberedFrames(seconds: number): Float32Array[] {
  return [1, -1].map((sign) =>
    Float32Array.from({ length: seconds * RATE_HZ }, (_, frame) => (sign * (frame + 1)) / 2 ** 20),
  );
}

/** The longest run of frames whose numbers follow each other in both channels. */
function longestRun([left, right]: readonly Float32Array[]): number {
  let longest = 0;
  let run = 0;
  for (const [frame, value] of left!.entries()) {
    const follows = run === 0 || Math.abs(value * 2 ** 20 - left![frame - 1]! * 2 ** 20) === 1;
    run = value !== 0 && right![frame] === -value ? (follows ? run + 1 : 1) : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

async function untilState(host: AudioHost, stream: StreamDirection, state: StreamState) {
  for (let waitedMs = 0; host.state(stream) !== state; waitedMs += 20) {
    assert.ok(waitedMs < LIMIT_MS, `${stream} is ${host.state(stream)}, not ${state}`);
    await sleep(20);
  }
}

function statesOf(events: readonly AudioHostEvent[], stream: StreamDirection): StreamState[] {
  return events.flatMap((event) =>
    event.stream === stream && event.kind === 'state' ? [event.state] : [],
  );
}

describe('audio host', function () {
  this.retries(2);

  it('records and plays every frame, survives kills and freezes, and waits for its devices', () =>
    withPulseServer(SINKS, [], async (server) => {
      const host = await startAudioHost({
        input: INPUT,
        output: OUTPUT,
        outputPrefillFrames: RATE_HZ / 2,
      });
      const events: AudioHostEvent[] = [];
      host.onEvent((event) => events.push(event));
      try {
        await untilState(host, 'input', 'running');
        await untilState(host, 'output', 'running');
        const blocks: Float32Array[][] = [];
        const stop = host.onInput(({ rows }) => blocks.push([...rows]));
        const frames = numberedFrames(2);
        await server.play('left', frames);
        await sleep(1000);
        stop();
        // the sink's first frames precede what its monitor records: a few milliseconds
        const heard = longestRun(joined(blocks));
        assert.ok(heard > 1.9 * RATE_HZ, `${heard} frames in a row recorded`);

        const played = await server.record('right', async () => {
          host.write(frames);
          await sleep(3500);
        });
        assert.ok(longestRun(played) > RATE_HZ, `${longestRun(played)} frames in a row played`);
        assert.equal(host.outputQueuedFrames, 0);

        events.length = 0;
        process.kill(host.processId('input')!, 'SIGKILL');
        process.kill(host.processId('output')!, 'SIGSTOP');
        await untilState(host, 'input', 'restarting');
        await untilState(host, 'output', 'restarting');
        await untilState(host, 'input', 'running');
        await untilState(host, 'output', 'running');
        assert.deepEqual(statesOf(events, 'input'), ['restarting', 'running']);
        assert.deepEqual(statesOf(events, 'output'), ['restarting', 'running']);
        const lost = events.filter((event) => event.kind === 'input-lost');
        assert.deepEqual(lost, [{ stream: 'input', kind: 'input-lost', frames: undefined }]);
        assert.equal(host.counters().restarts, 2);

        // both: PulseAudio would move the streams to a device that is left
        for (const { name } of SINKS) await server.unloadSink(name);
        await untilState(host, 'input', 'waiting for device');
        await untilState(host, 'output', 'waiting for device');
        for (const { name } of SINKS) await server.loadSink(name);
        await untilState(host, 'input', 'running');
        await untilState(host, 'output', 'running');
      } finally {
        await host.close();
      }
    }));

  it('says which devices match, which there are, and what a device refuses', () =>
    withPulseServer(SINKS, [], async () => {
      const refused = async (device: string, channels: number, sentence: RegExp): Promise<void> => {
        await assert.rejects(
          startAudioHost({ input: { device, rateHz: RATE_HZ, channels } }),
          (error: unknown) =>
            error instanceof OperationalError &&
            error.code === 'bad-argument' &&
            sentence.test(error.message),
        );
      };
      await refused('_capture', 2, /got 2: test_left_capture.*test_right_capture/);
      await assert.rejects(
        startAudioHost({ input: { ...INPUT, rateHz: 400_000 } }),
        /does not run at 400000 Hz/,
      );
      const host = await startAudioHost({ input: { ...INPUT, device: 'Foo' } });
      try {
        const [event] = host.waiting();
        assert.match(
          event?.reason ?? '',
          /^there is no input device "Foo" \(there are: .*test_left_capture .*test_right_capture /,
        );
        const told: AudioHostEvent[] = [];
        host.onEvent((each) => told.push(each));
        assert.deepEqual(told, [event]);
      } finally {
        await host.close();
      }
    }));
});
