/**
 * Set-up: what control surfaces see of the machine, the settings and the log. What looks, and writes, is the daemon's
 * (daemon/set-up.ts).
 */
import type { AudioDevice } from '../../audio/list-audio-devices.js';
import type { LoggedLine } from '../../log-port.js';

/** What works here and what does not, in a sentence with what to do about it. */
export interface Finding {
  readonly part: string;
  /** missing: works without it; untested: nobody knows; broken: stems cannot be separated */
  readonly state: 'good' | 'missing' | 'untested' | 'broken';
  readonly detail: string;
}

/** A setting as `stemwright config` prints it: nothing secret. */
export interface ShownSetting {
  readonly name: string;
  /** what the daemon runs with */
  readonly value: string;
  /** where that was found, e.g. "STEMWRIGHT_OSC_PORT" */
  readonly from: string;
  /** what it would run with if it were started again now, with the same flags and environment */
  readonly next: string;
  /** whether clients may change it */
  readonly open: boolean;
  readonly meaning: string;
  /** what it may be, where that is one of a few words */
  readonly choices: readonly string[];
}

export interface SetUp {
  /** The sound devices that there are now. @throws OperationalError `package-missing` */
  soundDevices(): Promise<readonly AudioDevice[]>;
  /** Takes some seconds: the model is run once. One look at a time is shared by all who ask. */
  examine(): Promise<readonly Finding[]>;
  /** @throws OperationalError as loading the settings does: the config file may be wrong by now */
  settings(): Promise<readonly ShownSetting[]>;
  /**
   * Writes a setting to the config file, for the next start.
   * @param text as its flag has it; undefined: the file says nothing of it any more
   * @throws OperationalError `not-allowed` for a setting that clients may not change, `bad-argument`, `output-failed`
   */
  changeSetting(name: string, text: string | undefined): Promise<void>;
  /** The newest lines of the log, the oldest of them first. */
  logLines(): readonly LoggedLine[];
}
