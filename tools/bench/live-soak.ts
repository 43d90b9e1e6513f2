/**
 * Soak: a live daemon between two sound devices (PulseAudio's) for minutes on end, fed with a recording over and over.
 * What was lost, whether the delay stayed, how memory grew after the first minute, and what separation loses against the
 * same model offline (live-loss).
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

import { DEFAULTS } from '../../src/config/settings.js';
import { readTrack } from '../../src/evaluation/stem-track.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { parseJson } from '../../src/json-file.js';
import { findModel } from '../../src/model/model-library.js';
import { sumRows } from '../../src/signal/rows.js';
import { longestExact } from '../../test/support/exact-sum.js';
import { liveStatus, untilLive } from '../../test/support/live-client.js';
import { withLiveLoop, type LiveLoop } from '../../test/support/live-loop.js';
import { withProcess } from '../../test/support/process-output.js';
import { repositoryPath } from '../../test/support/repository.js';
import type { RunningDaemon } from '../../test/support/running-daemon.js';
import { liveLoss } from './live-loss.js';
import { pingsSchema, type SoakFigures } from './soak-schema.js';

export interface SoakOptions {
  readonly minutes: number;
  readonly model: string;
  /** stems by name, as evaluate takes a track; they are played as their sum, on both channels */
  readonly trackFolder: string;
}

const TAIL_SECONDS = 3;
const WARM_UP_MS = 45_000;
/** at the end, for one without a gap */
const LOSS_RUNS = 3;

export async function liveSoak({ minutes, model, trackFolder }: SoakOptions): Promise<SoakFigures> {
  const { folder } = await findModel(model, DEFAULTS.modelFolders);
  const { card } = await loadModelFolder(folder);
  const track = await readTrack({ name: trackFolder, folder: trackFolder }, card.stems);
  const { rateHz } = track;
  const mixture = sumRows(track.stems);
  const recording = [mixture, mixture];
  const inMs = (frames: number) => (1000 * frames) / rateHz;
  return withLiveLoop({ model, rateHz }, async (loop) => {
    const { daemon } = loop;
    await untilLive(daemon);
    const endMs = performance.now() + 60_000 * minutes;
    const first = longestExact(await loop.run(recording, TAIL_SECONDS));
    await playUntil(Math.min(endMs, performance.now() + WARM_UP_MS), loop, recording);
    const warm = { ...(await liveStatus(daemon)), megabytes: await residentMegabytes(daemon) };
    const [pings] = await Promise.all([
      pingsUntil(endMs, daemon),
      playUntil(endMs, loop, recording),
    ]);
    let recorded = await loop.run(recording, TAIL_SECONDS);
    // before the loss is found out: that takes both processors for a while, which is not what is soaked
    const end = { ...(await liveStatus(daemon)), megabytes: await residentMegabytes(daemon) };
    const last = longestExact(recorded);
    let loss = await liveLoss({ track, card, folder, recorded });
    for (let run = 1; run < LOSS_RUNS && loss === undefined; run++) {
      recorded = await loop.run(recording, TAIL_SECONDS);
      loss = await liveLoss({ track, card, folder, recorded });
    }
    return {
      model: card.name,
      minutes,
      day: new Date().toISOString().slice(0, 10),
      xrunsInFirstMinute: warm.xruns,
      xrunsAfterIt: end.xruns - warm.xruns,
      reportedLatencyMs: inMs(end.latencyFrames),
      firstDelayMs: inMs(first.delayFrames),
      lastDelayMs: inMs(last.delayFrames),
      exactSeconds: last.frames / rateHz,
      residentMegabytes: warm.megabytes,
      growthPercent: (100 * (end.megabytes - warm.megabytes)) / warm.megabytes,
      pingMs: { median: atShare(pings, 0.5), p99: atShare(pings, 0.99) },
      loss,
    };
  });
}

async function playUntil(endMs: number, loop: LiveLoop, recording: Float32Array[]): Promise<void> {
  while (performance.now() < endMs) await loop.play(recording);
}

/** One at least, from a process of its own (print-pings). */
function pingsUntil(endMs: number, { port }: RunningDaemon): Promise<number[]> {
  const script = repositoryPath('dist', 'tools', 'bench', 'print-pings.js');
  const lengthMs = Math.max(0, endMs - performance.now());
  return withProcess(process.execPath, [script, String(port), String(lengthMs)], async (pings) => {
    // ended() waits for a minute at most, which is less than a soak
    await once(pings.child, 'close');
    const lengthsMs = parseJson(pings.output(), pingsSchema);
    if (lengthsMs === undefined) throw new Error(`not pings: ${pings.output()}`);
    return [...lengthsMs];
  });
}

async function residentMegabytes({ process }: RunningDaemon): Promise<number> {
  const status = await readFile(`/proc/${process.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** The value that this share of the others does not exceed. */
function atShare(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))]!;
}
