/**
 * The daemon's API over an engine of the test's, with defaults that say themselves in what comes out of it.
 */
import path from 'node:path';

import { createApi, type Api, type ApiOptions } from '../../src/control/api/api.js';
import type { LiveDefaults } from '../../src/control/api/live-request.js';
import type { LogPort } from '../../src/log-port.js';
import { createRecordedSetUp } from './recorded-set-up.js';

export const SILENT_LOG: LogPort = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export const LIVE_DEFAULTS: LiveDefaults = {
  input: 'default',
  output: 'default',
  rateHz: 44_100,
  channels: 2,
  layout: 'mix',
  latencyLimitSeconds: 1.5,
};

export function createTestApi(options: Partial<ApiOptions> & Pick<ApiOptions, 'engine'>): Api {
  return createApi({
    setUp: createRecordedSetUp(),
    version: '1.2.3',
    mediaRoots: [],
    outputFolderFor: (name) => path.join('/stems', name),
    defaults: { preset: 'standard', seed: 0, encoding: 'float32', format: 'wav' },
    liveDefaults: LIVE_DEFAULTS,
    log: SILENT_LOG,
    ...options,
  });
}
