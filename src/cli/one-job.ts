/**
 * One job: what a command does that makes one folder of stems, and what it prints of it.
 */
import type { ResolvedJob } from '../jobs/resolve-job.js';
import type { Inference } from '../model/inference.js';
import { runJobWithBar, type JobSurroundings } from './job-with-bar.js';
import type { Run } from './run-command.js';
import { summaryLines } from './summary-line.js';

/** @param label what the bar is of. @throws OperationalError of the job */
export async function runOneJob(
  run: Run,
  inference: Inference,
  label: string,
  job: ResolvedJob,
  surroundings: JobSurroundings = {},
): Promise<void> {
  const { outputFolder: folder } = job;
  const { manifest, replaced } = await runJobWithBar(run, inference, label, job, surroundings);
  run.console.jsonResult({ outputs: [{ folder, ...manifest, replaced }], errors: [] });
  for (const warning of manifest.warnings) run.console.note(`Warning: ${warning}`);
  for (const line of summaryLines(folder, manifest)) run.console.result(line);
}
