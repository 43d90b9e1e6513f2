/**
 * The audio devices PortAudio sees now. Looked up in a child process, because PortAudio and the host's audio system
 * print to stdout and stderr while they search.
 */
import { askChildProcess } from '../ask-child-process.js';
import { portAudioDevicesSchema } from './portaudio-device-schema.js';

export interface AudioDevice {
  readonly name: string;
  readonly hostApi: string;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly defaultRateHz: number;
}

const TIMEOUT_MS = 10_000;

/** @throws OperationalError `package-missing` when naudiodon is not installed or PortAudio fails */
export async function listAudioDevices(signal?: AbortSignal): Promise<AudioDevice[]> {
  const devices = await askChildProcess({
    module: new URL('./portaudio-devices-process.js', import.meta.url),
    schema: portAudioDevicesSchema,
    what: 'The audio package naudiodon (PortAudio)',
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  return devices.map((device) => ({
    name: device.name,
    hostApi: device.hostAPIName,
    inputChannels: device.maxInputChannels,
    outputChannels: device.maxOutputChannels,
    defaultRateHz: device.defaultSampleRate,
  }));
}
