/**
 * Daemon soak: junk, jobs, a live session and subscribers at once for minutes on end. How every accepted job ended, how memory
 * grew after the first minutes, and how long pings took.
 *
 *   beside one job -> beside one job, under junk -> with everything
 */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import { request } from '../../test/support/osc-dialogue.js';
import {
  captureDevice,
  playbackDevice,
  type PulseServer,
} from '../../test/support/pulse-server.js';
import { repositoryPath } from '../../test/support/repository.js';
import { whiteNoise } from '../../test/support/white-noise.js';
import { pingAtShare } from './pinger.js';
import { processFigures } from './process-figures.js';
import { seededRandom } from './seeded-random.js';
import { strangeAddress, strangerOverTcp, strangerOverUdp, type Stranger } from './strangers.js';
import { Target } from './target.js';

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  /** an empty folder */
  readonly folder: string;
  /** undefined: without a live session */
  readonly sound: PulseServer | undefined;
}

/** Plain data, to a thread. */
export interface JunkSetup {
  readonly port: number;
  readonly packetsPerSecond: number;
  readonly seed: number;
}

export interface PhaseFigures {
  readonly name: string;
  readonly pings: number;
  readonly lost: number;
  readonly medianMs: number;
  readonly p99Ms: number;
}

export interface SoakFigures {
  readonly phases: readonly PhaseFigures[];
  readonly junkPackets: number;
  readonly acceptedJobs: number;
  /** by how they ended; `none` is a job without an end */
  readonly ends: ReadonlyMap<string, number>;
  /** jobs that were told of after their end, or twice, in sentences */
  readonly faults: readonly string[];
  /** MB, a mean a minute */
  readonly residentMegabytes: readonly number[];
  /** of the last minute's mean against the first one's after the warm-up; NaN where there is no such minute */
  readonly growthPercent: number;
  readonly descriptorsMore: number;
  readonly logKilobytes: number;
  /** lines of its log that no correct daemon writes */
  readonly oddLines: readonly string[];
}

export const JUNK_PACKETS_PER_SECOND = 1000;
const WARM_UP_MINUTES = 3;
/** of the time, for each of the first two phases */
const PHASE_SHARE = 0.1;
const SAMPLE_MS = 5000;
const READERS = 8;
const SLOW_READERS = 2;
/** of the recording that jobs separate */
const PART_SECONDS = 2;
const RECORDING_SECONDS = 12;
const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');
const CANCELLED_OF = 5;
const NOISE_SECONDS = 10;
const RATE_HZ = 44_100;
const LAST_JOBS_MS = 30_000;

export async function soakDaemon(options: SoakOptions): Promise<SoakFigures> {
  const target = await Target.start(options.folder);
  try {
    await target.separate();
    await target.begin();
    return await new Soak(target, options).run();
  } finally {
    await target.stop();
  }
}

class Soak {
  readonly #target: Target;
  readonly #options: SoakOptions;
  readonly #startMs = performance.now();
  readonly #samples: { readonly atMs: number; readonly megabytes: number }[] = [];
  #isOver = false;

  constructor(target: Target, options: SoakOptions) {
    this.#target = target;
    this.#options = options;
  }

  async run(): Promise<SoakFigures> {
    const { daemon, before } = this.#target;
    const allMs = 60_000 * this.#options.minutes;
    const working = Promise.all([this.#work(), this.#sample()]);
    const phases = [await this.#phase('beside one job', PHASE_SHARE * allMs)];
    const junk = new Worker(new URL('./junk-thread.js', import.meta.url), {
      workerData: this.#junkSetup(),
    });
    phases.push(await this.#phase('beside one job, under junk', PHASE_SHARE * allMs));
    const leave = await this.#subscribers();
    const playing = this.#live();
    phases.push(await this.#phase('with everything', (1 - 2 * PHASE_SHARE) * allMs));
    this.#isOver = true;
    await Promise.all([working, playing]);
    const sent = once(junk, 'message');
    junk.postMessage('end');
    const [junkPackets] = (await sent) as [number];
    leave();
    await this.#endJobs();
    const after = await processFigures(daemon.pid);
    return {
      phases,
      junkPackets,
      acceptedJobs: this.#target.ledger.accepted,
      ends: this.#target.ledger.ends,
      faults: this.#target.ledger.takeFaults(),
      ...this.#memory(),
      descriptorsMore: after.descriptors - before.descriptors,
      logKilobytes: this.#target.logBytes / 1024,
      oddLines: daemon.log.oddLines,
    };
  }

  #junkSetup(): JunkSetup {
    const { port } = this.#target.daemon;
    return { port, packetsPerSecond: JUNK_PACKETS_PER_SECOND, seed: this.#options.seed };
  }

  async #phase(name: string, lengthMs: number): Promise<PhaseFigures> {
    await this.#target.pings();
    await sleep(lengthMs);
    const pings = await this.#target.pings();
    return {
      name,
      pings: pings.sent,
      lost: pings.lost,
      medianMs: pingAtShare(pings, 0.5),
      p99Ms: pingAtShare(pings, 0.99),
    };
  }

  /** One job after the other, some of them cancelled. */
  async #work(): Promise<void> {
    const random = seededRandom(this.#options.seed, 'soak');
    const client = await this.#target.client();
    while (!this.#isOver) {
      const from = random.between(0, RECORDING_SECONDS - PART_SECONDS);
      const part = ['from', from, 'to', from + PART_SECONDS];
      const job = client.begin('separate', RECORDING, ...part, 'steps', 1);
      if (random.below(CANCELLED_OF) === 0) {
        await sleep(random.between(0, 200));
        await client.ask('cancel', job.id);
      }
      await job.ended;
    }
  }

  async #sample(): Promise<void> {
    while (!this.#isOver) {
      const { residentMegabytes } = await processFigures(this.#target.daemon.pid);
      this.#samples.push({ atMs: performance.now() - this.#startMs, megabytes: residentMegabytes });
      await sleep(SAMPLE_MS);
    }
  }

  /** @returns what makes them leave */
  async #subscribers(): Promise<() => void> {
    const { port } = this.#target.daemon;
    const subscribers: Stranger[] = [];
    for (let index = 0; index < READERS; index++) {
      const address = strangeAddress(index);
      subscribers.push(await strangerOverUdp(port, address), await strangerOverTcp(port, address));
    }
    for (let index = 0; index < SLOW_READERS; index++) {
      subscribers.push(await strangerOverTcp(port, strangeAddress(index), { reads: false }));
    }
    for (const subscriber of subscribers) subscriber.send(request('subscribe', 's', 0, 3600));
    return () => {
      for (const subscriber of subscribers) subscriber.close();
    };
  }

  /** A session between the devices, with sound in it, until the end. */
  async #live(): Promise<void> {
    const { sound } = this.#options;
    if (sound === undefined) return;
    const devices = ['input', captureDevice('in'), 'output', playbackDevice('out')];
    const { end } = await this.#target.ask('live/start', ...devices);
    if (end !== 'done') throw new Error(`live/start ended in ${end}`);
    const noise = [1, 2].map((seed) => whiteNoise(NOISE_SECONDS * RATE_HZ, seed));
    while (!this.#isOver) await sound.play('in', noise);
    await this.#target.ask('live/stop');
  }

  async #endJobs(): Promise<void> {
    const { ledger } = this.#target;
    for (const jobId of ledger.open) await this.#target.ask('cancel', jobId);
    const endMs = performance.now() + LAST_JOBS_MS;
    while (ledger.open.length > 0 && performance.now() < endMs) await sleep(100);
  }

  #memory(): Pick<SoakFigures, 'residentMegabytes' | 'growthPercent'> {
    const minutes = new Map<number, number[]>();
    for (const { atMs, megabytes } of this.#samples) {
      const minute = Math.floor(atMs / 60_000);
      minutes.set(minute, [...(minutes.get(minute) ?? []), megabytes]);
    }
    const residentMegabytes = [...minutes.values()].map(
      (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
    );
    const first = residentMegabytes[this.#warmMinute()] ?? NaN;
    const last = residentMegabytes.at(-1) ?? NaN;
    return { residentMegabytes, growthPercent: (100 * (last - first)) / first };
  }

  /** The first minute with everything that is after the warm-up. */
  #warmMinute(): number {
    return WARM_UP_MINUTES + Math.ceil(2 * PHASE_SHARE * this.#options.minutes);
  }
}
