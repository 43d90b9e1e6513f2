/**
 * Run a job: from a resolved job (resolve-job.ts) to stems on disk. The one place where inputs are opened and a clip is
 * written; the command line, the daemon and the demo all come through here.
 *
 *   open inputs -> clip job into a folder of stems -> close inputs
 */
import path from 'node:path';

import { contentSha256 } from '../audio/content-hash.js';
import { openAudioSource } from '../audio/open-audio-source.js';
import { FileSet } from '../audio/file-set.js';
import { claimOutputs, type OutputRules } from '../audio/output-claim.js';
import { outputNames, storedSample } from '../audio/stem-folder.js';
import type { Inference } from '../model/inference.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { StemIndex } from '../signal/units.js';
import type { OnClipEvent } from '../clips/clip-event.js';
import { ConfidenceMeter } from '../clips/confidence.js';
import { confidenceFile } from './confidence-file.js';
import { generateClip } from '../clips/generate-clip.js';
import { imputeClip, type KnownStem } from '../clips/impute-clip.js';
import type { Comparison } from '../clips/compare-windows.js';
import { knownStemFiles } from './known-stem-files.js';
import type { Manifest } from './manifest-schema.js';
import { mixtureStems } from '../clips/mixture-stems.js';
import type { ResolvedJob, ResolvedOfKind } from './resolve-job.js';
import { isOfSameOrigin, type Origin } from './same-origin.js';
import { selectStems } from '../clips/select-stems.js';
import { separateClip } from '../clips/separate-clip.js';
import { writeClip } from './write-clip.js';

export interface JobRun {
  readonly inference: Inference;
  /** the program's version, for the manifest */
  readonly stemwright: string;
  /** aborting ends the job with `cancelled` within one network evaluation, leaving no file */
  readonly signal: AbortSignal;
  readonly onEvent: OnClipEvent;
  /** files that no job may write over, besides its own inputs: those of the other jobs of a run */
  readonly otherInputs?: FileSet;
}

/** What a manifest says of stems that are no recording's own. */
const NOT_ONE_RECORDING = { inputSha256: null, comparedWith: null };

/**
 * @param job resolved for the card of the run's inference
 * @returns what stems.json says
 * @throws OperationalError of any kind; then the output folder is as it was before
 */
export async function runJob(job: ResolvedJob, run: JobRun): Promise<Manifest> {
  switch (job.kind) {
    case 'separate':
      return runSeparation(job, run);
    case 'impute':
      return runImputation(job, run);
    case 'generate':
      return runGeneration(job, run);
  }
}

async function runSeparation(job: ResolvedOfKind<'separate'>, run: JobRun): Promise<Manifest> {
  const { kind: task, card, input, encoding, plan, comparedWith, outputFolder: folder } = job;
  const { inference } = run;
  const source = await openAudioSource(input);
  try {
    const { rateHz, channels } = source;
    const inputSha256 = await contentSha256(input, run.signal);
    const inputs = [path.resolve(input)];
    const rules = outputRules(job, inputs, run, { task, inputs, inputSha256 });
    const stems = namesOf(job.stems, job);
    return await writeClip(
      { folder, stems, rateHz, channels, encoding, confidence: comparedWith !== null, rules },
      { ...run, task, inputs, inputSha256, plan, comparedWith },
      run,
      async (sink) => {
        const meter = new ConfidenceMeter(card.stems.length, card.sampleRateHz);
        const report = await separateClip({
          ...run,
          source,
          plan,
          comparison: comparedWith === null ? undefined : comparisonBy(comparedWith, meter),
          sink: selectStems(sink, job.stems),
          stored: storedSample(encoding),
        });
        if (comparedWith !== null) {
          await sink.writeConfidence(
            confidenceFile(meter, report, inference, [plan, comparedWith]),
          );
        }
        return report;
      },
    );
  } finally {
    await source.close();
  }
}

function comparisonBy(plan: SamplingPlan, meter: ConfidenceMeter): Comparison {
  return {
    plan,
    onStretch: (written, compared) => {
      meter.push(written, compared);
    },
  };
}

async function runImputation(job: ResolvedOfKind<'impute'>, run: JobRun): Promise<Manifest> {
  const { kind: task, encoding, generate, plan, outputFolder: folder } = job;
  const known: KnownStem[] = [];
  try {
    const { inputs, rules } = await openKnown(job, run, known);
    const rateHz = known[0]!.source.rateHz;
    const channels = Math.max(...known.map(({ source }) => source.channels));
    return await writeClip(
      { folder, stems: namesOf(generate, job), rateHz, channels, encoding, rules },
      { ...run, ...NOT_ONE_RECORDING, task, inputs, plan },
      run,
      (sink) => imputeClip({ ...run, known, generate, plan, sink, channels }),
    );
  } finally {
    await Promise.all(known.map(({ source }) => source.close()));
  }
}

/**
 * @param opened gets the known stems, one by one, so that the caller can close them
 * @returns the inputs' names, and what may be replaced, which is checked before a mixture is separated
 */
async function openKnown(
  job: ResolvedOfKind<'impute'>,
  run: JobRun,
  opened: KnownStem[],
): Promise<{ inputs: string[]; rules: OutputRules }> {
  const { kind: task, known, generate, card, plan, outputFolder } = job;
  const { inference, signal } = run;
  const settings = { plan, modelSha256: inference.graphSha256 };
  if (known.kind === 'mixture') {
    const inputs = [path.resolve(known.path)];
    const rules = outputRules(job, inputs, run, { task, inputs, ...settings });
    await claimOutputs(outputFolder, outputNames({ stems: namesOf(generate, job) }), rules);
    const source = await openAudioSource(known.path);
    try {
      const mixture = { source, generate, inference, plan: known.plan, signal };
      opened.push(...(await mixtureStems(mixture)));
    } finally {
      await source.close();
    }
    return { inputs, rules };
  }
  const files =
    known.kind === 'files' ? known.files : await knownStemFiles(known.folder, card, generate);
  for (const { stem, path: file } of files) {
    opened.push({ stem, source: await openAudioSource(file) });
  }
  const inputs = files.map(({ stem, path: file }) => `${card.stems[stem]!}=${path.resolve(file)}`);
  const paths = files.map(({ path: file }) => file);
  return { inputs, rules: outputRules(job, paths, run, { task, inputs, ...settings }) };
}

async function runGeneration(job: ResolvedOfKind<'generate'>, run: JobRun): Promise<Manifest> {
  const { kind: task, encoding, frames, plan, outputFolder: folder } = job;
  const { stems, sampleRateHz: rateHz } = job.card;
  const settings = { plan, modelSha256: run.inference.graphSha256 };
  const rules = outputRules(job, [], run, { task, frames, ...settings });
  return writeClip(
    { folder, stems, rateHz, channels: 1, encoding, rules },
    { ...run, ...NOT_ONE_RECORDING, task, inputs: [], plan },
    run,
    (sink) => generateClip({ ...run, frames, plan, sink }),
  );
}

function namesOf(stems: readonly StemIndex[], { card }: ResolvedJob): string[] {
  return stems.map((stem) => card.stems[stem]!);
}

/** @param paths of the inputs, which are never written over */
function outputRules(
  { replace }: ResolvedJob,
  paths: readonly string[],
  { otherInputs, signal }: JobRun,
  origin: Origin,
): OutputRules {
  const own = new FileSet(paths);
  return {
    inputs: otherInputs === undefined ? [own] : [own, otherInputs],
    replace,
    signal,
    mayReplace: ({ facts }) => isOfSameOrigin(facts, origin),
  };
}
