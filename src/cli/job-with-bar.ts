/**
 * A job with a progress bar: how the command line runs one.
 */
import type { JobCommand } from '../jobs/job-command.js';
import type { Manifest } from '../jobs/manifest.js';
import { runJob } from '../jobs/run-job.js';
import type { Inference } from '../model/inference.js';
import { packageVersion } from '../package-version.js';
import { startProgressBar } from './progress-bar.js';
import type { Run } from './run-command.js';

/** @param label what the bar is of */
export async function runJobWithBar(
  { console, signal }: Run,
  inference: Inference,
  label: string,
  command: JobCommand,
): Promise<Manifest> {
  const bar = startProgressBar(label, console);
  try {
    const stemwright = packageVersion();
    return await runJob(command, { inference, stemwright, signal, onEvent: bar.onEvent });
  } finally {
    bar.stop();
  }
}
