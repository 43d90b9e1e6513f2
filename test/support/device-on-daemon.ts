/**
 * The Max for Live device in a Set, connected to a daemon as [udpsend] and [udpreceive] do it.
 */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';

import { readFields } from '../../src/control/api/field.js';
import { decodePacket } from '../../src/control/osc/osc-packet.js';
import { findRoute } from '../../src/control/api/routes.js';
import { liveStandIn, shownSlots, type LiveOptions, type LiveStandIn } from './live-stand-in.js';
import { request } from './osc-dialogue.js';
import type { RunningDaemon } from './running-daemon.js';

export interface DeviceOptions extends LiveOptions {
  /** a reply that does not arrive, by its address and the stem or the like after its id */
  readonly loses?: (address: string, what: unknown) => boolean;
}

const LIMIT_MS = 30_000;
const POLL_MS = 20;
/** among subscribe's arguments; a free port takes its place here */
const REPLY_PORT_AT = 1;

export async function until(holds: () => boolean, what: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < LIMIT_MS; waitedMs += POLL_MS) {
    if (holds()) return;
    await sleep(POLL_MS);
  }
  throw new Error(`waited in vain: ${what}`);
}

/** Until the device's error line says so. */
export function untilProblem(live: LiveStandIn, problem: RegExp): Promise<void> {
  return until(
    () => problem.test(problemOf(live)),
    `${problem.source}, but the line says "${problemOf(live)}"`,
  );
}

export function problemOf({ shown }: LiveStandIn): string {
  return String(shown.get('problem'));
}

/** Runs `use` with a device that has found its daemon and shows its stems; all it sent must fit the routes. */
export async function withDevice(
  { port }: Pick<RunningDaemon, 'port'>,
  { loses = () => false, ...options }: DeviceOptions,
  use: (live: LiveStandIn) => Promise<void>,
): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  const live = liveStandIn(options);
  live.onSend = ([address, ...args]) => {
    const route = String(address).replace('/stemwright/', '');
    if (route === 'subscribe') args[REPLY_PORT_AT] = socket.address().port;
    socket.send(request(route, ...args), port, '127.0.0.1');
  };
  socket.on('message', (packet) => {
    for (const { address, args } of decodePacket(packet).messages) {
      if (!loses(address, args[1])) live.say(address, ...(args as (string | number)[]));
    }
  });
  try {
    live.say('bang');
    live.tick();
    await until(() => live.shown.get('light') === 1, 'the light');
    await until(() => shownSlots(live).length > 0, 'the stems');
    await use(live);
    checkRequests(live);
  } finally {
    await new Promise<void>((resolve) => {
      socket.close(resolve);
    });
  }
}

function checkRequests({ sent }: LiveStandIn): void {
  for (const [address, ...args] of sent) {
    const route = findRoute(String(address));
    assert.ok(route, `no route ${address ?? ''}`);
    readFields(route, args);
  }
}
