/**
 * Client settings: which settings the daemon's clients may change, for its next start.
 *
 * Any program on the machine can be a client. So none of these opens anything: not what the daemon reads, writes, listens on,
 * or whom it trusts. A sound input that is a file would be read wherever it lies, so it is none that clients may name.
 */
import { FILE_INPUT } from '../live/live.js';
import { OperationalError } from '../operational-error.js';
import { shownValue } from '../shown-value.js';
import type { SettingName } from './settings.js';

const CLIENT_SETTINGS = [
  'model',
  'separator',
  'provider',
  'threads',
  'queueLimit',
  'logLevel',
  'seed',
  'preset',
  'encoding',
  'format',
  'midi',
  'input',
  'output',
  'liveMode',
  'liveRateHz',
  'liveChannels',
  'liveLayout',
  'liveLatencyMs',
  'captureSeconds',
  'captureOffsetMs',
  'outputOffsetMs',
] as const satisfies readonly SettingName[];

export type ClientSetting = (typeof CLIENT_SETTINGS)[number];

export function isClientSetting(name: string): name is ClientSetting {
  return CLIENT_SETTINGS.some((known) => known === name);
}

/** @returns the name. @throws OperationalError `not-allowed` */
export function clientSetting(name: string, text: string | undefined): ClientSetting {
  if (!isClientSetting(name)) {
    throw new OperationalError(
      'not-allowed',
      `Clients may not change the setting ${shownValue(name)}. Change it in the config file, by its flag, or in the environment; ` +
        `clients may change ${CLIENT_SETTINGS.join(', ')}.`,
    );
  }
  if (name === 'input' && text?.startsWith(FILE_INPUT) === true) {
    throw new OperationalError(
      'not-allowed',
      'Clients may not have a file read at each start. Name a sound device, or start the daemon with --input.',
    );
  }
  return name;
}
