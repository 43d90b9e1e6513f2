/**
 * Mix range: a sum of stems as the WAV file that it would be, float32, whole or a range of it, summed while it is sent.
 */
import { frameBytesOf, MAX_RIFF_BYTES, wavFileBytes, wavHeader } from '../../audio/wav-layout.js';
import { openMix, type MixLane, type OpenMix } from './open-mix.js';
import { rangedResponse } from './ranged-response.js';
import { WAV_TYPE } from './sound-range.js';

/** @throws OperationalError as openMix */
export async function mixRange(
  lanes: readonly MixLane[],
  range: string | undefined,
): Promise<Response> {
  const mix = await openMix(lanes);
  const bytes = {
    length: wavFileBytes(mix.layout, mix.frames),
    stream: (part: Part) => streamOf(mix, part),
    close: () => mix.close(),
  };
  return rangedResponse(bytes, range, WAV_TYPE);
}

interface Part {
  readonly start: number;
  readonly end: number;
}

/** Closes the mix when it is over, or given up, be it before the first byte. */
function streamOf(mix: OpenMix, part: Part): ReadableStream<Uint8Array> {
  const bytes = mixBytes(mix, part);
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await bytes.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await bytes.return(undefined);
      await mix.close();
    },
  });
}

async function* mixBytes(
  mix: OpenMix,
  { start, end }: Part,
): AsyncGenerator<Uint8Array, undefined> {
  try {
    const header = wavHeader(mix.layout, mix.frames, MAX_RIFF_BYTES);
    if (start < header.length) yield Uint8Array.from(header.subarray(start, end + 1));
    const frameBytes = frameBytesOf(mix.layout);
    const startFrame = Math.max(0, Math.floor((start - header.length) / frameBytes));
    let at = header.length + startFrame * frameBytes;
    if (at > end) return;
    for await (const { samples } of mix.blocks(startFrame)) {
      const block = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
      yield block.subarray(Math.max(0, start - at), end + 1 - at);
      at += block.length;
      if (at > end) return;
    }
  } finally {
    await mix.close();
  }
}
