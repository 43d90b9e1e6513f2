/**
 * Manifest: what stems.json says of a job that is done; what each field means is in manifest-schema.ts.
 */
import type { Part } from '../audio/part-of-source.js';
import type { FileFacts } from '../audio/stem-folder-schema.js';
import type { Inference } from '../model/inference.js';
import { stepsOf, type SamplingPlan } from '../sampler/sampling-plan.js';
import type { StemEncoding } from '../audio/stem-folder.js';
import { isLossy, type StemFormat } from '../audio/stem-formats.js';
import type { ClipReport } from '../clips/clip-report.js';
import type { JobKind } from './job-command.js';
import { levelWarnings } from '../audio/level-warnings.js';
import type { Manifest } from './manifest-schema.js';

/** Where stems come from: what is known of a job before it runs. */
export interface ClipOrigin {
  /** the program's version */
  readonly stemwright: string;
  readonly kind: JobKind;
  readonly inputs: readonly string[];
  /** what decoded each of them */
  readonly decoders: readonly string[];
  /** null where the stems are not those of one recording */
  readonly inputSha256: string | null;
  /** of the inputs */
  readonly part: Part;
  /** of a job that continues @default null */
  readonly continuedSeconds?: number;
  readonly inference: Inference;
  readonly plan: SamplingPlan;
  /** @default null */
  readonly separator?: Manifest['separator'];
  /** null: the stems are compared with no other separation */
  readonly comparedWith: SamplingPlan | null;
}

export interface ManifestFacts extends ClipOrigin {
  readonly encoding: StemEncoding;
  readonly format: StemFormat;
  /** stem -> its file */
  readonly stems: Manifest['stems'];
  readonly peak: Manifest['peak'];
  readonly clippedSamples: Manifest['clippedSamples'];
  readonly files: Readonly<Record<string, FileFacts>>;
  readonly report: ClipReport;
}

export function manifest(facts: ManifestFacts): Manifest {
  const { inference, plan, report, encoding, format, peak, clippedSamples } = facts;
  const { inputDamage } = report;
  const sumErrorDbfs = isLossy(format) ? null : report.sumErrorDbfs;
  return {
    stemwright: facts.stemwright,
    task: facts.kind,
    inputs: facts.inputs,
    decoders: facts.decoders,
    inputSha256: facts.inputSha256,
    from: facts.part.from,
    to: facts.part.to,
    continuedSeconds: facts.continuedSeconds ?? null,
    model: modelListed(inference),
    separator: facts.separator ?? null,
    provider: inference.provider,
    seed: plan.seed,
    ...sampled(facts),
    views: plan.views,
    plan,
    comparedWith: facts.comparedWith,
    rateHz: report.rateHz,
    channels: report.channels,
    frames: report.frames,
    encoding,
    format,
    stems: facts.stems,
    files: facts.files,
    sumErrorDbfs,
    peak,
    clippedSamples,
    warnings: [
      // the stems of one mixture share its damage
      ...new Set(inputDamage.flatMap(({ notes }) => notes)),
      ...levelWarnings({ encoding, format, peak, clippedSamples, sumErrorDbfs }),
    ],
    truncated: inputDamage.some(({ isTruncated }) => isTruncated),
    seconds: report.seconds,
    realTimeFactor: report.realTimeFactor,
    chunks: report.chunks,
    evaluations: report.evaluations,
    sessionSeconds: report.sessionSeconds,
  };
}

/** How a manifest lists a model. */
export function modelListed({ card, graphSha256 }: Inference): Manifest['model'] {
  return { name: card.name, version: card.version, sha256: graphSha256 };
}

type Sampled = Pick<Manifest, 'steps' | 'solver' | 'posterior' | 'resamplings'>;

function sampled({ plan, kind }: Pick<ManifestFacts, 'plan' | 'kind'>): Sampled {
  const steps = stepsOf(plan);
  if (plan.kind === 'separator') return { steps, solver: null, posterior: null, resamplings: 1 };
  const posterior = kind === 'separate' ? plan.posterior.kind : null;
  return { steps, solver: plan.solver.kind, posterior, resamplings: plan.resamplings };
}
