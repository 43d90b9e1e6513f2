/**
 * The posteriors of a mixture, by the names that plans have for them, each with the settings that its kind of plan carries.
 *
 * A posterior is added here and in a file of its own; one with settings needs them in a card (model/parse-model-card.ts), too,
 * and where it is chosen by its name alone (sampling/sampling-settings.ts). Without a mixture there is `generation`, and known
 * stems wrap any of them (`imputation`).
 */
import type { Scratch } from '../../signal/scratch.js';
import type { StemShape } from '../../signal/stem-block.js';
import type { Denoiser } from '../denoiser.js';
import { kindsOf } from '../kinds-of.js';
import { consistent } from './consistent.js';
import { dirac, requireFreeWhereOthersAre } from './dirac.js';
import { gaussian } from './gaussian.js';
import type { Known } from './conditioning.js';
import type { Posterior } from './posterior.js';

/** The conditioning of a chunk that has a mixture. */
export interface MixtureChunk {
  readonly denoiser: Denoiser;
  /** y, [channels][frames] */
  readonly mixture: Float32Array;
  /** of the stems to be sampled */
  readonly shape: StemShape;
  /** what `imputation` will restore, or null */
  readonly known: Known | null;
  readonly scratch: Scratch;
}

interface DiracSettings {
  /** index of the stem that is mixture - others */
  readonly constrainedStem: number;
}

interface GaussianSettings {
  /** g in gamma = g * sigma */
  readonly gammaPerSigma: number;
}

export const POSTERIORS = {
  consistent: ({ denoiser, mixture, shape, known, scratch }: MixtureChunk) =>
    consistent(denoiser, mixture, shape, known, scratch),
  dirac: ({ denoiser, mixture, shape, known }: MixtureChunk, settings: DiracSettings) => {
    requireFreeWhereOthersAre(settings.constrainedStem, known, shape);
    return dirac(denoiser, mixture, settings.constrainedStem);
  },
  gaussian: ({ denoiser, mixture }: MixtureChunk, settings: GaussianSettings) =>
    gaussian(denoiser, mixture, settings.gammaPerSigma),
} satisfies Record<string, (chunk: MixtureChunk, settings: never) => Posterior>;

export type PosteriorKind = keyof typeof POSTERIORS;
export const POSTERIOR_KINDS = kindsOf(POSTERIORS);

/** kind -> its settings */
type PosteriorSettings = {
  readonly [Kind in PosteriorKind]: Parameters<(typeof POSTERIORS)[Kind]> extends [
    MixtureChunk,
    infer Settings,
  ]
    ? Settings
    : unknown;
};

/** How the stems are tied to a mixture. */
export type PosteriorSpec<Kind extends PosteriorKind = PosteriorKind> = {
  readonly [Each in Kind]: { readonly kind: Each } & PosteriorSettings[Each];
}[Kind];

/** POSTERIORS with one type for all: kind and settings belong together. */
const CREATE: {
  readonly [Kind in PosteriorKind]: (
    chunk: MixtureChunk,
    settings: PosteriorSettings[Kind],
  ) => Posterior;
} = POSTERIORS;

/** @throws OperationalError `unsupported-task` when the posterior cannot take what is known */
export function mixturePosterior<Kind extends PosteriorKind>(
  chunk: MixtureChunk,
  spec: { readonly kind: Kind } & PosteriorSettings[Kind],
): Posterior {
  return CREATE[spec.kind](chunk, spec);
}
