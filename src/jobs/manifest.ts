/**
 * Manifest: stems.json beside the stems, saying what made them, so that a result can be traced and repeated.
 */
import type { FileFacts } from '../audio/stem-folder.js';
import type { ModelTask } from '../model/model-card.js';
import type { Inference } from '../model/inference.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { StemEncoding } from '../audio/stem-folder.js';
import type { ClipReport } from '../clips/clip-report.js';
import { levelWarnings } from '../audio/level-warnings.js';

export interface Manifest {
  readonly stemwright: string;
  readonly task: ModelTask;
  /** the inputs as they were named; empty for generation */
  readonly inputs: readonly string[];
  /** of the file that was separated, so that it is known again; null for other tasks */
  readonly inputSha256: string | null;
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  /** the execution provider that really ran the graph */
  readonly provider: string;
  readonly seed: number;
  readonly steps: number;
  readonly solver: string;
  /** null where there was no mixture to tie the stems to */
  readonly posterior: string | null;
  readonly resamplings: number;
  readonly views: number;
  /** all that decides what is sampled, the fields above included */
  readonly plan: SamplingPlan;
  /** the other separation that confidence.json compares with; null: there is none */
  readonly comparedWith: SamplingPlan | null;
  readonly rateHz: number;
  readonly channels: number;
  readonly frames: number;
  readonly encoding: string;
  /** stem -> file in this folder */
  readonly stems: Readonly<Record<string, string>>;
  /** what Stemwright has written to this folder, by which it knows its own files again: name -> size and hash */
  readonly files: Readonly<Record<string, FileFacts>>;
  /** worst |mixture - sum of all stems|, dBFS; -200 stands for exact, null: no mixture */
  readonly sumErrorDbfs: number | null;
  /**
   * stem -> largest |sample| as computed, before a 24-bit file clipped it; linear, 1 = full scale. This, `clippedSamples` and
   * `warnings` are in no file of an earlier release.
   */
  readonly peak: Readonly<Record<string, number>>;
  /** stem -> samples that its file could not hold; all 0 for float32 */
  readonly clippedSamples: Readonly<Record<string, number>>;
  /**
   * what a reader should know, in sentences: what was passed over in an input, stems that are clipped, a sum error above
   * -90 dBFS
   */
  readonly warnings: readonly string[];
  /** whether an input ends before it should; in no file of an earlier release */
  readonly truncated: boolean;
  readonly seconds: number;
  /** seconds / duration of the audio */
  readonly realTimeFactor: number;
  readonly chunks: number;
  /** network evaluations */
  readonly evaluations: number;
  /** time inside the ONNX session */
  readonly sessionSeconds: number;
}

export interface ManifestFacts {
  readonly stemwright: string;
  readonly task: ModelTask;
  readonly inputs: readonly string[];
  readonly inference: Inference;
  readonly plan: SamplingPlan;
  readonly inputSha256: string | null;
  readonly comparedWith: SamplingPlan | null;
  readonly encoding: StemEncoding;
  readonly stems: readonly string[];
  readonly peak: Manifest['peak'];
  readonly clippedSamples: Manifest['clippedSamples'];
  readonly files: Readonly<Record<string, FileFacts>>;
  readonly report: ClipReport;
}

export function manifest(facts: ManifestFacts): Manifest {
  const { inference, plan, report, encoding, peak, clippedSamples } = facts;
  const { sumErrorDbfs, inputDamage } = report;
  return {
    stemwright: facts.stemwright,
    task: facts.task,
    inputs: facts.inputs,
    inputSha256: facts.inputSha256,
    model: {
      name: inference.card.name,
      version: inference.card.version,
      sha256: inference.graphSha256,
    },
    provider: inference.provider,
    seed: plan.seed,
    steps: plan.schedule.steps,
    solver: plan.solver.kind,
    posterior: facts.task === 'separate' ? plan.posterior.kind : null,
    resamplings: plan.resamplings,
    views: plan.views,
    plan,
    comparedWith: facts.comparedWith,
    rateHz: report.rateHz,
    channels: report.channels,
    frames: report.frames,
    encoding,
    stems: Object.fromEntries(facts.stems.map((stem) => [stem, `${stem}.wav`])),
    files: facts.files,
    sumErrorDbfs,
    peak,
    clippedSamples,
    warnings: [
      // the stems of one mixture share its damage
      ...new Set(inputDamage.flatMap(({ notes }) => notes)),
      ...levelWarnings({ encoding, peak, clippedSamples, sumErrorDbfs }),
    ],
    truncated: inputDamage.some(({ isTruncated }) => isTruncated),
    seconds: report.seconds,
    realTimeFactor: report.realTimeFactor,
    chunks: report.chunks,
    evaluations: report.evaluations,
    sessionSeconds: report.sessionSeconds,
  };
}
