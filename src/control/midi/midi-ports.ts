/**
 * MIDI ports: keeps every port open whose name contains one of the wanted names, as cables come and go.
 *
 *   look -> the same as last time? -> open what is new, close what has gone -> look again in 1.5 s
 *
 * Plugging in a device makes ports come and go for a moment: a listing that differs from the one before is looked at again after
 * 300 ms and counts when it has settled. Each change is one line in the log; so is having no MIDI system, which is looked for again
 * every half a minute. Whatever the transport throws, this goes on. A cable that is out and in again between two looks changes no
 * names; its connection stays as the system leaves it.
 */
import type { LogPort } from '../../log-port.js';
import type { Clock } from '../api/clock.js';
import type { MidiPortNames, MidiTransport } from './midi-transport.js';
import { messageOf } from '../../thrown-error.js';

export type Direction = keyof MidiPortNames;

export interface MidiPortsParts {
  readonly transport: MidiTransport;
  readonly clock: Clock;
  readonly log: LogPort;
  /** parts of names, in any case, for inputs and for outputs */
  readonly wanted: Readonly<Record<Direction, readonly string[]>>;
  readonly onBytes: (port: string, bytes: Uint8Array, atMs: number) => void;
  readonly onConnected: (direction: Direction, port: string) => void;
  readonly onGone: (direction: Direction, port: string) => void;
}

export interface MidiPorts {
  /** Looks for the first time; later looks follow by themselves. Never rejects. */
  start(): Promise<void>;
  /** Names of the outputs that are connected. */
  outputs(): readonly string[];
  send(output: string, bytes: Uint8Array): void;
  close(): void;
}

interface Connection {
  readonly send?: (bytes: Uint8Array) => void;
  close(): void;
}

export const POLL_MS = 1500;
export const SETTLE_MS = 300;
export const NO_SYSTEM_POLL_MS = 30_000;

const DIRECTIONS = ['inputs', 'outputs'] as const;

export function nameContains(name: string, parts: readonly string[]): boolean {
  return parts.some((part) => name.toLowerCase().includes(part.toLowerCase()));
}

export function createMidiPorts(parts: MidiPortsParts): MidiPorts {
  const { transport, clock, log, wanted } = parts;
  const open: Readonly<Record<Direction, Map<string, Connection>>> = {
    inputs: new Map(),
    outputs: new Map(),
  };
  /** sentences in the log already; one that comes again and again is written once */
  const logged = new Set<string>();
  let earlier: string | undefined;
  let closed = false;
  /** asked anew after each wait */
  const isClosed = (): boolean => closed;
  let callOff: () => void = () => undefined;

  function warnOnce(topic: string, error: unknown, what: string): void {
    if (logged.has(topic)) return;
    logged.add(topic);
    const reason = messageOf(error);
    log.warn({ err: error }, `${what}: ${reason}`);
  }

  async function look(): Promise<number> {
    let names: MidiPortNames;
    try {
      names = await transport.ports();
    } catch (error) {
      const what = `MIDI does not work here, everything else does; looking again every ${NO_SYSTEM_POLL_MS / 1000} s`;
      warnOnce('system', error, what);
      for (const direction of DIRECTIONS) closeMissing(direction, []);
      earlier = undefined;
      return NO_SYSTEM_POLL_MS;
    }
    if (logged.delete('system')) log.info({}, 'MIDI works now');
    const listing = JSON.stringify(names);
    const settled = earlier === undefined || earlier === listing;
    earlier = listing;
    if (!settled) return SETTLE_MS;
    for (const direction of DIRECTIONS) {
      const matching = names[direction].filter((name) => nameContains(name, wanted[direction]));
      closeMissing(direction, matching);
      for (const name of matching) await connect(direction, name);
      if (direction === 'inputs') logMissing(names.inputs);
    }
    return POLL_MS;
  }

  function logMissing(there: readonly string[]): void {
    for (const name of wanted.inputs) {
      const topic = `missing ${name}`;
      if (there.some((each) => nameContains(each, [name]))) logged.delete(topic);
      else if (!logged.has(topic)) {
        logged.add(topic);
        log.warn({ wanted: name, inputs: there }, missingSentence(name, there));
      }
    }
  }

  async function connect(direction: Direction, name: string): Promise<void> {
    if (open[direction].has(name) || isClosed()) return;
    const topic = `${direction} ${name}`;
    let connection: Connection | undefined;
    const isCurrent = () => connection !== undefined && open[direction].get(name) === connection;
    const fate = { isBroken: false };
    const gone = () => {
      fate.isBroken = true;
      if (isCurrent()) drop(direction, name);
    };
    const receive = (bytes: Uint8Array, atMs: number) => {
      guarded('a MIDI message', () => {
        if (!closed && isCurrent()) parts.onBytes(name, bytes, atMs);
      });
    };
    try {
      connection =
        direction === 'inputs'
          ? await transport.openInput(name, receive, gone)
          : await transport.openOutput(name, gone);
    } catch (error) {
      warnOnce(topic, error, `the MIDI port ${name} cannot be opened, and is tried again`);
      return;
    }
    if (isClosed() || fate.isBroken) {
      closeQuietly(connection);
      return;
    }
    logged.delete(topic);
    open[direction].set(name, connection);
    log.info({ port: name, direction }, 'MIDI port connected');
    guarded('a MIDI port', () => {
      parts.onConnected(direction, name);
    });
  }

  function closeMissing(direction: Direction, there: readonly string[]): void {
    for (const name of [...open[direction].keys()]) {
      if (!there.includes(name)) drop(direction, name);
    }
  }

  function drop(direction: Direction, name: string): void {
    const connection = open[direction].get(name);
    open[direction].delete(name);
    if (connection !== undefined) closeQuietly(connection);
    log.warn({ port: name, direction }, 'MIDI port gone');
    guarded('a MIDI port', () => {
      parts.onGone(direction, name);
    });
  }

  function guarded(what: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      log.error({ err: error }, `${what} was not handled by a fault of the daemon`);
    }
  }

  async function poll(): Promise<void> {
    const waitMs = await look().catch((error: unknown) => {
      warnOnce('look', error, 'MIDI ports cannot be looked after');
      return POLL_MS;
    });
    if (closed) return;
    callOff = clock.after(waitMs, () => void poll());
  }

  return {
    start: poll,
    outputs: () => [...open.outputs.keys()],
    send(output, bytes) {
      try {
        open.outputs.get(output)?.send?.(bytes);
      } catch {
        // the cable is out; the next look says so
        drop('outputs', output);
      }
    },
    close() {
      closed = true;
      callOff();
      for (const direction of DIRECTIONS) {
        for (const connection of open[direction].values()) closeQuietly(connection);
        open[direction].clear();
      }
      try {
        transport.close();
      } catch (error) {
        log.warn({ err: error }, 'the MIDI transport does not close');
      }
    },
  };
}

function missingSentence(name: string, there: readonly string[]): string {
  const inputs =
    there.length === 0 ? 'this machine has no MIDI inputs' : `there are: ${there.join(', ')}`;
  return `there is no MIDI input "${name}" (${inputs}); it is opened as soon as it is plugged in`;
}

/** A port that is not there any more may refuse to be closed. */
function closeQuietly(connection: Connection): void {
  try {
    connection.close();
  } catch {
    // there is nothing left to close
  }
}
