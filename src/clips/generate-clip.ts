/**
 * Generate a clip: all stems from nothing, mono, at the model's own rate.
 *
 *   windows of the asked length -> sample the prior, each window continuing the one before -> overlap-add -> sink
 */
import { cutIntoWindows } from '../frames/chunker.js';
import { throwIfCancelled } from '../operational-error.js';
import type { PlanarBlock } from '../signal/planar-block.js';
import { modelFrames } from '../signal/units.js';
import { chunkGeometry } from './chunk-geometry.js';
import type { ClipJob } from './clip-job.js';
import { clipProgress } from './clip-progress.js';
import { startClipReport, type ClipReport } from './clip-report.js';
import { sampleWindows, type SamplingTotals } from './sample-windows.js';

export interface GenerateClip extends ClipJob {
  /** model-rate frames to generate, >= 1 */
  readonly frames: number;
}

export async function generateClip(clip: GenerateClip): Promise<ClipReport> {
  const { inference, plan, sink, signal, onEvent } = clip;
  const { card } = inference;
  const finishReport = startClipReport();
  const progress = clipProgress(onEvent, card.sampleRateHz, modelFrames(clip.frames));
  const geometry = chunkGeometry(card);
  const totals: SamplingTotals = { chunks: 0, evaluations: 0, sessionSeconds: 0 };
  const windows = cutIntoWindows(silence(clip.frames), { rows: 1, ...geometry });
  const conditioning = () => ({ mixture: null, known: null, knownMask: null, gain: 1 });
  const sampling = {
    inference,
    plan,
    geometry,
    channels: 1,
    conditioning,
    signal,
    onFrames: progress.report,
  };
  let frames = 0;
  let index = 0;
  for await (const block of sampleWindows(windows, sampling, totals)) {
    throwIfCancelled(signal);
    if (block.frames === 0) continue;
    await sink.write(block);
    onEvent({ kind: 'chunk', index: index++, startFrame: frames, frameCount: block.frames });
    frames += block.frames;
  }
  return finishReport({
    ...totals,
    rateHz: card.sampleRateHz,
    channels: 1,
    frames,
    sumErrorDbfs: null,
    inputDamage: [],
  });
}

const SILENCE_FRAMES = 65_536;

/** One row of zeros, standing for so many frames without conditioning. */
async function* silence(frames: number): AsyncGenerator<PlanarBlock> {
  for (let start = 0; start < frames; start += SILENCE_FRAMES) {
    yield [new Float32Array(Math.min(SILENCE_FRAMES, frames - start))];
    await Promise.resolve();
  }
}
