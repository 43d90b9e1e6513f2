/**
 * Service recipe: how one system has a program started when its user logs in. What is the same everywhere is login-service.ts.
 */
import type { StartRecord } from '../start-schema.js';

export type SystemCommand = readonly [string, ...string[]];

export interface ServiceRecipe {
  /** for sentences, e.g. "the systemd unit stemwright.service" */
  readonly name: string;
  /** what the system reads, absolute */
  readonly file: string;
  /** @throws OperationalError `bad-argument` where it cannot say these */
  readonly content: (start: StartRecord) => string | Uint8Array;
  /** Once the file is there; each must succeed. They start it now, too, and again where it runs with another file. */
  readonly enable: readonly SystemCommand[];
  /** how long one of these is tried again: the system may still be at ending an earlier one @default 0 */
  readonly patienceMs?: number;
  /** Before that, and before the file goes: it may not be known. */
  readonly disable: readonly SystemCommand[];
  /** Once the file is gone. */
  readonly forget: readonly SystemCommand[];
  /** Succeeds where the system runs it now. */
  readonly ask: SystemCommand;
  /** Succeeds where the system knows one of that name; undefined: it does where the file is */
  readonly find: SystemCommand | undefined;
}
