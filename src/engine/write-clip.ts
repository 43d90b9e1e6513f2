/**
 * Write a clip: runs a job into a folder of stems with its manifest, whole or not at all.
 */
import { createStemFolder, type StemEncoding } from '../audio/stem-folder.js';
import type { StemSink } from '../audio/stem-sink.js';
import type { Inference } from '../model/inference.js';
import type { ModelTask } from '../model/model-card.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { ClipReport } from './clip-report.js';
import { manifest, type Manifest } from './manifest.js';

export interface ClipOutput {
  /** created if need be; earlier results in it are replaced when the job is done, not before */
  readonly folder: string;
  /** names of the stems the job writes, in its order */
  readonly stems: readonly string[];
  readonly rateHz: number;
  readonly channels: number;
  readonly encoding: StemEncoding;
}

export interface ClipOrigin {
  readonly stemwright: string;
  readonly task: ModelTask;
  readonly inputs: readonly string[];
  readonly inference: Inference;
  readonly plan: SamplingPlan;
}

/** @throws whatever the job throws; then nothing of it is left in the folder */
export async function writeClip(
  output: ClipOutput,
  origin: ClipOrigin,
  job: (sink: StemSink) => Promise<ClipReport>,
): Promise<Manifest> {
  const sink = await createStemFolder({ ...output, stems: [...output.stems] });
  try {
    const report = await job(sink);
    const facts = manifest({ ...origin, report, encoding: output.encoding, stems: output.stems });
    await sink.writeManifest(facts);
    await sink.commit();
    return facts;
  } catch (error) {
    await sink.discard();
    throw error;
  }
}
