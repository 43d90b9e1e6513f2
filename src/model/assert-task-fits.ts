/**
 * Assert task fits: a sampling task must be of a size its model takes, with arrays of that size.
 *
 * A misfit is a programmer error: which chunks a model takes is the engine's to know. Seen here, it names the value;
 * seen by onnxruntime, it would be a shape error of some inner layer.
 */
import type { SamplingTask } from '../sampler/sampling-task.js';
import type { ModelCard } from './model-card.js';

/** @throws Error naming the value that does not fit and what would */
export function assertTaskFits(task: SamplingTask, card: ModelCard): void {
  const { channels, frames, mixture, known, knownMask } = task;
  const { min, multipleOf } = card.chunkFrames;
  const stems = card.stems.length;
  if (!Number.isInteger(channels) || channels < 1) {
    throw new Error(`SamplingTask: channels must be an integer >= 1, got ${channels}`);
  }
  if (frames < min || frames % multipleOf !== 0) {
    throw new Error(
      `SamplingTask: frames must be a multiple of ${multipleOf} from ${min}, got ${frames}`,
    );
  }
  for (const [name, array, length] of [
    ['mixture', mixture, channels * frames],
    ['known.data', known?.data ?? null, channels * stems * frames],
    ['knownMask', knownMask, stems * frames],
  ] as const) {
    if (array !== null && array.length !== length) {
      throw new Error(`SamplingTask: ${name} must hold ${length} values, got ${array.length}`);
    }
  }
  if ((known === null) !== (knownMask === null)) {
    throw new Error('SamplingTask: known and knownMask must be given together');
  }
}
