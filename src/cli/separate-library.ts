/**
 * Separate a library: recording after recording, however many, so that one that cannot be read costs only itself, and a run
 * that is interrupted is gone on with by the same command. As many are under way at a time as there are inferences.
 *
 * A recording is done where its folder holds the stems that would be made (jobs/finished-separation). Of a recording that was
 * found in a folder, another model's stems are left as well, so that a new model does not begin a library anew unasked. What ends the whole
 * run is what would end the next recording as well: an interruption, a full disk, a network that fails; a folder that nobody may
 * write to only where all stems go to one, and not beside each recording. Nothing of a recording is kept in memory once it is done but its entry in the JSON result, where there is one.
 */
import path from 'node:path';

import { contentSha256 } from '../audio/content-hash.js';
import { FileSet } from '../audio/file-set.js';
import type { StemEncoding } from '../audio/stem-folder.js';
import type { StemFormat } from '../audio/stem-formats.js';
import { finishedSeparation } from '../jobs/finished-separation.js';
import { resolveJob, type ResolvedOfKind } from '../jobs/resolve-job.js';
import type { SamplingChoice } from '../sampling/sampling-settings.js';
import type { Inference } from '../model/inference.js';
import { OperationalError, throwIfCancelled } from '../operational-error.js';
import { readablePath } from '../path-text.js';
import { systemCodeOf } from '../thrown-error.js';
import type { FoundRecording } from './find-recordings.js';
import { runJobWithBar, type FinishedClip } from './job-with-bar.js';
import type { Run } from './run-command.js';

export interface LibrarySettings {
  readonly stems: readonly string[] | undefined;
  /** instead of stems: the recordings without these, or one beside the rest */
  readonly minus: readonly string[] | undefined;
  readonly two: string | undefined;
  /** the part of each recording, in seconds; undefined: its beginning, its end */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly sampling: SamplingChoice;
  readonly encoding: StemEncoding;
  readonly format: StemFormat;
  /** what files are called; undefined: by their stems */
  readonly names: string | undefined;
  /** whether confidence.json is written, too */
  readonly confidence: boolean;
  /** whether stems go beside each recording, and not all below one folder */
  readonly beside: boolean;
  /** whether what is done is done again */
  readonly force: boolean;
  /** whether what another model did in a library is done again */
  readonly upgrade: boolean;
  /** whether files that are not ours are replaced, too */
  readonly replace: boolean;
}

/** Of a recording whose stems are there: they were made in this run, or before, by this model or by another. */
export type LibraryOutcome = 'separated' | 'done-before' | 'by-other-model';

export interface LibraryListener {
  done(recording: FoundRecording, clip: FinishedClip, outcome: LibraryOutcome): void;
  failed(input: string, error: OperationalError): void;
}

/** What is wrong with one recording or with its own place, and says nothing of the next. */
const OF_ONE_RECORDING: readonly string[] = [
  'input-missing',
  'input-unreadable',
  'input-format',
  'input-truncated',
  'input-empty',
  'output-exists',
];

/** What the system says of a place, and not of its disk. */
const OF_ONE_PLACE: readonly (string | undefined)[] = [
  ...['EACCES', 'EPERM', 'EROFS', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENOENT', 'ENOTDIR'],
];

/** What all recordings of a library have in common. */
interface Library {
  readonly run: Run;
  readonly beside: boolean;
  readonly force: boolean;
  readonly upgrade: boolean;
  /** the job of each recording, but for its input and its place */
  readonly job: ResolvedOfKind<'separate'>;
  readonly listener: LibraryListener;
  /** no recording's stems may take the place of another */
  readonly inputs: FileSet;
}

/**
 * @param inferences the same model, once or more often
 * @throws OperationalError what ends the run; `bad-argument` and `unsupported-task` before the first recording
 */
export async function separateLibrary(
  run: Run,
  inferences: readonly Inference[],
  recordings: readonly FoundRecording[],
  settings: LibrarySettings,
  listener: LibraryListener,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([run.signal, stop.signal]);
  // bars of several recordings would write over each other
  const console = {
    ...run.console,
    interactive: run.console.interactive && inferences.length === 1,
  };
  const { beside, force, upgrade, ...wanted } = settings;
  const job = resolveJob(inferences[0]!.card, {
    ...wanted,
    kind: 'separate',
    input: '',
    outputFolder: '',
  });
  const inputs = new FileSet(recordings.map(({ input }) => input));
  const library: Library = {
    run: { ...run, signal, console },
    beside,
    force,
    upgrade,
    job,
    listener,
    inputs,
  };
  const waiting = recordings.entries();
  let ending: unknown;
  const workOff = async (inference: Inference): Promise<void> => {
    try {
      for (const [index, recording] of waiting) {
        throwIfCancelled(signal);
        const label = `${index + 1} of ${recordings.length}: ${readablePath(path.basename(recording.input))}`;
        await workOn(library, inference, recording, label);
      }
    } catch (error) {
      // what the others end with then is that they were stopped
      if (!stop.signal.aborted) ending = error;
      stop.abort();
    }
  };
  await Promise.all(inferences.map(workOff));
  if (stop.signal.aborted) throw ending;
}

/** One recording, whichever way it ends. @throws what would end the next one as well */
async function workOn(
  library: Library,
  inference: Inference,
  recording: FoundRecording,
  label: string,
): Promise<void> {
  const { run, force, upgrade, listener } = library;
  const { input, folder, isFound } = recording;
  const job = { ...library.job, input, outputFolder: folder };
  try {
    const finished = force
      ? undefined
      : await finishedSeparation(
          job,
          inference.graphSha256,
          () => contentSha256(input, { signal: run.signal }),
          isFound && !upgrade,
        );
    if (finished === undefined) {
      listener.done(recording, await separateOne(library, inference, job, label), 'separated');
      return;
    }
    const { manifest, byOtherModel } = finished;
    const outcome = byOtherModel ? 'by-other-model' : 'done-before';
    listener.done(recording, { manifest, replaced: [] }, outcome);
  } catch (error) {
    if (!(error instanceof OperationalError) || !isOfOneRecording(error, library)) throw error;
    listener.failed(input, error);
  }
}

function isOfOneRecording({ code, cause }: OperationalError, { beside }: Library): boolean {
  const isItsPlace = code === 'output-failed' && OF_ONE_PLACE.includes(systemCodeOf(cause));
  return OF_ONE_RECORDING.includes(code) || (beside && isItsPlace);
}

async function separateOne(
  { run, inputs }: Library,
  inference: Inference,
  job: ResolvedOfKind<'separate'>,
  label: string,
): Promise<FinishedClip> {
  const { input, outputFolder: folder } = job;
  run.log.info({ input, folder }, 'separating');
  return runJobWithBar(run, inference, label, job, { otherInputs: inputs });
}
