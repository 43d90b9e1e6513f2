/**
 * MIDI transport: bytes in and out of ports that have names. The daemon's is easymidi-transport.ts; tests pass their own.
 *
 * Any call may fail at any time, for cables are pulled; midi-ports.ts lives with that.
 */
export interface MidiPortNames {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** @param atMs arrival time by the clock of this process (performance.now()) */
export type ReceiveBytes = (bytes: Uint8Array, atMs: number) => void;

export interface MidiInput {
  close(): void;
}

export interface MidiOutput {
  /** Sends whole messages; what a pulled cable swallows is lost. */
  send(bytes: Uint8Array): void;
  close(): void;
}

export interface MidiTransport {
  /** The ports there are now. @throws OperationalError `package-missing` when there is no MIDI system */
  ports(): Promise<MidiPortNames>;
  /** @param gone called once when the connection breaks of itself */
  openInput(name: string, receive: ReceiveBytes, gone: () => void): Promise<MidiInput>;
  openOutput(name: string, gone: () => void): Promise<MidiOutput>;
  close(): void;
}
