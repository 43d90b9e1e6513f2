/**
 * Write a clip: runs a job into a folder of stems with its manifest, whole or not at all.
 */
import type { OutputRules } from '../audio/output-claim.js';
import { createStemFolder, type StemEncoding, type StemFolder } from '../audio/stem-folder.js';
import type { Part } from '../audio/part-of-source.js';
import type { Inference } from '../model/inference.js';
import { throwIfCancelled } from '../operational-error.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { OnClipEvent } from '../clips/clip-event.js';
import type { ClipReport } from '../clips/clip-report.js';
import type { JobKind } from './job-command.js';
import { manifest } from './manifest.js';
import type { Manifest } from './manifest-schema.js';

export interface ClipOutput {
  /** created if need be; an earlier result in it is replaced when the job is done, not before */
  readonly folder: string;
  /** names of the stems the job writes, in its order */
  readonly stems: readonly string[];
  readonly rateHz: number;
  readonly channels: number;
  readonly encoding: StemEncoding;
  /** whether confidence.json is written, too */
  readonly confidence?: boolean;
  /** what may be replaced (run-job.ts) */
  readonly rules: OutputRules;
}

export interface ClipOrigin {
  readonly stemwright: string;
  readonly task: JobKind;
  readonly inputs: readonly string[];
  /** what decoded each of them */
  readonly decoders: readonly string[];
  /** null where the stems are not those of one recording */
  readonly inputSha256: string | null;
  /** of the inputs */
  readonly part: Part;
  /** of a job that continues */
  readonly continuedSeconds?: number;
  readonly inference: Inference;
  readonly plan: SamplingPlan;
  /** null: the stems are compared with no other separation */
  readonly comparedWith: SamplingPlan | null;
}

export interface ClipWatch {
  readonly signal: AbortSignal;
  /** is told of the files, too: `stem` and `writing` */
  readonly onEvent: OnClipEvent;
}

/** @throws whatever the job throws; then nothing of it is left in the folder */
export async function writeClip(
  output: ClipOutput,
  origin: ClipOrigin,
  { signal, onEvent }: ClipWatch,
  job: (sink: StemFolder) => Promise<ClipReport>,
): Promise<Manifest> {
  const { rules, ...place } = output;
  const sink = await createStemFolder({ ...rules, ...place, signal });
  let facts: Manifest;
  try {
    emitFiles(sink, false, onEvent);
    const report = await job(sink);
    throwIfCancelled(signal);
    onEvent({ type: 'writing' });
    const { encoding, stems } = output;
    const files = await sink.measureFiles();
    const { peak, clippedSamples } = sink;
    facts = manifest({ ...origin, report, encoding, stems, files, peak, clippedSamples });
    await sink.writeManifest(facts);
    await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
  for (const path of sink.replaced) onEvent({ type: 'replaced', path });
  emitFiles(sink, true, onEvent);
  return facts;
}

function emitFiles({ files }: StemFolder, finished: boolean, onEvent: OnClipEvent): void {
  for (const { stem, path, temporaryPath } of files) {
    onEvent({ type: 'stem', stem, path: finished ? path : temporaryPath, finished });
  }
}
