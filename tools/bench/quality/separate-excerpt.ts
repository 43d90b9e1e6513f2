/**
 * One excerpt separated as a chunk of a job would be: brought to the model's level, sampled, brought back. In this thread, on
 * one session.
 */
import { denoiserCardOf } from '../../../src/model/denoiser-card-of.js';
import { applyGain, levelGain } from '../../../src/clips/level-gain.js';
import type { LoadedModel } from '../../../src/model/model-folder.js';
import type { OnnxSession } from '../../../src/model/onnx-session.js';
import { sampleOnSession } from '../../../src/model/sample-on-session.js';
import { sumRows } from '../../../src/signal/rows.js';
import { stemRow } from '../../../src/signal/stem-block.js';
import { partlyGiven } from './partly-given.js';
import type { Method } from './quality-methods.js';
import type { Spending } from './quality-schema.js';

/** @returns [stems] of [frames]; @throws Error when it took another number of evaluations than it was to */
export async function separateExcerpt(
  session: OnnxSession,
  model: Pick<LoadedModel, 'card'>,
  method: Method,
  spending: Spending,
  stems: readonly Float32Array[],
): Promise<Float32Array[]> {
  const card = denoiserCardOf(model.card);
  const { plan, seeds } = method.separation(card, spending);
  const mixture = sumRows(stems);
  const gain = levelGain(card, [mixture], card.stems.length);
  applyGain(mixture, gain);
  const given = partlyGiven(session, method.givenFromSigma);
  const task = { channels: 1, frames: mixture.length, startFrame: 0, mixture };
  const sum = card.stems.map(() => new Float32Array(mixture.length));
  let taken = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const planned = { ...task, plan: { ...plan, seed }, known: null, knownMask: null };
    const { stems: sampled, evaluations } = await sampleOnSession(given, card, planned, {});
    taken += evaluations;
    for (const [stem, row] of sum.entries()) {
      const one = stemRow(sampled, 0, stem);
      for (let t = 0; t < row.length; t++) row[t]! += one[t]! / seeds;
    }
  }
  if (taken !== spending.evaluations) {
    throw new Error(`${method.id}: expected ${spending.evaluations} evaluations, took ${taken}`);
  }
  for (const row of sum) applyGain(row, 1 / gain);
  return sum;
}
