/**
 * What the process that holds easymidi and the daemon say to each other.
 */
import type { MidiPortNames } from './midi-transport.js';

export type HostRequest =
  | { readonly kind: 'ports'; readonly request: number }
  /** the request's number names the connection from then on */
  | { readonly kind: 'open'; readonly request: number; readonly port: HostPort }
  | { readonly kind: 'send'; readonly connection: number; readonly bytes: Uint8Array }
  | { readonly kind: 'close'; readonly connection: number };

export interface HostPort {
  readonly direction: 'input' | 'output';
  readonly name: string;
}

/** What a request is answered, by its number. */
export type HostAnswer =
  | { readonly kind: 'ports'; readonly request: number; readonly ports: MidiPortNames }
  | { readonly kind: 'opened'; readonly request: number }
  | { readonly kind: 'problem'; readonly request: number; readonly problem: string };

export type HostMessage =
  | HostAnswer
  | {
      readonly kind: 'bytes';
      readonly connection: number;
      readonly bytes: Uint8Array;
      /** by the machine's monotonic clock, process.hrtime(), which all processes share */
      readonly atMs: number;
    }
  /** the output takes no more */
  | { readonly kind: 'gone'; readonly connection: number };

export function machineClockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
