/**
 * A live stage for tests of what it does with a session, whatever that is: there are no devices and no model.
 */
import assert from 'node:assert/strict';

import { LiveStage, type LiveStageOptions } from '../../src/live/live-stage.js';
import { recordedLog, type LogLine } from './recorded-log.js';

export function stageWithoutDevices(options: Pick<LiveStageOptions, 'startSeparating' | 'stems'>): {
  readonly stage: LiveStage;
  readonly log: readonly LogLine[];
} {
  const { log, lines } = recordedLog();
  const stage = new LiveStage({
    ...options,
    log,
    startInference: () => assert.fail('no model is started'),
    startHost: () => assert.fail('no device is opened'),
    timeline: () => assert.fail('nothing is played along'),
    outputOffsetMs: 0,
  });
  return { stage, log: lines };
}
