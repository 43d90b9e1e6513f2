/**
 * A job with a progress bar: how the command line runs one.
 */
import type { FileSet } from '../audio/file-set.js';
import { removeLeftovers } from '../audio/output-file.js';
import { MANIFEST_NAME } from '../audio/stem-folder.js';
import type { ClipEvent } from '../clips/clip-event.js';
import type { Manifest } from '../jobs/manifest-schema.js';
import type { ResolvedJob } from '../jobs/resolve-job.js';
import { runJob } from '../jobs/run-job.js';
import type { SeparatorRun } from '../jobs/with-separator.js';
import type { Inference } from '../model/inference.js';
import { packageVersion } from '../package-version.js';
import { startProgressBar } from './progress-bar.js';
import type { Run } from './run-command.js';

export interface FinishedClip {
  readonly manifest: Manifest;
  /** paths of the files that were replaced though they were not ours; each is named on stderr */
  readonly replaced: readonly string[];
}

/** Of a job, besides what it is. */
export interface JobSurroundings {
  /** files that it may not write over, besides its own inputs */
  readonly otherInputs?: FileSet;
  readonly openSeparator?: SeparatorRun['openSeparator'];
}

/** @param label what the bar is of */
export async function runJobWithBar(
  { console, signal }: Run,
  inference: Inference,
  label: string,
  job: ResolvedJob,
  surroundings: JobSurroundings = {},
): Promise<FinishedClip> {
  // what a run that was killed left here; this one has not written to this folder yet. Its manifests say which files are ours.
  await removeLeftovers(job.outputFolder, { ownToo: true, keep: MANIFEST_NAME });
  const bar = startProgressBar(label, console);
  const replaced: string[] = [];
  const onEvent = (event: ClipEvent) => {
    if (event.kind === 'replaced') replaced.push(event.path);
    bar.onEvent(event);
  };
  try {
    const run = { inference, stemwright: packageVersion(), signal, onEvent, ...surroundings };
    return { manifest: await runJob(job, run), replaced };
  } finally {
    bar.stop();
    for (const path of replaced) {
      console.note(`${path} was replaced, which Stemwright had not made or somebody had changed.`);
    }
  }
}
