/**
 * Separate a library: recording after recording, however many, so that one that cannot be read costs only itself, and a run
 * that is interrupted is gone on with by the same command.
 *
 * A recording is done where its folder holds the stems that would be made (engine/finished-separation). What ends the whole
 * run is what would end the next recording as well: an interruption, a full disk, a network that fails. Nothing of a
 * recording is kept in memory once it is done but its entry in the JSON result, where there is one.
 */
import path from 'node:path';

import { contentSha256 } from '../audio/content-hash.js';
import { removeLeftovers } from '../audio/output-file.js';
import type { StemEncoding } from '../audio/stem-folder.js';
import { comparedPlan } from '../engine/confidence.js';
import { finishedSeparation } from '../engine/finished-separation.js';
import type { Manifest } from '../engine/manifest.js';
import { samplingPlan, type SamplingChoice } from '../engine/sampling-settings.js';
import { stemIndices } from '../engine/stem-names.js';
import type { Inference } from '../model/inference.js';
import { OperatingError } from '../operating-error.js';
import type { FoundRecording } from './find-recordings.js';
import { runJobWithBar } from './job-with-bar.js';
import type { Run } from './run-command.js';

export interface LibrarySettings {
  readonly stems: readonly string[] | undefined;
  readonly sampling: SamplingChoice;
  readonly encoding: StemEncoding;
  /** whether confidence.json is written, too */
  readonly confidence: boolean;
  /** whether what is done is done again */
  readonly force: boolean;
}

export interface LibraryListener {
  /** @param skipped whether it was there already */
  done(recording: FoundRecording, manifest: Manifest, skipped: boolean): void;
  failed(input: string, error: OperatingError): void;
}

/** What is wrong with one recording or with its own place, and says nothing of the next. */
const OF_ONE_RECORDING: readonly string[] = [
  ...['input-missing', 'input-unreadable', 'input-format', 'input-truncated', 'input-empty'],
  'output-exists',
];

/**
 * @throws OperatingError what ends the run; `bad-argument` and `unsupported-task` before the first recording
 */
export async function separateLibrary(
  run: Run,
  inference: Inference,
  recordings: readonly FoundRecording[],
  settings: LibrarySettings,
  listener: LibraryListener,
): Promise<void> {
  const { card } = inference;
  const plan = samplingPlan(card, 'separate', settings.sampling);
  const stems = settings.stems ?? card.stems;
  stemIndices(card, stems);
  const wanted = {
    modelSha256: inference.graphSha256,
    plan,
    comparedWith: settings.confidence ? comparedPlan(plan) : null,
    encoding: settings.encoding,
    stems,
  };
  for (const [index, recording] of recordings.entries()) {
    const { input, folder } = recording;
    const count = recordings.length === 1 ? '' : `${index + 1} of ${recordings.length}: `;
    try {
      const inputSha256 = () => contentSha256(input, run.signal);
      const finished = settings.force
        ? undefined
        : await finishedSeparation(folder, { ...wanted, inputSha256 });
      const manifest =
        finished ??
        (await separateOne(run, inference, recording, settings, count + path.basename(input)));
      listener.done(recording, manifest, finished !== undefined);
    } catch (error) {
      if (!(error instanceof OperatingError) || !OF_ONE_RECORDING.includes(error.code)) throw error;
      listener.failed(input, error);
    }
  }
}

async function separateOne(
  run: Run,
  inference: Inference,
  { input, folder }: FoundRecording,
  { stems, sampling, encoding, confidence }: LibrarySettings,
  label: string,
): Promise<Manifest> {
  run.log.info({ input, folder }, 'separating');
  // what a run that was killed left here; this one has not written to this folder yet
  await removeLeftovers(folder, { ownToo: true });
  return runJobWithBar(run, inference, label, {
    task: 'separate',
    input,
    stems,
    sampling,
    encoding,
    confidence,
    outputFolder: folder,
  });
}
