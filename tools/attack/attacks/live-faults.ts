/**
 * Live faults: a session between two sound devices that records, whose processes are killed and frozen, which stands still itself
 * for longer than its queues hold, and which gets no descriptors for a while.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { captureDevice, playbackDevice } from '../../../test/support/pulse-server.js';
import { whiteNoise } from '../../../test/support/white-noise.js';
import type { Attack } from '../attack.js';
import { descendants, processFigures, withLimit } from '../process-figures.js';
import type { SeededRandom } from '../seeded-random.js';
import type { Target } from '../target.js';
import { lookAtOutputs } from '../whole-results.js';

const RATE_HZ = 44_100;
const WHOLE_MS = 2000;
const CALM_MS = 2000;
const LONGEST_FREEZE_MS = 4000;
/** more than the ten seconds of sound that may wait for the disk */
const STANDSTILL_MS = 11_000;
const NOISE_SECONDS = 1;

export const liveFaults: Attack = {
  name: 'live-faults',
  holds:
    'A live session between devices outlives its processes, standstills and want of descriptors, and what it recorded is kept.',
  seconds: { long: 60 },
  needs: ['devices'],
  bounds: { peakMegabytes: 700 },
  standsStill: true,
  run: async ({ random, isOver, target, tried, expect, sound }) => {
    const watched = await target({});
    const { daemon, before } = watched;
    const devices = ['input', captureDevice('in'), 'output', playbackDevice('out')];
    for (let session = 0; !isOver(); session++) {
      const { end } = await watched.ask('live/start', ...devices, 'record', 1);
      expect(end === 'done', `live/start ended in ${end}`);
      const noise = [1, 2].map((seed) => whiteNoise(NOISE_SECONDS * RATE_HZ, seed));
      await sound?.play('in', noise);
      await sleep(WHOLE_MS);
      // the first session meets what is worst for its recording
      const fault = session === 0 ? standStill : random.pick(FAULTS);
      tried(await fault(watched, random));
      if (!daemon.isRunning) return;
      await sleep(CALM_MS);
      const stop = await watched.ask('live/stop');
      expect(stop.end === 'done', `live/stop after a fault ended in ${stop.end}`);
      const { recordings, broken, temporary } = await lookAtOutputs(daemon.outputFolder);
      const folders = new Set(recordings.map((file) => file.split('/')[0]));
      expect(folders.size > session, 'nothing is left of a live recording');
      expect(broken.length + temporary.length === 0, `it left ${[...broken, ...temporary].join()}`);
      const { children } = await processFigures(daemon.pid);
      expect(children <= before.children, 'processes of a stopped session stay');
    }
  },
};

type Fault = (target: Target, random: SeededRandom) => Promise<string>;

async function standStill({ daemon }: Target): Promise<string> {
  daemon.signal('SIGSTOP');
  await sleep(STANDSTILL_MS);
  daemon.signal('SIGCONT');
  return 'standstills';
}

async function killChild({ daemon }: Target, random: SeededRandom): Promise<string> {
  const children = await descendants(daemon.pid);
  if (children.length > 0) process.kill(random.pick(children), 'SIGKILL');
  return 'kills of a stream';
}

async function freezeChild({ daemon }: Target, random: SeededRandom): Promise<string> {
  const children = await descendants(daemon.pid);
  if (children.length === 0) return 'freezes of nothing';
  const child = random.pick(children);
  process.kill(child, 'SIGSTOP');
  await sleep(random.between(0, LONGEST_FREEZE_MS));
  try {
    process.kill(child, 'SIGCONT');
  } catch {
    // the daemon has replaced it
  }
  return 'freezes of a stream';
}

async function fewDescriptors(target: Target, random: SeededRandom): Promise<string> {
  const { pid } = target.daemon;
  const { descriptors } = await processFigures(pid);
  await withLimit(pid, 'nofile', descriptors + random.below(6), async () => {
    await killChild(target, random);
    await sleep(WHOLE_MS);
  });
  return 'kills of a stream without descriptors';
}

const FAULTS: readonly Fault[] = [standStill, killChild, freezeChild, fewDescriptors];
