/**
 * Imputation agreement: whether imputed stems fit the stems they were made for, by any measure of how two parts fit: keeping time
 * (onset-agreement.ts), or being in one key (key-agreement.ts).
 *
 *   real      agreement of the true stem with the known ones        what a band reaches: the upper bound
 *   imputed   agreement of the imputed stem with the known ones
 *   shuffled  mean agreement of imputed stems of that name, made for other tracks, with the known ones: the lower bound
 *
 * Only imputed > shuffled shows that the model listened; a model that plays any steady rhythm, or any tune in C, has
 * imputed = shuffled.
 */

/** One imputed stem, and what is around it, as the measure wants parts; all chunks have one length. */
export interface ImputedChunk<Part> {
  readonly track: string;
  readonly stem: string;
  /** of the sum of the known stems */
  readonly known: Part;
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

/** One entry per chunk whose stem was imputed for another track too: the others have no lower bound. */
export function imputationAgreements<Part>(
  chunks: readonly ImputedChunk<Part>[],
  agreement: (a: Part, b: Part) => number,
): ImputationAgreement[] {
  return chunks.flatMap(({ track, stem, known, real, imputed }) => {
    const others = chunks.filter((other) => other.stem === stem && other.track !== track);
    if (others.length === 0) return [];
    const shuffled = others.map((other) => agreement(other.imputed, known));
    return {
      track,
      stem,
      real: agreement(real, known),
      imputed: agreement(imputed, known),
      shuffled: shuffled.reduce((sum, value) => sum + value, 0) / shuffled.length,
    };
  });
}
