/**
 * Which of PortAudio's devices a name means. The whole name wins over a part of it; a name may end in its host API, as
 * `stemwright devices` prints it: "Scarlett 2i2 (WASAPI)". It opens nothing.
 */
import { OperationalError } from '../../operational-error.js';
import type { PortAudioDevice } from '../portaudio-device-schema.js';
import type { StreamDirection } from './audio-stream-spec.js';

/** The system's own choice. */
export const DEFAULT_DEVICE = 'default';

/**
 * @returns the device, or undefined when none of that direction is called so
 * @throws OperationalError `bad-argument` when several match, with their names
 */
export function pickDevice(
  devices: readonly PortAudioDevice[],
  wanted: string,
  direction: StreamDirection,
): PortAudioDevice | undefined {
  const usable = devices.filter((device) => channelsOf(device, direction) > 0);
  const name = wanted.toLowerCase();
  const called = usable.filter((device) => namesOf(device).includes(name));
  const matches =
    called.length > 0
      ? called
      : usable.filter((device) => namesOf(device).some((each) => each.includes(name)));
  if (matches.length > 1) {
    throw new OperationalError(
      'bad-argument',
      `Expected one ${direction} device called "${wanted}", got ${matches.length}: ` +
        `${matches.map(fullName).join(', ')}. Give more of the name.`,
    );
  }
  return matches[0];
}

/** @returns why a stream waits, as part of a sentence: that there is no such device, and which there are */
export function absentReason(
  devices: readonly PortAudioDevice[],
  wanted: string,
  direction: StreamDirection,
): string {
  const usable = devices.filter((device) => channelsOf(device, direction) > 0);
  const there =
    usable.length === 0
      ? `this machine has no ${direction} devices`
      : `there are: ${usable.map(fullName).join(', ')}`;
  const what = wanted.toLowerCase() === DEFAULT_DEVICE ? 'device' : `device "${wanted}"`;
  return `there is no ${direction} ${what} (${there}); it is used as soon as it is plugged in`;
}

export function channelsOf(device: PortAudioDevice, direction: StreamDirection): number {
  return direction === 'input' ? device.maxInputChannels : device.maxOutputChannels;
}

function fullName(device: PortAudioDevice): string {
  return `${device.name} (${device.hostAPIName})`;
}

function namesOf(device: PortAudioDevice): readonly string[] {
  return [device.name.toLowerCase(), fullName(device).toLowerCase()];
}
