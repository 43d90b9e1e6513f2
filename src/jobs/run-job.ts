/**
 * Run a job: from a resolved job (resolve-job.ts) to stems on disk. The one place where inputs are opened and a clip is
 * written; the command line, the daemon and the demo all come through here.
 *
 *   open inputs -> clip job into a folder of stems -> close inputs
 */
import type { AudioSource } from '../audio/audio-source.js';
import { contentSha256 } from '../audio/content-hash.js';
import type { InputAccess } from '../audio/formats/input-file.js';
import { openAudioSource } from '../audio/open-audio-source.js';
import { partOfSource, WHOLE, type Part } from '../audio/part-of-source.js';
import { FileSet } from '../audio/file-set.js';
import { claimOutputs, type OutputRules } from '../audio/output-claim.js';
import { outputNames } from '../audio/stem-folder.js';
import { storedSample } from '../audio/stem-formats.js';
import { absolutePath } from '../file-system.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { StemIndex } from '../signal/units.js';
import type { OnClipEvent } from '../clips/clip-event.js';
import { ConfidenceMeter } from '../clips/confidence.js';
import { confidenceFile } from './confidence-file.js';
import { continueClip } from '../clips/continue-clip.js';
import { generateClip } from '../clips/generate-clip.js';
import { imputeClip, type KnownStem } from '../clips/impute-clip.js';
import type { Comparison } from '../clips/compare-windows.js';
import { knownStemFiles } from './known-stem-files.js';
import type { ClipOrigin } from './manifest.js';
import type { Manifest } from './manifest-schema.js';
import { mixtureStems } from '../clips/mixture-stems.js';
import { OperationalError } from '../operational-error.js';
import { readablePath } from '../path-text.js';
import { emptyPart, refuseEmptyPart } from './part-of-inputs.js';
import type { ResolvedJob, ResolvedOfKind } from './resolve-job.js';
import { isOfSameOrigin, type Origin } from './same-origin.js';
import { MixtureOutputs } from '../clips/mixture-outputs.js';
import { separatedFiles, writtenOutputs } from './separated-files.js';
import { separateClip } from '../clips/separate-clip.js';
import { withSeparator, type SeparatorRun } from './with-separator.js';
import { writeClip } from './write-clip.js';

export interface JobRun extends SeparatorRun {
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
    case 'continue':
      return runContinuation(job, run);
    case 'generate':
      return runGeneration(job, run);
  }
}

async function runSeparation(job: ResolvedOfKind<'separate'>, run: JobRun): Promise<Manifest> {
  const { kind, card, input, part, encoding, plan, comparedWith } = job;
  const { inference } = run;
  const stored = storedSample(encoding);
  const source = await openPart(input, part, accessOf(job, run));
  try {
    refuseEmptyPart([source], part);
    const { rateHz, channels } = source;
    const inputSha256 = await contentSha256(input, accessOf(job, run));
    const inputs = [listed(input)];
    const decoders = decodersOf([source]);
    const rules = outputRules(job, [input], run, { kind, inputs, inputSha256, part });
    const files = await separatedFiles(job, accessOf(job, run));
    return await writeClip(
      { ...files, rateHz, channels, encoding, confidence: comparedWith !== null, rules },
      { ...run, kind, inputs, decoders, inputSha256, part, plan, comparedWith },
      run,
      async (sink) => {
        const meter = new ConfidenceMeter(card.stems.length, card.sampleRateHz);
        const outputs = new MixtureOutputs(sink, writtenOutputs(job), channels, stored);
        const separated = await separateClip({
          ...run,
          source,
          plan,
          comparison: comparedWith === null ? undefined : comparisonBy(comparedWith, meter),
          sink: outputs,
          onMixture: (block) => {
            outputs.pushMixture(block);
          },
          stored,
        });
        const { sumErrorDbfs = separated.sumErrorDbfs } = outputs;
        const report = { ...separated, sumErrorDbfs };
        if (report.frames === 0) throw emptyPart([source], part);
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
    onBlocks: (written, compared) => {
      meter.push(written, compared);
    },
  };
}

async function runImputation(job: ResolvedOfKind<'impute'>, run: JobRun): Promise<Manifest> {
  const { kind, encoding, format, generate, part, plan, outputFolder: folder } = job;
  const known: KnownStem[] = [];
  try {
    const stems = namesOf(generate, job);
    const { rules, ...inputs } = await openKnown(job, stems, run, known);
    const sources = known.map(({ source }) => source);
    refuseEmptyPart(sources, part);
    const rateHz = known[0]!.source.rateHz;
    const channels = Math.max(...sources.map((source) => source.channels));
    return await writeClip(
      { folder, stems, rateHz, channels, encoding, format, rules },
      { ...run, ...NOT_ONE_RECORDING, ...inputs, kind, part, plan },
      run,
      async (sink) => {
        const report = await imputeClip({ ...run, known, generate, plan, sink, channels });
        if (report.frames === 0) throw emptyPart(sources, part);
        return report;
      },
    );
  } finally {
    await Promise.all(known.map(({ source }) => source.close()));
  }
}

async function runContinuation(job: ResolvedOfKind<'continue'>, run: JobRun): Promise<Manifest> {
  const { kind, card, encoding, format, seconds, part, plan, outputFolder: folder } = job;
  const { stems } = card;
  const known: KnownStem[] = [];
  try {
    const { rules, ...inputs } = await openKnown(job, stems, run, known);
    const sources = known.map(({ source }) => source);
    refuseEmptyPart(sources, part);
    const { rateHz } = sources[0]!;
    const channels = commonChannels(sources);
    const origin = { ...inputs, kind, part, continuedSeconds: seconds, plan };
    return await writeClip(
      { folder, stems, rateHz, channels, encoding, format, rules },
      { ...run, ...NOT_ONE_RECORDING, ...origin },
      run,
      async (sink) => {
        const report = await continueClip({ ...run, known, seconds, plan, sink, channels });
        if (report.frames === 0) throw emptyPart(sources, part);
        return report;
      },
    );
  } finally {
    await Promise.all(known.map(({ source }) => source.close()));
  }
}

/** A mono stem goes to all channels; others are kept as they are, so they must agree. @throws OperationalError `bad-argument` */
function commonChannels(sources: readonly AudioSource[]): number {
  const channels = Math.max(...sources.map((source) => source.channels));
  const odd = sources.find((source) => source.channels !== 1 && source.channels !== channels);
  if (odd === undefined) return channels;
  throw new OperationalError(
    'bad-argument',
    `The known stems must be mono or have the same number of channels: ${odd.name} has ${odd.channels}, another has ` +
      `${channels}. Mix one of them down.`,
  );
}

interface KnownInputs extends Pick<ClipOrigin, 'inputs' | 'decoders'> {
  readonly rules: OutputRules;
  readonly separator: Manifest['separator'];
}

/**
 * @param stems names of those that the job writes
 * @param opened gets the known stems, one by one, so that the caller can close them
 * @returns the inputs' names, what decodes them, and what may be replaced, which is checked before a mixture is separated
 */
async function openKnown(
  job: ResolvedOfKind<'impute' | 'continue'>,
  stems: readonly string[],
  run: JobRun,
  opened: KnownStem[],
): Promise<KnownInputs> {
  const { kind, known, generate, card, part, plan } = job;
  const continuedSeconds = job.kind === 'continue' ? job.seconds : null;
  const access = accessOf(job, run);
  const settings = { part, continuedSeconds, plan, modelSha256: run.inference.graphSha256 };
  if (known.kind === 'mixture') {
    return withSeparator(known, run, async (inference, separator) => {
      const inputs = [listed(known.path)];
      const origin = { kind, inputs, ...settings, separator };
      const rules = outputRules(job, [known.path], run, origin);
      await claimOutputs(job.outputFolder, outputNames({ stems, format: job.format }), rules);
      const source = await openPart(known.path, part, access);
      try {
        refuseEmptyPart([source], part);
        const mixture = { ...known, source, inference, signal: run.signal };
        opened.push(...(await mixtureStems(mixture)));
      } finally {
        await source.close();
      }
      return { inputs, decoders: decodersOf([source]), rules, separator };
    });
  }
  const files =
    known.kind === 'files'
      ? known.files
      : await knownStemFiles(known.folder, card, generate, access);
  for (const { stem, path: file } of files) {
    opened.push({ stem, source: await openPart(file, part, access) });
  }
  const inputs = files.map(({ stem, path: file }) => `${card.stems[stem]!}=${listed(file)}`);
  const paths = files.map(({ path: file }) => file);
  const decoders = decodersOf(opened.map(({ source }) => source));
  const origin = { kind, inputs, ...settings, separator: null };
  return { inputs, decoders, rules: outputRules(job, paths, run, origin), separator: null };
}

async function openPart(input: string, part: Part, access: InputAccess): Promise<AudioSource> {
  return partOfSource(await openAudioSource(input, access), part, access.signal);
}

/** How the job's inputs are opened: each time anew, for a job may wait for hours. */
function accessOf({ inputsWithin }: ResolvedJob, { signal }: JobRun): InputAccess {
  return { within: inputsWithin, signal };
}

function decodersOf(sources: readonly AudioSource[]): string[] {
  return sources.flatMap(({ decoder }) => decoder ?? []);
}

async function runGeneration(job: ResolvedOfKind<'generate'>, run: JobRun): Promise<Manifest> {
  const { kind, encoding, format, frames, plan, outputFolder: folder } = job;
  const { stems, sampleRateHz: rateHz } = job.card;
  const settings = { plan, modelSha256: run.inference.graphSha256, separator: null };
  const rules = outputRules(job, [], run, { kind, frames, ...settings });
  return writeClip(
    { folder, stems, rateHz, channels: 1, encoding, format, rules },
    { ...run, ...NOT_ONE_RECORDING, kind, inputs: [], decoders: [], part: WHOLE, plan },
    run,
    (sink) => generateClip({ ...run, frames, plan, sink }),
  );
}

/** How a manifest lists an input. */
function listed(input: string): string {
  return readablePath(absolutePath(input));
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
    mayReplace: ({ content }) => isOfSameOrigin(content, origin),
  };
}
