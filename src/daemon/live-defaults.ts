/**
 * Live defaults: what the settings say about live sessions, and the session that `serve --input` starts with.
 */
import { DEFAULT_DEVICE } from '../audio/host/pick-device.js';
import type { Settings } from '../config/settings.js';
import { NO_DEVICE, type LiveDefaults } from '../control/api/live-request.js';
import type { LiveRequest } from '../live/live.js';
import { presetSampling } from '../sampling/sampling-settings.js';

export function liveDefaults(settings: Settings): LiveDefaults {
  return {
    mode: { kind: settings.liveMode },
    input: settings.input ?? DEFAULT_DEVICE,
    output: settings.output === NO_DEVICE ? undefined : settings.output,
    rateHz: settings.liveRateHz,
    channels: settings.liveChannels,
    layout: settings.liveLayout,
    latencyLimitSeconds: settings.liveLatencyMs / 1000,
  };
}

/** undefined: no session is asked for */
export function liveAtStart(settings: Settings): LiveRequest | undefined {
  if (settings.input === undefined || settings.input === NO_DEVICE) return undefined;
  const sampling = presetSampling(settings.preset, settings.seed);
  return { ...liveDefaults(settings), sampling, recording: undefined };
}
