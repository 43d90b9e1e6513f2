/**
 * Separate a clip: one recording in, its stems out at the recording's own rate and channels.
 *
 *   source -> resample -> windows -> sample -> overlap-add -> restore -> sink
 *
 * The stems sum to the recording; the report says how exactly. Memory is bounded by a few chunks whatever the
 * length. Nothing is committed here: the caller owns the sink.
 */
import type { AudioSource } from '../audio/audio-source.js';
import { cutIntoWindows } from '../frames/chunker.js';
import type { Window } from '../frames/chunker.js';
import { throwIfCancelled } from '../operational-error.js';
import { createResampler } from '../signal/resampler.js';
import { createRestore } from '../signal/restore.js';
import type { PlanarBlock } from '../signal/planar-block.js';
import { concatenateRows } from '../signal/rows.js';
import type { StemBlock } from '../signal/stem-block.js';
import { nativeFrames, toModelFrames } from '../signal/units.js';
import { separationGeometry } from './chunk-geometry.js';
import type { ClipJob } from './clip-job.js';
import { clipProgress } from './clip-progress.js';
import { damageOf, startClipReport, type ClipReport } from './clip-report.js';
import { compareWindows, type Comparison } from './compare-windows.js';
import { GatheredWrites } from './gathered-writes.js';
import { levelGain } from './level-gain.js';
import { prefetch } from './prefetch.js';
import { resampled } from './resampled.js';
import { sampleWindows, type SamplingTotals, type WindowConditioning } from './sample-windows.js';
import { inShortBlocks, inTurns } from './short-blocks.js';
import { SumErrorMeter } from './sum-error-meter.js';

export interface SeparateClip extends ClipJob {
  readonly source: AudioSource;
  /** gets the recording as it is read, always before the stems of the same frames are written */
  readonly onMixture?: (block: PlanarBlock) => void;
  /** what a sample becomes in the sink's format, for the sum error */
  readonly stored: (sample: number) => number;
  /** another separation of the same recording, compared with the one that is written; it costs its evaluations */
  readonly comparison?: Comparison | undefined;
}

/** How many windows may wait for being sampled, and as many sampled ones for being restored and written. */
const WINDOWS_AHEAD = 1;

export async function separateClip(clip: SeparateClip): Promise<ClipReport> {
  const { source, plan, inference, sink, signal, onEvent } = clip;
  const { card } = inference;
  const { rateHz, channels } = source;
  const finishReport = startClipReport();
  const rates = { modelRateHz: card.sampleRateHz, nativeRateHz: rateHz };
  const toModelRate = (frames: number) => toModelFrames(nativeFrames(frames), rates);
  const progress = clipProgress(
    onEvent,
    card.sampleRateHz,
    source.expectedFrames === undefined ? undefined : toModelRate(source.expectedFrames),
  );
  const geometry = separationGeometry(card, plan);
  const totals: SamplingTotals = { chunks: 0, evaluations: 0, sessionSeconds: 0 };
  const meter = new SumErrorMeter(channels, clip.stored);
  const restore = await createRestore({
    channels,
    stems: card.stems.length,
    ...rates,
  });
  const resampler = await createResampler({ channels, fromHz: rateHz, toHz: card.sampleRateHz });
  const gathered = new GatheredWrites(sink, { channels, stems: card.stems.length });
  let frames = 0;
  let index = 0;
  const write = async (stems: StemBlock) => {
    if (stems.frames === 0) return;
    throwIfCancelled(signal);
    meter.pushStems(stems);
    await gathered.write(stems);
    frames += stems.frames;
  };
  const emitChunk = async (startFrame: number) => {
    if (frames === startFrame) return;
    await gathered.flush();
    onEvent({ kind: 'chunk', index: index++, startFrame, frameCount: frames - startFrame });
  };
  try {
    const native = tapped(source.blocks(), (block) => {
      restore.pushMixture(block);
      meter.pushMixture(block);
      clip.onMixture?.(block);
    });
    const windows = prefetch(
      cutIntoWindows(resampled(native, resampler), { rows: channels, ...geometry }),
      WINDOWS_AHEAD,
    );
    const conditioning = (window: Window): WindowConditioning => ({
      mixture: concatenateRows(window.rows),
      known: null,
      knownMask: null,
      gain: levelGain(card, window.rows, card.stems.length),
    });
    const sampling = {
      inference,
      plan,
      geometry,
      channels,
      conditioning,
      signal,
      onFrames: progress.report,
    };
    const blocks =
      clip.comparison === undefined
        ? sampleWindows(windows, sampling, totals)
        : compareWindows(windows, sampling, clip.comparison, totals);
    for await (const block of prefetch(blocks, WINDOWS_AHEAD)) {
      const startFrame = frames;
      for await (const short of inShortBlocks(block, rateHz / card.sampleRateHz)) {
        await write(await inTurns(restore.pushingStems(short)));
      }
      await emitChunk(startFrame);
    }
    const startFrame = frames;
    await write(await inTurns(restore.flushing()));
    await emitChunk(startFrame);
  } finally {
    restore.close();
    resampler.close();
    await source.close();
  }
  progress.report(toModelRate(frames));
  const inputDamage = damageOf([source]);
  return finishReport({
    ...totals,
    rateHz,
    channels,
    frames,
    sumErrorDbfs: meter.worstDbfs,
    inputDamage,
  });
}

/** Passes blocks on, showing each to a listener first. */
async function* tapped(
  blocks: AsyncIterable<PlanarBlock>,
  listener: (block: PlanarBlock) => void,
): AsyncGenerator<PlanarBlock> {
  for await (const block of blocks) {
    listener(block);
    yield block;
  }
}
