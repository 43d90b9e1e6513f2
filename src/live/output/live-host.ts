/**
 * Live host: the sound devices of a session that plays what it makes of its input, in real time.
 */
import type { AudioHost, AudioHostOptions } from '../../audio/host/audio-host.js';
import type { LogPort } from '../../log-port.js';
import { outputRows } from './live-output.js';
import type { LiveRequest } from '../live.js';

export interface LiveHostParts {
  readonly startHost: (options: AudioHostOptions) => Promise<AudioHost>;
  readonly log: LogPort;
  readonly signal: AbortSignal;
}

/** Sound that waits at the output when it begins: as late as blocks may come from here, and no later. */
export const PREFILL_SECONDS = 0.25;

/** @throws OperationalError as the audio host does */
export function openLiveHost(
  { input, output, rateHz, channels, layout }: LiveRequest,
  stems: number,
  { startHost, log, signal }: LiveHostParts,
): Promise<AudioHost> {
  const outputChannels = outputRows(layout, channels, stems);
  return startHost({
    input: { device: input, rateHz, channels },
    output: output === undefined ? undefined : { device: output, rateHz, channels: outputChannels },
    outputPrefillFrames: Math.round(PREFILL_SECONDS * rateHz),
    outputHoldsLatency: true,
    signal,
    onNativeLine: (stream, line) => {
      log.debug({ stream }, line);
    },
  });
}
