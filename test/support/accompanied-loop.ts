/**
 * An accompanied loop between two real sound devices: a client that says where bars are, a session that answers a loop of one bar
 * with half of it (models/kit/gaussian.py, echo), and what was played in and out, recorded on one clock.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { answer, request } from './osc-dialogue.js';
import { openUdpProbe, type Probe } from './osc-probes.js';
import { withLiveLoop, type LiveLoop, type LiveLoopOptions } from './live-loop.js';
import { repositoryPath } from './repository.js';

/** Where nothing else is asked for: a bar of four beats is a second, and the loop. */
const BPM = 240;
const SAYING_MS = 100;

export interface AccompaniedLoop extends LiveLoop {
  /** Waits for a message to subscribers whose words fit. */
  readonly heard: (words: RegExp) => Promise<void>;
  readonly send: (route: string, ...args: (string | number)[]) => void;
}

/** @param mode what else `live/start` is asked for */
export function withAccompaniedLoop<Result>(
  mode: readonly (string | number)[],
  options: Partial<LiveLoopOptions> & { readonly bpm?: number },
  use: (loop: AccompaniedLoop) => Promise<Result>,
): Promise<Result> {
  const { model = 'echo', args = [], bpm = BPM, ...rest } = options;
  const models = repositoryPath('test', 'fixtures', 'models');
  const daemonArgs = ['--live-mode', 'listen', ...args];
  if (model === 'echo') daemonArgs.push('--model-folders', models);
  return withLiveLoop({ model, args: daemonArgs, ...rest }, async (loop) => {
    const probe = await openUdpProbe(loop.daemon.port);
    const beat = () => (performance.now() * bpm) / 60_000;
    const saying = setInterval(() => {
      probe.send(request('transport', bpm, 4, beat(), 1));
    }, SAYING_MS);
    try {
      await started(probe, mode);
      const { heard, stop } = listening(probe);
      try {
        const send = (route: string, ...words: (string | number)[]) => {
          probe.send(request(route, ...words));
        };
        return await use({ ...loop, heard, send });
      } finally {
        await stop();
      }
    } finally {
      clearInterval(saying);
      await probe.close();
    }
  });
}

async function started(probe: Probe, mode: readonly (string | number)[]): Promise<void> {
  for (const [route, ...args] of [
    ['live/stop', 's'],
    ['live/start', 'a', 'mode', 'accompany', ...mode],
    ['subscribe', 'me', 0, 600],
  ] as const) {
    for (;;) {
      probe.send(request(route, ...args));
      let reply = await answer(probe);
      while (reply[0] !== 'done' && reply[0] !== 'error') reply = await answer(probe);
      if (reply[0] === 'done') break;
      // the daemon has not begun to listen yet
      assert.equal(reply[2], 'live-off', String(reply[3]));
      await sleep(SAYING_MS);
    }
  }
}

/** Reads all messages, and keeps what has been said since it was last asked for. */
function listening(probe: Probe): {
  heard: (words: RegExp) => Promise<void>;
  stop: () => Promise<void>;
} {
  const said: string[] = [];
  const over = new AbortController();
  let wake: () => void = () => undefined;
  const reading = (async () => {
    while (!over.signal.aborted) {
      said.push((await answer(probe)).join(' '));
      wake();
    }
  })();
  return {
    heard: async (words) => {
      for (;;) {
        const at = said.findIndex((line) => words.test(line));
        if (at >= 0) {
          said.splice(0, at + 1);
          return;
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    stop: () => {
      over.abort();
      // a heartbeat comes every second
      return reading;
    },
  };
}
