/**
 * A daemon that runs one short job after the other until it is killed, saying each event as a line "<type> <job id>".
 * Usage: node dist/test/support/busy-daemon.js FOLDER
 */
import { writeSync } from 'node:fs';
import path from 'node:path';

import { startDaemon } from '../../src/daemon/daemon.js';
import { daemonSettings } from './daemon-settings.js';
import { generation, ORIGIN } from './job-commands.js';
import { createRecordedSetUp } from './recorded-set-up.js';
import { recordedLog } from './recorded-log.js';

const STDOUT = 1;

const [folder = ''] = process.argv.slice(2);
const settings = await daemonSettings(folder);
const { engine } = await startDaemon({
  settings,
  log: recordedLog().log,
  setUp: createRecordedSetUp(),
  surfaces: [],
});
let jobs = 0;
const submitNext = () => {
  engine.jobs.submit(generation(path.join(settings.outputFolder, String(jobs++))), ORIGIN);
};
engine.jobs.subscribe(({ kind, jobId }) => {
  // synchronous: what was said before the kill has arrived
  if (kind !== 'progress') writeSync(STDOUT, `${kind} ${jobId}\n`);
  if (kind === 'done') submitNext();
});
submitNext();
