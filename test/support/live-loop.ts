/**
 * A live loop: a daemon between two sound devices that are both windows on one ten-channel null sink, so that one
 * recording of that sink holds what went in (channels 0 and 1) and what came out (2 to 9), on one clock.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { deinterleave, interleave } from '../../src/audio/host/interleave.js';
import { createPlanarBlock, type PlanarBlock } from '../../src/signal/planar-block.js';
import { withProcess } from './process-output.js';
import { captureDevice, playbackDevice, withPulseServer } from './pulse-server.js';
import { withRunningDaemon, type RunningDaemon } from './running-daemon.js';
import { withTemporaryFolder } from './temporary-folder.js';

/** of the loop, where nothing else is asked for */
export const LIVE_RATE_HZ = 44_100;
const LIVE_CHANNELS = 2;
const OUTPUT_CHANNELS = 8;
const ALL_CHANNELS = LIVE_CHANNELS + OUTPUT_CHANNELS;

export interface Recorded {
  /** [2][frames], what was played into the daemon's input device */
  readonly input: PlanarBlock;
  /** [8][frames], what the daemon played, on the same clock */
  readonly output: PlanarBlock;
}

export interface LiveLoop {
  readonly daemon: RunningDaemon;
  readonly rateHz: number;
  /** Plays [2][frames] in real time and records until `tailSeconds` after its end. */
  readonly run: (rows: PlanarBlock, tailSeconds: number) => Promise<Recorded>;
  /** Plays without recording. */
  readonly play: (rows: PlanarBlock) => Promise<void>;
  /** Pulls both devices' plugs, and puts them in again. */
  readonly pull: () => Promise<void>;
  readonly plug: () => Promise<void>;
}

const INPUT = 'in';
const OUTPUT = 'out';
const STAGE = 'stage';
const AUX = Array.from({ length: ALL_CHANNELS }, (_, channel) => `aux${channel}`);
/** Channel n of a stream through ALSA's pulse plugin, by PulseAudio's name. */
const ALSA_NAMES = [
  'front-left',
  'front-right',
  'rear-left',
  'rear-right',
  'front-center',
  'lfe',
  'side-left',
  'side-right',
];

export interface LiveLoopOptions {
  readonly model: string;
  /** of the daemon */
  readonly args?: readonly string[];
  /** of the node that runs it */
  readonly nodeArgs?: readonly string[];
  /** of both devices @default LIVE_RATE_HZ */
  readonly rateHz?: number;
}

export function withLiveLoop<Result>(
  { model, args = [], nodeArgs = [], rateHz = LIVE_RATE_HZ }: LiveLoopOptions,
  use: (loop: LiveLoop) => Promise<Result>,
): Promise<Result> {
  const playing = (folder: string) =>
    withPulseServer([], [INPUT, OUTPUT], async () => {
      let modules = await loadDevices(rateHz);
      const pull = async (): Promise<void> => {
        // all of them: PulseAudio would move the streams to a device that is left
        for (const module of modules.reverse()) await pactl('unload-module', module);
        modules = [];
      };
      const plug = async (): Promise<void> => {
        modules = await loadDevices(rateHz);
      };
      const format = [...FORMAT, `--rate=${rateHz}`];
      const files = new PlayedFiles(folder);
      const play = async (rows: PlanarBlock) => playFile(await files.of(rows), format);
      const run = async (rows: PlanarBlock, tailSeconds: number) =>
        runFile(await files.of(rows), tailSeconds, format);
      const live = ['--input', captureDevice(INPUT), '--output', playbackDevice(OUTPUT)];
      live.push('--live-layout', 'stems', '--live-rate', String(rateHz));
      return withRunningDaemon((daemon) => use({ daemon, rateHz, run, play, pull, plug }), {
        model,
        args: [...live, ...args],
        nodeArgs,
      });
    });
  return withTemporaryFolder(playing);
}

/** @returns the modules, in the order they depend on each other */
async function loadDevices(rateHz: number): Promise<string[]> {
  const stage = ['module-null-sink', `sink_name=${STAGE}`, ...stageFormat(rateHz)];
  const source = [
    'module-remap-source',
    `source_name=${INPUT}.monitor`,
    `master=${STAGE}.monitor`,
    `channels=${LIVE_CHANNELS}`,
    `channel_map=${ALSA_NAMES.slice(0, LIVE_CHANNELS).join(',')}`,
    `master_channel_map=${AUX.slice(0, LIVE_CHANNELS).join(',')}`,
    'remix=no',
  ];
  const sink = [
    'module-remap-sink',
    `sink_name=${OUTPUT}`,
    `master=${STAGE}`,
    `channels=${OUTPUT_CHANNELS}`,
    `channel_map=${ALSA_NAMES.join(',')}`,
    `master_channel_map=${AUX.slice(LIVE_CHANNELS).join(',')}`,
    'remix=no',
  ];
  const modules: string[] = [];
  for (const module of [stage, source, sink]) modules.push(await pactl('load-module', ...module));
  return modules;
}

function stageFormat(rateHz: number): string[] {
  const map = `channel_map=${AUX.join(',')}`;
  return [`rate=${rateHz}`, `channels=${ALL_CHANNELS}`, 'format=float32le', map];
}

const FORMAT = [
  '--raw',
  '--format=float32le',
  `--channels=${ALL_CHANNELS}`,
  `--channel-map=${AUX.join(',')}`,
];

function runFile(
  played: string,
  tailSeconds: number,
  format: readonly string[],
): Promise<Recorded> {
  return withTemporaryFolder(async (folder) => {
    const heard = join(folder, 'heard.raw');
    const record = ['--record', `--device=${STAGE}.monitor`, '--latency-msec=20', heard];
    await withProcess('pacat', [...format, ...record], async () => {
      await untilIsThere(heard);
      await playFile(played, format);
      await sleep(1000 * tailSeconds);
    });
    const bytes = new Uint8Array(await readFile(heard)).buffer;
    const frames = Math.floor(bytes.byteLength / 4 / ALL_CHANNELS);
    const all = createPlanarBlock(ALL_CHANNELS, frames);
    deinterleave(new Float32Array(bytes, 0, frames * ALL_CHANNELS), all);
    return { input: all.slice(0, LIVE_CHANNELS), output: all.slice(LIVE_CHANNELS) };
  });
}

async function playFile(played: string, format: readonly string[]): Promise<void> {
  const playback = ['--playback', `--device=${STAGE}`, played];
  await withProcess('pacat', [...format, ...playback], async ({ child }) => {
    if (child.exitCode === null) await once(child, 'exit');
  });
}

/** What is played, written once: who plays the same rows again has no work that would show in what is measured. */
class PlayedFiles {
  readonly #folder: string;
  readonly #files = new Map<PlanarBlock, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async of(rows: PlanarBlock): Promise<string> {
    const known = this.#files.get(rows);
    if (known !== undefined) return known;
    const file = join(this.#folder, `played-${this.#files.size}.raw`);
    await writeFile(file, interleaved(rows));
    this.#files.set(rows, file);
    return file;
  }
}

/** The rows on the first channels of the stage, silence on the others. */
function interleaved(rows: PlanarBlock): Uint8Array {
  const frames = rows[0]!.length;
  const silence = new Float32Array(frames);
  const all = [...rows, ...Array.from({ length: OUTPUT_CHANNELS }, () => silence)];
  const samples = new Float32Array(all.length * frames);
  interleave(all, samples);
  return new Uint8Array(samples.buffer);
}

async function untilIsThere(file: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if ((await readFile(file).catch(() => Buffer.alloc(0))).length > 0) return;
    await sleep(50);
  }
  throw new Error(`${file}: nothing is recorded within 10 s`);
}

/** @returns what it printed */
function pactl(...args: readonly string[]): Promise<string> {
  return withProcess('pactl', args, async (process) => {
    assert.equal(await process.ended(), 0, `pactl ${args.join(' ')}: ${process.output()}`);
    return process.output().trim();
  });
}
