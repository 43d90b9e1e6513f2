/**
 * Soak: a live daemon between two sound devices (PulseAudio's) for minutes on end, fed with the bundled recording over and
 * over. What was lost, whether the delay stayed, and how memory grew after the first minute.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { openAudioSource } from '../../src/audio/open-audio-source.js';
import { CONFIG } from '../../src/config.js';
import { openUdpProbe } from '../support/osc-probes.js';
import { answer, request } from '../support/osc-dialogue.js';
import { longestExact } from '../support/exact-sum.js';
import { liveStatus, untilLive } from '../support/live-client.js';
import { LIVE_RATE_HZ, withLiveLoop, type LiveLoop } from '../support/live-loop.js';
import { joined } from '../support/planar.js';
import type { RunningDaemon } from '../support/running-daemon.js';

const TAIL_SECONDS = 3;
const PINGS_EVERY_MS = 100;

/** A Markdown table. */
export async function liveSoak(
  minutes: number,
  model: string = CONFIG.defaultModel,
): Promise<string> {
  const recording = await demoRecording();
  return withLiveLoop({ model }, async (loop) => {
    const { daemon } = loop;
    await untilLive(daemon);
    const endMs = performance.now() + 60_000 * minutes;
    const first = longestExact(await loop.run(recording, TAIL_SECONDS));
    await playUntil(Math.min(endMs, performance.now() + 45_000), loop, recording);
    const warm = { ...(await liveStatus(daemon)), megabytes: await residentMegabytes(daemon) };
    const [pings] = await Promise.all([
      pingsUntil(endMs, daemon),
      playUntil(endMs, loop, recording),
    ]);
    const last = longestExact(await loop.run(recording, TAIL_SECONDS));
    const end = { ...(await liveStatus(daemon)), megabytes: await residentMegabytes(daemon) };
    const growth = (100 * (end.megabytes - warm.megabytes)) / warm.megabytes;
    const inMs = (frames: number) => ((1000 * frames) / LIVE_RATE_HZ).toFixed(1);
    return [
      '| figure | value |',
      '| --- | --- |',
      `| minutes | ${minutes} |`,
      `| xruns and overruns in the first minute | ${warm.xruns} |`,
      `| xruns and overruns after it | ${end.xruns - warm.xruns} |`,
      `| latency the status says, ms | ${inMs(end.latencyFrames)} |`,
      `| delay between the devices at the beginning, ms | ${inMs(first.delayFrames)} |`,
      `| delay between the devices at the end, ms | ${inMs(last.delayFrames)} |`,
      `| longest stretch at the end that sums exactly, s | ${(last.frames / LIVE_RATE_HZ).toFixed(1)} |`,
      `| resident memory after a minute, MB | ${warm.megabytes.toFixed(0)} |`,
      `| growth from there, % | ${growth.toFixed(1)} |`,
      `| ping, median and 99th percentile, ms | ${[0.5, 0.99].map((share) => atShare(pings, share).toFixed(2)).join(', ')} |`,
    ].join('\n');
  });
}

async function demoRecording(): Promise<Float32Array[]> {
  const source = await openAudioSource(path.join(CONFIG.demoFolder, 'mixture.flac'));
  if (source.rateHz !== LIVE_RATE_HZ || source.channels !== 2) {
    throw new Error(`the bundled recording has ${source.channels} channels at ${source.rateHz} Hz`);
  }
  const blocks: Float32Array[][] = [];
  for await (const block of source.blocks()) blocks.push(block.map((row) => row.slice()));
  return joined(blocks);
}

async function playUntil(endMs: number, loop: LiveLoop, recording: Float32Array[]): Promise<void> {
  while (performance.now() < endMs) await loop.play(recording);
}

async function pingsUntil(endMs: number, { port }: RunningDaemon): Promise<number[]> {
  const probe = await openUdpProbe(port);
  const times: number[] = [];
  while (performance.now() < endMs) {
    const sentMs = performance.now();
    probe.send(request('ping', 'p'));
    await answer(probe);
    times.push(performance.now() - sentMs);
    await new Promise((resolve) => setTimeout(resolve, PINGS_EVERY_MS));
  }
  await probe.close();
  return times;
}

async function residentMegabytes({ process }: RunningDaemon): Promise<number> {
  const status = await readFile(`/proc/${process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** The value that this share of the others does not exceed. */
function atShare(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;
}
