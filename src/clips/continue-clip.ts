/**
 * Continue a clip: known stems in, all stems out, which go on for some seconds behind what is known.
 *
 *   known stems -> mono, resample -> windows -> sample (known where there is known audio) -> overlap-add -> resample
 *     -> what is known, bit for bit, and the generated behind it (clips/continued-stem) -> sink
 *
 * A known stem that is shorter than another is generated from its own end on. A stem that is not known is generated over the whole
 * length, mono, as in imputing. A window in which everything is known costs no evaluation.
 */
import type { AudioSource } from '../audio/audio-source.js';
import { cutIntoWindows, type Window } from '../frames/chunker.js';
import type { Inference } from '../model/inference.js';
import { throwIfCancelled } from '../operational-error.js';
import { planarFrames, type PlanarBlock } from '../signal/planar-block.js';
import { PlanarFifo } from '../signal/planar-fifo.js';
import { createResampler, resamplerDelayFrames } from '../signal/resampler.js';
import { createStemBlock, stemRow } from '../signal/stem-block.js';
import { nativeFrames, toModelFrames } from '../signal/units.js';
import { alignedRows, mono } from './aligned-rows.js';
import { chunkGeometry } from './chunk-geometry.js';
import type { ClipJob } from './clip-job.js';
import { clipProgress } from './clip-progress.js';
import { damageOf, startClipReport, type ClipReport } from './clip-report.js';
import { ContinuedStem } from './continued-stem.js';
import { commonRateHz, type KnownStem } from './impute-clip.js';
import { levelGain } from './level-gain.js';
import { prefetch } from './prefetch.js';
import { resampled, resampledBlock } from './resampled.js';
import { sampleWindows, type SamplingTotals, type WindowConditioning } from './sample-windows.js';

/** The sink takes all stems in the model's order. */
export interface ContinueClip extends ClipJob {
  /** at least one, all of one sample rate, each with one channel or with `channels` */
  readonly known: readonly KnownStem[];
  /** how much is generated behind the end of the longest known stem */
  readonly seconds: number;
  /** of the sink */
  readonly channels: number;
}

const WINDOWS_AHEAD = 1;

/**
 * @returns of a clip without frames where no known stem has any: there is nothing to continue
 * @throws OperationalError `bad-argument` when the known stems differ in sample rate
 */
export async function continueClip(clip: ContinueClip): Promise<ClipReport> {
  const { known, plan, channels, signal, onEvent } = clip;
  const { card } = clip.inference;
  const rateHz = commonRateHz(known);
  const finishReport = startClipReport();
  const rates = { modelRateHz: card.sampleRateHz, nativeRateHz: rateHz };
  const moreFrames = Math.max(1, Math.round(clip.seconds * rateHz));
  const expected = Math.max(...known.map(({ source }) => source.expectedFrames ?? NaN));
  const progress = clipProgress(
    onEvent,
    card.sampleRateHz,
    Number.isNaN(expected) ? undefined : toModelFrames(nativeFrames(expected + moreFrames), rates),
  );
  const geometry = chunkGeometry(card);
  const totals: SamplingTotals = { chunks: 0, evaluations: 0, sessionSeconds: 0 };
  const down = await createResampler({
    channels: known.length,
    fromHz: rateHz,
    toHz: card.sampleRateHz,
  });
  const up = await createResampler({
    channels: card.stems.length,
    fromHz: card.sampleRateHz,
    toHz: rateHz,
  });
  const stems = known.map(({ source }) => new ContinuedStem(source.channels, rateHz));
  let frames = 0;
  let index = 0;
  const write = async (generated: PlanarBlock) => {
    const frameCount = Math.min(planarFrames(generated), lengthOf(stems, moreFrames) - frames);
    if (frameCount <= 0) return;
    const rows = generated.map((row) => row.subarray(0, frameCount));
    await clip.sink.write(joined(clip, stems, rows, frameCount));
    onEvent({ kind: 'chunk', index: index++, startFrame: frames, frameCount });
    frames += frameCount;
  };
  try {
    const reach = resamplerDelayFrames(rateHz, card.sampleRateHz);
    const streams = known.map(({ source }, row) =>
      withMirroredEnd(mono(noted(source, stems[row]!)), reach),
    );
    const native = goingOn(alignedRows(streams), stems, moreFrames);
    const windows = prefetch(
      cutIntoWindows(resampled(native, down), { rows: known.length, ...geometry }),
      WINDOWS_AHEAD,
    );
    const sampling = {
      inference: sparing(clip.inference),
      plan,
      geometry,
      channels: 1,
      conditioning: conditioning(clip, stems, geometry.overlapFrames),
      signal,
      onFrames: progress.report,
    };
    for await (const block of prefetch(sampleWindows(windows, sampling, totals), WINDOWS_AHEAD)) {
      throwIfCancelled(signal);
      const rows = card.stems.map((_, stem) => stemRow(block, 0, stem));
      await write(await resampledBlock(rows, up, rateHz / card.sampleRateHz));
    }
    await write(up.flush());
  } finally {
    down.close();
    up.close();
    await Promise.all(known.map(({ source }) => source.close()));
  }
  const inputDamage = damageOf(known.map(({ source }) => source));
  return finishReport({ ...totals, rateHz, channels, frames, sumErrorDbfs: null, inputDamage });
}

/** Native frames in all; Infinity while that cannot be known. */
function lengthOf(stems: readonly ContinuedStem[], moreFrames: number): number {
  if (!stems.every(({ hasEnded }) => hasEnded)) return Infinity;
  const longest = Math.max(...stems.map(({ knownFrames }) => knownFrames));
  return longest === 0 ? 0 : longest + moreFrames;
}

/** Gives the source's blocks to the stem, too. */
async function* noted(source: AudioSource, stem: ContinuedStem): AsyncGenerator<PlanarBlock> {
  for await (const block of source.blocks()) {
    stem.push(block);
    yield block;
  }
  stem.end();
}

/** The row and, behind it, its last frames backwards: what a resampler hears there instead of a step to silence. */
async function* withMirroredEnd(
  blocks: AsyncIterable<PlanarBlock>,
  frames: number,
): AsyncGenerator<PlanarBlock> {
  const end = new PlanarFifo(1);
  for await (const block of blocks) {
    end.append(block);
    end.drop(Math.max(0, end.frames - frames));
    yield block;
  }
  yield [end.peek(0, end.frames).toReversed()];
}

/** Cuts or fills the aligned known stems to the length of what is made. */
async function* goingOn(
  rows: AsyncIterable<PlanarBlock>,
  stems: readonly ContinuedStem[],
  moreFrames: number,
): AsyncGenerator<PlanarBlock> {
  let position = 0;
  for await (const block of rows) {
    const frames = Math.min(planarFrames(block), lengthOf(stems, moreFrames) - position);
    if (frames <= 0) break;
    yield block.map((row) => row.subarray(0, frames));
    position += frames;
  }
  const left = lengthOf(stems, moreFrames) - position;
  const mostFrames = 65_536;
  for (let done = 0; done < left; done += mostFrames) {
    yield stems.map(() => new Float32Array(Math.min(mostFrames, left - done)));
  }
}

/**
 * Conditioned on the known stems as far as they go. The level is measured where something is known; behind it, it stays what it was, so
 * that what is generated goes on as loud.
 */
function conditioning(
  { known, inference: { card } }: ContinueClip,
  stems: readonly ContinuedStem[],
  leastMeasured: number,
): (window: Window) => WindowConditioning {
  const rates = { modelRateHz: card.sampleRateHz, nativeRateHz: commonRateHz(known) };
  let gain: number | undefined;
  return (window) => {
    const { frames, startFrame, rows } = window;
    const block = createStemBlock({ channels: 1, stems: card.stems.length, frames });
    const knownMask = new Float32Array(card.stems.length * frames);
    const counts = stems.map(({ knownFrames }) =>
      Math.min(
        window.validFrames,
        Math.max(0, Math.floor(toModelFrames(nativeFrames(knownFrames), rates)) - startFrame),
      ),
    );
    known.forEach(({ stem }, row) => {
      const count = counts[row]!;
      stemRow(block, 0, stem).set(rows[row]!.subarray(0, count));
      knownMask.fill(1, stem * frames, stem * frames + count);
    });
    const most = Math.max(...counts);
    if (gain === undefined || most >= leastMeasured) {
      gain = levelGain(
        card,
        rows.map((row) => row.subarray(0, most)),
        1,
      );
    }
    return { mixture: null, known: block, knownMask, gain };
  };
}

/** What is known everywhere needs no network. */
function sparing(inference: Inference): Inference {
  const { card, graphSha256, provider, providerNotes } = inference;
  return {
    card,
    graphSha256,
    provider,
    providerNotes,
    close: () => inference.close(),
    sample: (task, options) => {
      if (task.known !== null && task.knownMask?.every((is) => is === 1) === true) {
        return Promise.resolve({ stems: task.known, evaluations: 0, sessionSeconds: 0 });
      }
      return inference.sample(task, options);
    },
  };
}

/** All stems in the model's order: known ones continued, the others as they are generated, on every channel. */
function joined(
  { known, channels, inference }: ContinueClip,
  stems: readonly ContinuedStem[],
  generated: PlanarBlock,
  frames: number,
) {
  const block = createStemBlock({ channels, stems: generated.length, frames });
  for (const [stem] of inference.card.stems.entries()) {
    const row = known.findIndex((one) => one.stem === stem);
    const made = row === -1 ? [generated[stem]!] : stems[row]!.next(generated[stem]!);
    for (let channel = 0; channel < channels; channel++) {
      stemRow(block, channel, stem).set(made.length === 1 ? made[0]! : made[channel]!);
    }
  }
  return block;
}
