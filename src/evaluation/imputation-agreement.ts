/**
 * Imputation agreement: whether imputed stems keep time with the stems they were made for.
 *
 *   real      agreement of the true stem with the given ones        what a band reaches: the upper bound
 *   imputed   agreement of the imputed stem with the given ones
 *   shuffled  mean agreement of imputed stems of that name, made for other tracks, with the given ones: the lower bound
 *
 * Only imputed > shuffled shows that the model listened; a model that plays any steady rhythm has imputed = shuffled.
 */
import { onsetAgreement } from './onset-agreement.js';
import type { OnsetStrength } from './onset-strength.js';

/** One imputed stem, and the onsets of everything around it; all excerpts have one length. */
export interface ImputedExcerpt {
  readonly track: string;
  readonly stem: string;
  /** of the sum of the given stems */
  readonly given: OnsetStrength;
  readonly real: OnsetStrength;
  readonly imputed: OnsetStrength;
}

export interface ImputationAgreement {
  readonly track: string;
  readonly stem: string;
  readonly real: number;
  readonly imputed: number;
  readonly shuffled: number;
}

/** One entry per excerpt whose stem was imputed for another track too: the others have no lower bound. */
export function imputationAgreements(excerpts: readonly ImputedExcerpt[]): ImputationAgreement[] {
  return excerpts.flatMap(({ track, stem, given, real, imputed }) => {
    const others = excerpts.filter((other) => other.stem === stem && other.track !== track);
    if (others.length === 0) return [];
    const shuffled = others.map((other) => onsetAgreement(other.imputed, given));
    return {
      track,
      stem,
      real: onsetAgreement(real, given),
      imputed: onsetAgreement(imputed, given),
      shuffled: shuffled.reduce((sum, value) => sum + value, 0) / shuffled.length,
    };
  });
}
