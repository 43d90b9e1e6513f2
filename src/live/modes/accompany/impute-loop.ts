/**
 * Impute a loop: what was played in it in, the asked stems out, in memory.
 *
 *   loop -> [separate, unless it is one stem alone] -> impute -> one mono row a stem
 */
import { memorySource } from '../../../audio/memory-source.js';
import { memoryStems } from '../../../audio/memory-stems.js';
import type { Inference } from '../../../model/inference.js';
import type { PlanarBlock } from '../../../signal/planar-block.js';
import { stemIndex } from '../../../signal/units.js';
import { imputeClip } from '../../../clips/impute-clip.js';
import { mixturePlan, mixtureStems } from '../../../clips/mixture-stems.js';
import { samplingPlan, type SamplingChoice } from '../../../sampling/sampling-settings.js';
import { ownStems } from '../../../model/matching-stems.js';
import { stemIndices } from '../../../model/stem-names.js';

export interface LoopImputation {
  readonly rateHz: number;
  /** names */
  readonly generate: readonly string[];
  /** the stem that the loop is; undefined: several */
  readonly plays: string | undefined;
  readonly sampling: SamplingChoice;
  readonly inference: Inference;
  readonly signal: AbortSignal;
}

/**
 * @param rows [channels][frames]
 * @returns [stems to generate][frames]
 * @throws OperationalError of separation and imputation
 */
export async function imputeLoop(
  rows: PlanarBlock,
  { rateHz, generate, plays, sampling, inference, signal }: LoopImputation,
): Promise<PlanarBlock> {
  const { card } = inference;
  const source = memorySource('the loop', rateHz, rows);
  const generated = stemIndices(card, generate);
  const known =
    plays === undefined
      ? await mixtureStems({
          source,
          stems: ownStems(card, generated),
          inference,
          signal,
          plan: mixturePlan(card, sampling),
        })
      : [{ stem: stemIndex(card.stems.indexOf(plays)), source }];
  const sink = memoryStems(generate.map((_, index) => [index]));
  await imputeClip({
    known,
    generate: generated,
    plan: samplingPlan(card, 'impute', sampling),
    inference,
    sink,
    channels: 1,
    signal,
    onEvent: () => undefined,
  });
  return sink.rows();
}
