/**
 * A daemon that makes one short live recording after the other of a file of noise until it is killed, and says each as a line
 * "<latency in frames> <folder>" once it is under way.
 * Usage: node dist/test/support/recording-daemon.js FOLDER FILE
 */
import { writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startDaemon } from '../../src/daemon/daemon.js';
import { FILE_INPUT } from '../../src/live/live.js';
import { daemonSettings } from './daemon-settings.js';
import { LIVE_REQUEST } from './live-request.js';
import { createRecordedSetUp } from './recorded-set-up.js';
import { recordedLog } from './recorded-log.js';

const STDOUT = 1;
const TAKE_MS = 1500;

const [folder = '', file = ''] = process.argv.slice(2);
const settings = await daemonSettings(folder);
const { engine } = await startDaemon({
  settings,
  log: recordedLog().log,
  setUp: createRecordedSetUp(),
  surfaces: [],
});
for (let take = 0; ; take++) {
  const recording = {
    folder: path.join(settings.outputFolder, String(take)),
    encoding: 'float32',
  } as const;
  const input = `${FILE_INPUT}${file}`;
  const { latency } = await engine.live.start({
    ...LIVE_REQUEST,
    input,
    output: undefined,
    recording,
  });
  // synchronous: what was said before the kill has arrived
  writeSync(STDOUT, `${latency.sessionFrames} ${recording.folder}\n`);
  await sleep(TAKE_MS);
  await engine.live.stop();
}
