/**
 * Open mix: stems as one sound, summed while it is read; as long as the shortest of them. The page's mixer plays the same.
 *
 *   out[channel][n] = sum over lanes of gain[lane] * samples[lane][channel][n]     summed in double, rounded to float32
 *
 * A stem of one channel is heard in all.
 */
import { OperationalError } from '../../operational-error.js';
import type { WavLayout } from '../../audio/wav-layout.js';
import { openWav, type OpenWav } from './open-wav.js';
import type { StemOfResult } from './stem-of-result.js';
import { wavBlocks, type WavBlock } from './wav-blocks.js';

export interface MixLane {
  readonly stem: StemOfResult;
  /** linear */
  readonly gain: number;
}

export interface OpenMix {
  readonly layout: WavLayout;
  readonly frames: number;
  /** What the files hold from a frame on, if one was cut short meanwhile. */
  blocks(startFrame: number): AsyncGenerator<WavBlock>;
  /** Whoever opened it closes it. */
  close(): Promise<void>;
}

/** @throws OperationalError as openWav; `bad-argument` where there is nothing to sum, or rates differ */
export async function openMix(lanes: readonly MixLane[]): Promise<OpenMix> {
  const opened: OpenWav[] = [];
  const close = async (): Promise<void> => {
    for (const { file } of opened) await file.close();
  };
  try {
    for (const { stem } of lanes) opened.push(await openWav(stem));
    const layouts = opened.map(({ header }) => header.layout);
    const rateHz = layouts[0]?.rateHz;
    if (rateHz === undefined || layouts.some((layout) => layout.rateHz !== rateHz)) {
      const rates = layouts.map((layout) => `${layout.rateHz} Hz`).join(', ');
      throw new OperationalError(
        'bad-argument',
        `Expected stems of one sample rate to sum, got ${rates || 'none'}.`,
      );
    }
    const channels = Math.max(...layouts.map((layout) => layout.channels));
    const gains = lanes.map(({ gain }) => gain);
    return {
      layout: { rateHz, channels, encoding: 'float32' },
      frames: Math.min(...opened.map(({ header }) => header.frames)),
      blocks: (startFrame) => summed(opened, gains, channels, startFrame),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** All lanes are read in blocks of the same frames, so those of one turn lie beside each other. */
async function* summed(
  wavs: readonly OpenWav[],
  gains: readonly number[],
  channels: number,
  startFrame: number,
): AsyncGenerator<WavBlock> {
  const readers = wavs.map((wav) => wavBlocks(wav, startFrame));
  for (;;) {
    const blocks: WavBlock[] = [];
    for (const reader of readers) {
      const block = await reader.next();
      if (block.done === true) return;
      blocks.push(block.value);
    }
    yield { channels, samples: sumOf(blocks, gains, channels) };
  }
}

function sumOf(
  blocks: readonly WavBlock[],
  gains: readonly number[],
  channels: number,
): Float32Array {
  const frames = Math.min(...blocks.map((block) => block.samples.length / block.channels));
  const out = new Float32Array(frames * channels);
  for (let frame = 0; frame < frames; frame++) {
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let lane = 0; lane < blocks.length; lane++) {
        const { samples, channels: own } = blocks[lane]!;
        sum += gains[lane]! * samples[frame * own + (channel < own ? channel : 0)]!;
      }
      out[frame * channels + channel] = sum;
    }
  }
  return out;
}
