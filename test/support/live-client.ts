/**
 * What a client of a live daemon asks and hears.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { answer, request } from './osc-dialogue.js';
import { openUdpProbe } from './osc-probes.js';
import type { RunningDaemon } from './running-daemon.js';

export interface LiveState {
  readonly latencyFrames: number;
  readonly xruns: number;
}

const LIMIT_MS = 60_000;

export async function liveStatus({ port }: RunningDaemon): Promise<LiveState> {
  const probe = await openUdpProbe(port);
  try {
    probe.send(request('status', 's'));
    const reply = await answer(probe);
    return { latencyFrames: Number(reply[6]), xruns: Number(reply[7]) };
  } finally {
    await probe.close();
  }
}

/** Asks for something and waits for its end. @returns the last reply: `done`, or `error` with its code and sentence */
export async function ask(
  { port }: RunningDaemon,
  route: string,
  ...args: (string | number)[]
): Promise<unknown[]> {
  const probe = await openUdpProbe(port);
  try {
    probe.send(request(route, 'ask', ...args));
    for (;;) {
      const reply = await answer(probe);
      if (reply[0] === 'done' || reply[0] === 'error') return reply;
    }
  } finally {
    await probe.close();
  }
}

/** The session that `serve --input` begins with is there. */
export async function untilLive(daemon: RunningDaemon): Promise<void> {
  for (let waitedMs = 0; (await liveStatus(daemon)).latencyFrames === 0; waitedMs += 100) {
    assert.ok(waitedMs < LIMIT_MS, 'no live session within a minute');
    await sleep(100);
  }
}

/** Runs `use` as a subscriber, who can wait for a sentence. @returns all sentences it heard */
export async function withLiveEvents(
  { port }: RunningDaemon,
  use: (heard: (sentence: RegExp) => Promise<void>) => Promise<void>,
): Promise<string[]> {
  const probe = await openUdpProbe(port);
  const news: string[] = [];
  try {
    probe.send(request('subscribe', 'me', 0, 600));
    assert.deepEqual(await answer(probe), ['done', 'me']);
    await use(async (sentence) => {
      const endMs = performance.now() + LIMIT_MS;
      while (!news.some((line) => sentence.test(line))) {
        // a heartbeat comes every second, whatever else does
        assert.ok(performance.now() < endMs, `no ${sentence} within a minute:\n${news.join('\n')}`);
        const [address, , , line] = await answer(probe);
        if (address === 'live/news') news.push(String(line));
      }
    });
    return news;
  } finally {
    await probe.close();
  }
}
