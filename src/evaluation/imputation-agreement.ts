/**
 * Imputation agreement: whether imputed stems fit the stems they were made for, by any measure of how two parts fit: keeping time
 * (onset-agreement.ts), or being in one key (key-agreement.ts).
 *
 *   real      agreement of the true stem with the given ones        what a band reaches: the upper bound
 *   imputed   agreement of the imputed stem with the given ones
 *   shuffled  mean agreement of imputed stems of that name, made for other tracks, with the given ones: the lower bound
 *
 * Only imputed > shuffled shows that the model listened; a model that plays any steady rhythm, or any tune in C, has
 * imputed = shuffled.
 */

/** One imputed stem, and what is around it, as the measure wants parts; all excerpts have one length. */
export interface ImputedExcerpt<Part> {
  readonly track: string;
  readonly stem: string;
  /** of the sum of the given stems */
  readonly given: Part;
  readonly real: Part;
  readonly imputed: Part;
}

export interface ImputationAgreement {
  readonly track: string;
  readonly stem: string;
  readonly real: number;
  readonly imputed: number;
  readonly shuffled: number;
}

/** One entry per excerpt whose stem was imputed for another track too: the others have no lower bound. */
export function imputationAgreements<Part>(
  excerpts: readonly ImputedExcerpt<Part>[],
  agreement: (a: Part, b: Part) => number,
): ImputationAgreement[] {
  return excerpts.flatMap(({ track, stem, given, real, imputed }) => {
    const others = excerpts.filter((other) => other.stem === stem && other.track !== track);
    if (others.length === 0) return [];
    const shuffled = others.map((other) => agreement(other.imputed, given));
    return {
      track,
      stem,
      real: agreement(real, given),
      imputed: agreement(imputed, given),
      shuffled: shuffled.reduce((sum, value) => sum + value, 0) / shuffled.length,
    };
  });
}
