/**
 * A PulseAudio server of a test's own, whose null sinks are sound devices to PortAudio, by way of ALSA's pulse plugin:
 * what is played to a sink can be recorded from its monitor. Everything lives in a temporary folder and ends with the test.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { interleave, deinterleave } from '../../src/audio/host/interleave.js';
import { createPlanarBlock, type PlanarBlock } from '../../src/signal/planar-block.js';
import { withProcess } from './process-output.js';
import { withTemporaryFolder } from './temporary-folder.js';

export interface NullSink {
  readonly name: string;
  readonly rateHz: number;
  readonly channels: number;
}

export interface PulseServer {
  /** Plays the rows into the sink, in real time, and resolves at their end. */
  play(sink: string, rows: PlanarBlock): Promise<void>;
  /** Runs `use` and gives what the sink's monitor heard meanwhile, and somewhat longer. */
  record(sink: string, use: () => Promise<void>): Promise<PlanarBlock>;
  /** Pulls the device's plug. */
  unloadSink(sink: string): Promise<void>;
  loadSink(sink: string): Promise<void>;
}

/** PortAudio's name for the device that plays to the sink. */
export function playbackDevice(sink: string): string {
  return `test_${sink}_playback`;
}

/** PortAudio's name for the device that records what the sink plays. */
export function captureDevice(sink: string): string {
  return `test_${sink}_capture`;
}

/** Runs `use` with a server that has these sinks; they are the only devices that PortAudio sees meanwhile. */
export function withPulseServer<Result>(
  sinks: readonly NullSink[],
  /** names of devices that the test loads itself */
  others: readonly string[],
  use: (server: PulseServer) => Promise<Result>,
): Promise<Result> {
  return withTemporaryFolder(async (folder) => {
    const runtimeFolder = join(folder, 'run');
    await mkdir(runtimeFolder, { mode: 0o700 });
    const socket = `unix:${join(folder, 'socket')}`;
    const alsaFile = join(folder, 'asound.conf');
    const names = [...sinks.map(({ name }) => name), ...others];
    await writeFile(alsaFile, names.map((name) => alsaDevices(name, socket)).join(''));
    const environment = {
      HOME: folder,
      XDG_RUNTIME_DIR: runtimeFolder,
      PULSE_SERVER: socket,
      PULSE_COOKIE: join(folder, 'cookie'),
      ALSA_CONFIG_PATH: alsaFile,
    };
    const args = ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no'];
    args.push('--disable-shm=yes', '--log-target=stderr');
    const protocol = `socket=${join(folder, 'socket')} auth-anonymous=1`;
    args.push('-L', `module-native-protocol-unix ${protocol}`);
    return withEnvironment(environment, () =>
      withProcess('pulseaudio', args, async (pulseaudio) => {
        await untilReady(() => pulseaudio.output());
        const server = new RunningPulseServer(folder, sinks);
        for (const { name } of sinks) await server.loadSink(name);
        return use(server);
      }),
    );
  });
}

class RunningPulseServer implements PulseServer {
  readonly #folder: string;
  readonly #sinks: readonly NullSink[];
  readonly #modules = new Map<string, string>();
  #files = 0;

  constructor(folder: string, sinks: readonly NullSink[]) {
    this.#folder = folder;
    this.#sinks = sinks;
  }

  async loadSink(name: string): Promise<void> {
    const { rateHz, channels } = this.#sink(name);
    const args = [`sink_name=${name}`, `rate=${rateHz}`, `channels=${channels}`];
    const module = await run('pactl', [
      'load-module',
      'module-null-sink',
      ...args,
      'format=float32le',
    ]);
    this.#modules.set(name, module.trim());
  }

  async unloadSink(name: string): Promise<void> {
    await run('pactl', ['unload-module', this.#modules.get(name) ?? assert.fail(name)]);
  }

  async play(name: string, rows: PlanarBlock): Promise<void> {
    const file = this.#file();
    const samples = new Float32Array(rows.length * rows[0]!.length);
    interleave(rows, samples);
    await writeFile(file, new Uint8Array(samples.buffer));
    await run('pacat', [...this.#format(name), '--playback', `--device=${name}`, file]);
  }

  async record(name: string, use: () => Promise<void>): Promise<PlanarBlock> {
    const file = this.#file();
    const args = [
      ...this.#format(name),
      '--record',
      `--device=${name}.monitor`,
      '--latency-msec=20',
    ];
    await withProcess('pacat', [...args, file], async () => {
      await untilReady(
        () => 'no recording',
        async () => (await readFile(file)).length > 0,
      );
      await use();
      // what was played last is on its way
      await sleep(500);
    });
    const { channels } = this.#sink(name);
    const bytes = new Uint8Array(await readFile(file)).buffer;
    const frames = Math.floor(bytes.byteLength / 4 / channels);
    const rows = createPlanarBlock(channels, frames);
    deinterleave(new Float32Array(bytes, 0, frames * channels), rows);
    return rows;
  }

  #format(name: string): string[] {
    const { rateHz, channels } = this.#sink(name);
    return ['--raw', '--format=float32le', `--rate=${rateHz}`, `--channels=${channels}`];
  }

  #sink(name: string): NullSink {
    return this.#sinks.find((sink) => sink.name === name) ?? assert.fail(`no sink ${name}`);
  }

  #file(): string {
    this.#files += 1;
    return join(this.#folder, `${this.#files}.raw`);
  }
}

function alsaDevices(name: string, socket: string): string {
  const device = (alsaName: string, pulseName: string): string =>
    `pcm.${alsaName} { type pulse server "${socket}" device "${pulseName}" }\n`;
  return device(playbackDevice(name), name) + device(captureDevice(name), `${name}.monitor`);
}

async function untilReady(
  said: () => string,
  ready: () => Promise<boolean> = () => run('pactl', ['info']).then(Boolean),
): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await ready().catch(() => false)) return;
    await sleep(50);
  }
  throw new Error(`not ready within 10 s: ${said()}`);
}

function run(command: string, args: readonly string[]): Promise<string> {
  return withProcess(command, args, async (process) => {
    assert.equal(await process.ended(), 0, `${command} ${args.join(' ')}: ${process.output()}`);
    return process.output();
  });
}

/** Children inherit it, those of the code under test too. */
async function withEnvironment<Result>(
  variables: Readonly<Record<string, string>>,
  use: () => Promise<Result>,
): Promise<Result> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await use();
  } finally {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  }
}
