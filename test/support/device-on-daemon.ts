/**
 * Max for Live devices in Sets of one computer, connected to a daemon as [udpsend] and [udpreceive] do it: each sends from a port of
 * its own and hears on another, which one device at a time has. Ports that devices name stand for ones that are free here.
 */
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
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
  /** what [node.script] is told; nothing comes back by default */
  readonly onStarter?: (message: readonly (string | number)[], live: LiveStandIn) => void;
}

const LIMIT_MS = 30_000;
const POLL_MS = 20;
/** of the device, where its daemon is by default */
const DAEMON_PORT = 9130;
const FIRST_REPLY_PORT = 9131;
const REPLY_PORTS = 4;
const NOBODYS_PORT = 9;
/** so long the device waits for its knock */
const KNOCK_MS = 250;
/** among subscribe's arguments */
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

/** The device has found its daemon and shows its stems. */
export async function untilConnected(live: LiveStandIn): Promise<void> {
  await until(() => live.shown.get('light') === 1, 'the light');
  await until(() => shownSlots(live).length > 0, 'the stems');
}

/** The UDP ports that devices on one computer hear on. */
export class Computer {
  readonly #owners = new Map<number, (packet: Buffer) => void>();
  readonly #sockets: readonly Socket[];

  constructor(sockets: readonly Socket[]) {
    this.#sockets = sockets;
    sockets.forEach((socket, index) => {
      socket.on('message', (packet) => this.#owners.get(FIRST_REPLY_PORT + index)?.(packet));
    });
  }

  /** Who already has the port keeps it. */
  listen(port: number, hear: (packet: Buffer) => void): void {
    this.leave(hear);
    if (!this.#owners.has(port)) this.#owners.set(port, hear);
  }

  leave(hear: (packet: Buffer) => void): void {
    for (const [port, owner] of this.#owners) if (owner === hear) this.#owners.delete(port);
  }

  /** The port here that stands for it. */
  realPort(port: number): number {
    return this.#sockets[port - FIRST_REPLY_PORT]?.address().port ?? NOBODYS_PORT;
  }
}

export async function withComputer(use: (computer: Computer) => Promise<void>): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: REPLY_PORTS }, () => openSocket()));
  try {
    await use(new Computer(sockets));
  } finally {
    for (const socket of sockets) await closeSocket(socket);
  }
}

/** Runs `use` with a device that a Set has just loaded; all it sent must fit the routes. */
export async function withLoadedDevice(
  computer: Computer,
  { port: daemonPort }: Pick<RunningDaemon, 'port'>,
  { loses = () => false, onStarter = () => undefined, ...options }: DeviceOptions,
  use: (live: LiveStandIn) => Promise<void>,
): Promise<void> {
  const sender = await openSocket();
  const live = liveStandIn(options);
  let aimedAt = daemonPort;
  let knockedAt = FIRST_REPLY_PORT;
  const hear = (packet: Buffer) => {
    for (const { address, args } of decodePacket(packet).messages) {
      if (!loses(address, args[1])) live.say(address, ...(args as (string | number)[]));
    }
  };
  live.onSend = ([address, ...args]) => {
    const route = String(address).replace('/stemwright/', '');
    if (route === 'subscribe') args[REPLY_PORT_AT] = computer.realPort(Number(args[REPLY_PORT_AT]));
    sender.send(request(route, ...args), aimedAt, '127.0.0.1');
  };
  live.onTell = ([name, ...message]) => {
    const port = Number(message[0]);
    if (name === 'listen') computer.listen(port, hear);
    else if (name === 'knockport') knockedAt = port;
    else if (name === 'aim') aimedAt = port === DAEMON_PORT ? daemonPort : port;
    else if (name === 'starter') onStarter(message, live);
    else if (name === 'knock') {
      const route = String(message[0]).replace('/stemwright/', '');
      sender.send(request(route, message[1]!), computer.realPort(knockedAt), '127.0.0.1');
    }
  };
  try {
    live.say('bang');
    while (!(await subscribes(live))) live.pass(KNOCK_MS);
    live.tick();
    await use(live);
    checkRequests(live);
  } finally {
    computer.leave(hear);
    await closeSocket(sender);
  }
}

/** Whether it has a port of its own, once its knock has had the time to come back. */
async function subscribes({ sent }: LiveStandIn): Promise<boolean> {
  const isThere = () => sent.some(([address]) => address === '/stemwright/subscribe');
  for (let waitedMs = 0; waitedMs < KNOCK_MS && !isThere(); waitedMs += POLL_MS) {
    await sleep(POLL_MS);
  }
  return isThere();
}

/** Runs `use` with a device on a computer of its own that has found its daemon and shows its stems. */
export async function withDevice(
  daemon: Pick<RunningDaemon, 'port'>,
  options: DeviceOptions,
  use: (live: LiveStandIn) => Promise<void>,
): Promise<void> {
  await withComputer((computer) =>
    withLoadedDevice(computer, daemon, options, async (live) => {
      await untilConnected(live);
      await use(live);
    }),
  );
}

function checkRequests({ sent }: LiveStandIn): void {
  for (const [address, ...args] of sent) {
    const route = findRoute(String(address));
    assert.ok(route, `no route ${address ?? ''}`);
    readFields(route, args);
  }
}

async function openSocket(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  return socket;
}

async function closeSocket(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.close(resolve);
  });
}
