/**
 * Sample windows: the chunk loop every offline task shares.
 *
 *   windows -> task for the model (conditioned on the stems already produced) -> inference -> overlap-add -> stretches
 *
 * Yields finished stems at the model's rate, in order, each frame once. It reads no files and writes none.
 */
import { OverlapAdd } from '../frames/overlap-add.js';
import type { Window } from '../frames/chunker.js';
import type { Inference, SamplingTask } from '../model/inference.js';
import { throwIfCancelled } from '../operating-error.js';
import type { StemBlock } from '../signal/stem-block.js';
import type { ChunkGeometry } from './chunk-geometry.js';
import { applyGain } from './level-gain.js';

/** What is given about a window besides what the overlap with the window before adds. */
export interface WindowGiven extends Pick<SamplingTask, 'mixture' | 'known' | 'knownMask'> {
  /** brings all of the above to the model's level (engine/level-gain); the stems are brought back */
  readonly gain: number;
}

export interface WindowSampling {
  readonly inference: Inference;
  readonly plan: SamplingTask['plan'];
  readonly geometry: ChunkGeometry;
  readonly channels: number;
  readonly given: (window: Window) => WindowGiven;
  readonly signal: AbortSignal | undefined;
  /** model-rate frames finished so far, within a window too */
  readonly onFrames: (frames: number) => void;
}

/** Running totals over all windows; updated while {@link sampleWindows} is consumed. */
export interface SamplingTotals {
  chunks: number;
  evaluations: number;
  sessionSeconds: number;
}

export async function* sampleWindows(
  windows: AsyncIterable<Window>,
  { inference, plan, geometry, channels, given, signal, onFrames }: WindowSampling,
  totals: SamplingTotals,
): AsyncGenerator<StemBlock> {
  const overlapAdd = new OverlapAdd({
    channels,
    stems: inference.card.stems.length,
    overlapFrames: geometry.overlapFrames,
  });
  for await (const window of windows) {
    throwIfCancelled(signal);
    const { mixture, known, knownMask, gain } = withOverlap(
      given(window),
      overlapAdd.conditionFor(window),
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
          onFrames(window.startFrame + newFrames + fraction * (window.validFrames - newFrames));
        },
      },
    );
    totals.chunks++;
    totals.evaluations += result.evaluations;
    totals.sessionSeconds += result.sessionSeconds;
    applyGain(result.stems.data, 1 / gain);
    yield overlapAdd.push(window, result.stems);
  }
  yield overlapAdd.finish();
}

/** Adds the stretch known from the window before; what the user gave stays as given. */
function withOverlap(
  given: WindowGiven,
  overlap: { known: StemBlock; knownMask: Float32Array } | null,
): WindowGiven {
  if (overlap === null) return given;
  if (given.known === null || given.knownMask === null) return { ...given, ...overlap };
  const { known, knownMask } = given;
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
  return given;
}
