/** What tests ask of a live session: stereo on both sides, every stem on channels of its own. */
import type { LiveRequest } from '../../src/live/live.js';
import { presetSampling } from '../../src/sampling/sampling-settings.js';

export const LIVE_REQUEST: LiveRequest = {
  input: 'in',
  output: 'out',
  rateHz: 44_100,
  channels: 2,
  layout: 'stems',
  latencyLimitSeconds: 1.5,
  sampling: {
    ...presetSampling('draft', 0),
    steps: 1,
  },
  recording: undefined,
};
