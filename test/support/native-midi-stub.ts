/**
 * A native layer in memory under @julusian/midi and easymidi, whose JavaScript stays their own. Without a sequencer the real native
 * layer loads, but can make no port.
 */
import { createRequire } from 'node:module';
import path from 'node:path';

import type * as Easymidi from 'easymidi';

export interface NativeMidiStub {
  /** Brings a message as the native layer would, to the input opened last. */
  readonly receive: (...bytes: number[]) => void;
  /** what went out, message by message, as the native layer got it */
  readonly sent: number[][];
  /** native devices made, and those ended by destroy() */
  readonly devices: { made: number; destroyed: number };
  /** Loads a fresh copy of easymidi on the stub. */
  readonly loadEasymidi: () => typeof Easymidi;
  /** Forgets the copies, so that nobody else gets them. */
  readonly remove: () => void;
}

const PORT_NAMES = ['Keys', 'Keys', 'Pads'];

/** @param onSent called with each message that goes out */
export function stubNativeMidi(
  onSent: (bytes: number[]) => void = () => undefined,
): NativeMidiStub {
  const load = createRequire(import.meta.url);
  const midiFolder = path.dirname(load.resolve('@julusian/midi/package.json'));
  const nativeFile = path.join(midiFolder, 'load-native.js');
  const remove = (): void => {
    for (const file of Object.keys(load.cache)) {
      const isTheirs = file.startsWith(midiFolder) || file === load.resolve('easymidi');
      if (isTheirs) Reflect.deleteProperty(load.cache, file);
    }
  };
  let deliver: (deltaSeconds: number, message: Buffer) => void = () => undefined;
  const sent: number[][] = [];
  const devices = { made: 0, destroyed: 0 };
  class Device {
    /** undefined: an output */
    readonly #callback: typeof deliver | undefined;
    constructor(callback?: typeof deliver) {
      devices.made++;
      this.#callback = callback;
    }
    getPortCount = () => PORT_NAMES.length;
    getPortName = (port: number) => PORT_NAMES[port];
    ignoreTypes = () => undefined;
    openPort = () => {
      deliver = this.#callback ?? deliver;
    };
    closePort = () => undefined;
    destroy = () => {
      devices.destroyed++;
    };
    sendMessage = (bytes: Buffer) => {
      sent.push([...bytes]);
      onSent([...bytes]);
    };
  }
  remove();
  load(nativeFile);
  load.cache[nativeFile]!.exports = () => ({ Input: Device, Output: Device });
  return {
    receive: (...bytes) => {
      deliver(0.001, Buffer.from(bytes));
    },
    sent,
    devices,
    loadEasymidi: () => load('easymidi') as typeof Easymidi,
    remove,
  };
}
