/**
 * Sample windows: the chunk loop every offline task shares.
 *
 *   windows -> task for the model (conditioned on the stems already produced) -> inference -> overlap-add -> blocks
 *
 * Yields finished stems at the model's rate, in order, each frame once. It reads no files and writes none.
 */
import { OverlapAdd } from '../frames/overlap-add.js';
import type { Window } from '../frames/chunker.js';
import type { Inference, SamplingTask } from '../model/inference.js';
import { OperationalError, throwIfCancelled } from '../operational-error.js';
import type { StemBlock } from '../signal/stem-block.js';
import { modelFrames, type ModelFrames } from '../signal/units.js';
import type { ChunkGeometry } from './chunk-geometry.js';
import { applyGain } from './level-gain.js';

/** The conditioning of a window, besides what the overlap with the window before adds. */
export interface WindowConditioning extends Pick<SamplingTask, 'mixture' | 'known' | 'knownMask'> {
  /** brings all of the above to the model's level (clips/level-gain); the stems are brought back */
  readonly gain: number;
}

export interface WindowSampling {
  readonly inference: Inference;
  readonly plan: SamplingTask['plan'];
  readonly geometry: ChunkGeometry;
  readonly channels: number;
  readonly conditioning: (window: Window) => WindowConditioning;
  readonly signal: AbortSignal | undefined;
  /** finished so far, within a window too */
  readonly onFrames: (frames: ModelFrames) => void;
}

/** Running totals over all windows; updated while {@link sampleWindows} is consumed. */
export interface SamplingTotals {
  chunks: number;
  evaluations: number;
  sessionSeconds: number;
}

export async function* sampleWindows(
  windows: AsyncIterable<Window>,
  sampling: WindowSampling,
  totals: SamplingTotals,
): AsyncGenerator<StemBlock> {
  const sampler = new WindowSampler(sampling, totals);
  for await (const window of windows) yield await sampler.sample(window);
  yield sampler.finish();
}

/** The push form: a recording's windows, one after the other. */
export class WindowSampler {
  readonly #sampling: WindowSampling;
  readonly #totals: SamplingTotals;
  readonly #overlapAdd: OverlapAdd;

  constructor(sampling: WindowSampling, totals: SamplingTotals) {
    this.#sampling = sampling;
    this.#totals = totals;
    this.#overlapAdd = new OverlapAdd({
      channels: sampling.channels,
      stems: sampling.inference.card.stems.length,
      overlapFrames: sampling.geometry.overlapFrames,
      seam: sampling.geometry.seam,
    });
  }

  /** @returns the frames that are finished with this window. @throws OperationalError of the inference; `inference-failed` for what is not finite */
  async sample(window: Window): Promise<StemBlock> {
    const { inference, plan, geometry, channels, conditioning, signal, onFrames } = this.#sampling;
    throwIfCancelled(signal);
    const { mixture, known, knownMask, gain } = withOverlap(
      conditioning(window),
      this.#overlapAdd.conditionFor(window),
    );
    for (const data of [mixture, known?.data]) if (data) applyGain(data, gain);
    const newFrames = window.startFrame === 0 ? 0 : geometry.overlapFrames;
    const result = await inference.sample(
      {
        plan,
        channels,
        frames: window.frames,
        startFrame: window.startFrame,
        mixture,
        known,
        knownMask,
      },
      {
        ...(signal === undefined ? {} : { signal }),
        onProgress: (fraction) => {
          const left = window.validFrames - newFrames;
          onFrames(modelFrames(window.startFrame + newFrames + fraction * left));
        },
      },
    );
    const { sampleRateHz } = inference.card;
    if (!areFinite(result.stems.data)) throw notFinite(window, sampleRateHz);
    this.#totals.chunks++;
    this.#totals.evaluations += result.evaluations;
    this.#totals.sessionSeconds += result.sessionSeconds;
    applyGain(result.stems.data, 1 / gain);
    return this.#overlapAdd.push(window, result.stems);
  }

  /** The end of the recording. @returns the frames that waited for another window */
  finish(): StemBlock {
    return this.#overlapAdd.finish();
  }
}

/** A sum has room for all numbers of 32 bits, and none for what is no number. */
function areFinite(samples: Float32Array): boolean {
  let sum = 0;
  for (const sample of samples) sum += sample;
  return Number.isFinite(sum);
}

function notFinite({ startFrame, frames }: Window, rateHz: number): OperationalError {
  const [from, to] = [startFrame, startFrame + frames].map((frame) => (frame / rateHz).toFixed(2));
  return new OperationalError(
    'inference-failed',
    `The model on the chunk from ${from} s to ${to} s gives numbers that are not finite. Nothing of it is kept: export the network ` +
      'anew in float32, or try the provider cpu.',
  );
}

/** Adds what is known from the window before; what was known already stays. */
function withOverlap(
  conditioning: WindowConditioning,
  overlap: { known: StemBlock; knownMask: Float32Array } | null,
): WindowConditioning {
  if (overlap === null) return conditioning;
  if (conditioning.known === null || conditioning.knownMask === null)
    return { ...conditioning, ...overlap };
  const { known, knownMask } = conditioning;
  const { channels, stems, frames } = known;
  for (let row = 0; row < channels * stems; row++) {
    const maskStart = (row % stems) * frames;
    for (let t = 0; t < frames; t++) {
      if (overlap.knownMask[maskStart + t] === 1 && knownMask[maskStart + t] !== 1) {
        known.data[row * frames + t] = overlap.known.data[row * frames + t]!;
      }
    }
  }
  for (let i = 0; i < knownMask.length; i++)
    knownMask[i] = Math.max(knownMask[i]!, overlap.knownMask[i]!);
  return conditioning;
}
