/**
 * PortAudio device schema: what naudiodon says of a sound device, as far as it is used here.
 */
import { z } from 'zod';

import type { Parsed } from '../json-file.js';

const portAudioDeviceSchema = z.object({
  id: z.number(),
  name: z.string(),
  hostAPIName: z.string(),
  maxInputChannels: z.number(),
  maxOutputChannels: z.number(),
  defaultSampleRate: z.number(),
});

export const portAudioDevicesSchema = z.array(portAudioDeviceSchema);

export type PortAudioDevice = Parsed<typeof portAudioDeviceSchema>;
