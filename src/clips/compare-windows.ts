/**
 * Compare windows: a recording sampled twice, side by side, to find out where the two agree.
 *
 *   windows -> sample -> overlap-add -> blocks, which go on
 *          \-> sample by another plan -> overlap-add -> the same blocks again, which are only compared
 *
 * Each of the two is conditioned on its own past: on the other's, it would agree with it for nothing.
 */
import type { Window } from '../frames/chunker.js';
import type { SamplingPlan } from '../sampler/sampling-plan.js';
import type { StemBlock } from '../signal/stem-block.js';
import { WindowSampler, type SamplingTotals, type WindowSampling } from './sample-windows.js';

export interface Comparison {
  /** how the other separation is sampled */
  readonly plan: SamplingPlan;
  /** both at the model's rate, [channels][stems][frames], in order, each frame once */
  readonly onBlocks: (written: StemBlock, compared: StemBlock) => void;
}

/** Yields what `sampleWindows` yields. @param totals chunks are counted once, evaluations of both */
export async function* compareWindows(
  windows: AsyncIterable<Window>,
  sampling: WindowSampling,
  { plan, onBlocks }: Comparison,
  totals: SamplingTotals,
): AsyncGenerator<StemBlock> {
  const ofOther: SamplingTotals = { chunks: 0, evaluations: 0, sessionSeconds: 0 };
  const written = new WindowSampler(sampling, totals);
  const compared = new WindowSampler({ ...sampling, plan, onFrames: () => undefined }, ofOther);
  for await (const window of windows) {
    const block = await written.sample(window);
    onBlocks(block, await compared.sample(window));
    yield block;
  }
  totals.evaluations += ofOther.evaluations;
  totals.sessionSeconds += ofOther.sessionSeconds;
  const rest = written.finish();
  onBlocks(rest, compared.finish());
  yield rest;
}
