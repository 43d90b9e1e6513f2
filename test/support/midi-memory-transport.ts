/**
 * A MIDI system in memory: devices that a test plugs in and pulls out, plays on, and whose lamps it reads. Each part can be told to
 * fail, as native code does.
 */
import type {
  MidiPortNames,
  MidiTransport,
  ReceiveBytes,
} from '../../src/control/midi/midi-transport.js';
import { OperationalError } from '../../src/operational-error.js';

export type Part = 'ports' | 'openInput' | 'openOutput' | 'send' | 'close';

export interface MemoryTransport extends MidiTransport {
  plug(name: string): void;
  unplug(name: string): void;
  /** The connections break of themselves, as when the process that holds them crashes; the devices stay. */
  crash(): void;
  play(name: string, bytes: readonly number[], atMs?: number): void;
  /** [output, ...bytes] in order */
  readonly sent: (string | number)[][];
  readonly failing: Set<Part>;
  /** inputs that are open now */
  readonly openInputs: ReadonlyMap<string, ReceiveBytes>;
}

export function createMemoryTransport(...devices: string[]): MemoryTransport {
  const there = new Set(devices);
  const openInputs = new Map<string, ReceiveBytes>();
  const breaks = new Set<() => void>();
  const sent: (string | number)[][] = [];
  const failing = new Set<Part>();
  const failIf = (part: Part): void => {
    if (failing.has(part)) throw new Error(`${part} failed`);
  };
  const openPort = (name: string, part: Part): void => {
    failIf(part);
    if (!there.has(name)) throw new Error(`no port ${name}`);
  };
  const names = (): MidiPortNames => ({ inputs: [...there], outputs: [...there] });
  return {
    sent,
    failing,
    openInputs,
    plug: (name) => void there.add(name),
    unplug: (name) => void there.delete(name),
    crash() {
      openInputs.clear();
      for (const broken of [...breaks]) broken();
      breaks.clear();
    },
    play(name, bytes, atMs = 0) {
      openInputs.get(name)?.(Uint8Array.from(bytes), atMs);
    },
    ports: () =>
      failing.has('ports')
        ? Promise.reject(new OperationalError('package-missing', 'There is no sequencer.'))
        : Promise.resolve(names()),
    async openInput(name, receive, gone) {
      openPort(name, 'openInput');
      openInputs.set(name, receive);
      breaks.add(gone);
      return Promise.resolve({
        close: () => {
          openInputs.delete(name);
          breaks.delete(gone);
          failIf('close');
        },
      });
    },
    async openOutput(name, gone) {
      openPort(name, 'openOutput');
      breaks.add(gone);
      return Promise.resolve({
        send: (bytes) => {
          failIf('send');
          if (!there.has(name)) throw new Error(`the cable of ${name} is out`);
          sent.push([name, ...bytes]);
        },
        close: () => {
          breaks.delete(gone);
          failIf('close');
        },
      });
    },
    close: () => {
      failIf('close');
    },
  };
}
