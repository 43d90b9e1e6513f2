/**
 * What it means when PortAudio does not open a device: that the device cannot do what was asked, which waiting does not
 * change, or that it is not there (unplugged, taken by another program), which it may.
 */
import { OperationalError } from '../../operational-error.js';
import type { PortAudioDevice } from '../portaudio-device-schema.js';
import type { AudioStreamSetup } from './audio-stream-spec.js';
import { channelsOf } from './pick-device.js';
import { messageOf } from '../../thrown-error.js';

/** @returns the error for a device that refuses, or a sentence for one that is not there */
export function openingFailure(
  setup: AudioStreamSetup,
  device: PortAudioDevice | undefined,
  error: unknown,
): OperationalError | string {
  const { direction, rateHz, channels } = setup;
  const words = messageOf(error);
  const name = `The ${direction} device "${device?.name ?? setup.device}"`;
  if (/channel count|number of channels/i.test(words)) {
    const most = device === undefined ? 'fewer' : `${channelsOf(device, direction)}`;
    return new OperationalError(
      'bad-argument',
      `${name} has ${most} channels, got ${channels}. Ask for as many or fewer.`,
    );
  }
  if (/sample rate/i.test(words)) {
    const own = device === undefined ? '' : ` (its own is ${device.defaultSampleRate} Hz)`;
    return new OperationalError(
      'bad-argument',
      `${name} does not run at ${rateHz} Hz${own}. Choose another rate, or set the device to this one.`,
    );
  }
  return `${name} cannot be opened: ${words}`;
}
