/**
 * Impute a clip: some stems in, the missing ones out, so that they fit.
 *
 *   known stems -> mono, resample -> windows -> sample (known stems conditioned on) -> overlap-add -> resample -> sink
 *
 * A stem that is neither known nor asked for is taken to be silent: the band has no such player. What is
 * generated is mono, at the inputs' rate, written to as many channels as the inputs have. Known stems are not
 * written again.
 */
import type { AudioSource } from '../audio/audio-source.js';
import { cutIntoWindows, type Window } from '../frames/chunker.js';
import { OperationalError, throwIfCancelled } from '../operational-error.js';
import type { PlanarBlock } from '../signal/planar-block.js';
import { createResampler } from '../signal/resampler.js';
import { createStemBlock, stemRow, type StemBlock } from '../signal/stem-block.js';
import { nativeFrames, toModelFrames, type StemIndex } from '../signal/units.js';
import { alignedRows, mono } from './aligned-rows.js';
import { chunkGeometry } from './chunk-geometry.js';
import type { ClipJob } from './clip-job.js';
import { clipProgress } from './clip-progress.js';
import { damageOf, startClipReport, type ClipReport } from './clip-report.js';
import { levelGain } from './level-gain.js';
import { prefetch } from './prefetch.js';
import { resampled, resampledBlock } from './resampled.js';
import { sampleWindows, type SamplingTotals, type WindowConditioning } from './sample-windows.js';

export interface KnownStem {
  readonly stem: StemIndex;
  readonly source: AudioSource;
}

export interface ImputeClip extends ClipJob {
  /** at least one, all of one sample rate */
  readonly known: readonly KnownStem[];
  /** the stems to generate, in the sink's order; none of them known */
  readonly generate: readonly StemIndex[];
  /** of the sink */
  readonly channels: number;
}

const WINDOWS_AHEAD = 1;

/** @throws OperationalError `bad-argument` when the known stems differ in sample rate */
export async function imputeClip(clip: ImputeClip): Promise<ClipReport> {
  const { known, generate, plan, inference, channels, signal } = clip;
  const { card } = inference;
  const rateHz = commonRateHz(known);
  const finishReport = startClipReport();
  const rates = { modelRateHz: card.sampleRateHz, nativeRateHz: rateHz };
  const expected = Math.max(...known.map(({ source }) => source.expectedFrames ?? NaN));
  const progress = clipProgress(
    clip.onEvent,
    card.sampleRateHz,
    Number.isNaN(expected) ? undefined : toModelFrames(nativeFrames(expected), rates),
  );
  const geometry = chunkGeometry(card);
  const totals: SamplingTotals = { chunks: 0, evaluations: 0, sessionSeconds: 0 };
  const down = await createResampler({
    channels: known.length,
    fromHz: rateHz,
    toHz: card.sampleRateHz,
  });
  const up = await createResampler({
    channels: generate.length,
    fromHz: card.sampleRateHz,
    toHz: rateHz,
  });
  const writer = generatedWriter(clip);
  try {
    const native = counted(
      alignedRows(known.map(({ source }) => mono(source.blocks()))),
      writer.expectFrames,
    );
    const windows = prefetch(
      cutIntoWindows(resampled(native, down), { rows: known.length, ...geometry }),
      WINDOWS_AHEAD,
    );
    const conditioning = (window: Window) => conditionedOn(window, clip);
    const sampling = {
      inference,
      plan,
      geometry,
      channels: 1,
      conditioning,
      signal,
      onFrames: progress.report,
    };
    for await (const block of prefetch(sampleWindows(windows, sampling, totals), WINDOWS_AHEAD)) {
      throwIfCancelled(signal);
      const rows = generate.map((stem) => stemRow(block, 0, stem));
      await writer.write(await resampledBlock(rows, up, rateHz / card.sampleRateHz));
    }
    await writer.write(up.flush());
    await writer.finish();
  } finally {
    down.close();
    up.close();
    await Promise.all(known.map(({ source }) => source.close()));
  }
  return finishReport({
    ...totals,
    rateHz,
    channels,
    frames: writer.frames(),
    sumErrorDbfs: null,
    inputDamage: damageOf(known.map(({ source }) => source)),
  });
}

/** @throws OperationalError `bad-argument` */
export function commonRateHz(known: readonly KnownStem[]): number {
  const first = known[0];
  if (first === undefined) throw new Error('imputeClip: no known stem given');
  const odd = known.find(({ source }) => source.rateHz !== first.source.rateHz);
  if (odd !== undefined) {
    throw new OperationalError(
      'bad-argument',
      `The known stems must have one sample rate: ${first.source.name} has ${first.source.rateHz} Hz, ` +
        `${odd.source.name} has ${odd.source.rateHz} Hz. Convert one of them.`,
    );
  }
  return first.source.rateHz;
}

/** On known and silent stems everywhere, on those to generate nowhere. */
function conditionedOn(
  window: Window,
  { known, generate, inference }: ImputeClip,
): WindowConditioning {
  const { card } = inference;
  const block = createStemBlock({ channels: 1, stems: card.stems.length, frames: window.frames });
  const knownMask = new Float32Array(card.stems.length * window.frames).fill(1);
  known.forEach(({ stem }, row) => {
    stemRow(block, 0, stem).set(window.rows[row]!);
  });
  for (const stem of generate) {
    knownMask.fill(0, stem * window.frames, (stem + 1) * window.frames);
  }
  return {
    mixture: null,
    known: block,
    knownMask,
    gain: levelGain(card, window.rows, 1),
  };
}

/** Shows how many frames have passed. */
async function* counted(
  blocks: AsyncIterable<PlanarBlock>,
  onFrames: (frames: number) => void,
): AsyncGenerator<PlanarBlock> {
  for await (const block of blocks) {
    onFrames(block[0]?.length ?? 0);
    yield block;
  }
}

/** Writes mono rows to every channel, in exactly as many frames as the inputs had. */
function generatedWriter({ sink, channels, generate, onEvent }: ImputeClip) {
  let expected = 0;
  let frames = 0;
  let index = 0;
  const put = async (rows: readonly Float32Array[], frameCount: number) => {
    if (frameCount === 0) return;
    const block: StemBlock = createStemBlock({
      channels,
      stems: generate.length,
      frames: frameCount,
    });
    rows.forEach((row, stem) => {
      for (let channel = 0; channel < channels; channel++) {
        stemRow(block, channel, stem).set(row.subarray(0, frameCount));
      }
    });
    await sink.write(block);
    onEvent({ kind: 'chunk', index: index++, startFrame: frames, frameCount });
    frames += frameCount;
  };
  return {
    expectFrames: (count: number) => {
      expected += count;
    },
    write: (rows: PlanarBlock) => put(rows, Math.min(rows[0]?.length ?? 0, expected - frames)),
    finish: () => put([], expected - frames),
    frames: () => frames,
  };
}
