/**
 * What a decoder gives for the packets of an Ogg stream, each frame where its page says that it belongs:
 *
 *   the frames of a page end at its granule position; a last page may end before its frames do
 *
 * Vorbis and Opus have that in common. Where pages are lost, silence takes the place of their frames. Only where a last page
 * follows them at once, its frames may lie up to a packet too early, for nobody knows by how much it is cut.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import { planarFrames, type PlanarBlock } from '../../signal/planar-block.js';
import type { DecodedBlock } from './audio-stream.js';
import { isLikelyHole, silenceInHole, type HoleShape } from './hole.js';
import type { OggReading } from './ogg-codec.js';

export interface OggDecoder {
  /** @returns undefined where none of the packets is audio */
  decode(packets: readonly Uint8Array[]): Promise<OggDecoded | undefined>;
  /** Packets before the next ones are lost. */
  skip(): Promise<void>;
  free(): void;
}

export interface OggDecoded {
  /** all frames of the packets, [channel][frame] in the order of WAV; no rows where there is none */
  readonly channelData: PlanarBlock;
  /** what the decoder says of packets that it cannot decode */
  readonly complaint: string | undefined;
}

/** A page may hold 255 packets of 120 ms, which take a second to decode: between so many of them others have their turn. */
const PACKETS_AT_ONCE = 4;

/** @param firstGranule of the first frame that is heard */
export async function* placedFrames(
  decoder: OggDecoder,
  shape: HoleShape,
  firstGranule: number,
  { packets, damage, framesBefore }: OggReading,
): AsyncGenerator<DecodedBlock, void, void> {
  const { rateHz } = shape;
  let granule = firstGranule;
  let frames = framesBefore;
  let isLost = false;
  for await (const page of packets) {
    if (page.passedBytes > 0) damage.passedOver(page, 'Ogg page', frames / rateHz);
    if (page.isAfterLoss) {
      isLost = true;
      await decoder.skip();
    }
    const decoded = await decodedInTurns(decoder, page.packets);
    if (decoded === undefined) continue;
    const { blocks, complaint } = decoded;
    if (complaint !== undefined) {
      damage.note(
        `is damaged at ${(frames / rateHz).toFixed(2)} s (the decoder says: ${complaint})`,
      );
      isLost = true;
    }
    const length = blocks.reduce((sum, block) => sum + planarFrames(block), 0);
    const end = page.granule ?? granule + length;
    if (isLost) {
      const missing = end - length - granule;
      if (isLikelyHole(missing, rateHz)) {
        yield* silenceInHole(missing, shape, frames, damage);
        frames += Math.max(0, missing);
      }
    }
    const kept = page.isLast && !isLost ? Math.min(length, Math.max(0, end - granule)) : length;
    for (const channelData of firstFrames(blocks, kept)) yield { rateHz, channelData };
    frames += kept;
    granule = end;
    if (page.granule !== undefined) isLost = false;
  }
}

/** One after another, as the decoder would give them at once; undefined where none of the packets is audio. */
async function decodedInTurns(
  decoder: OggDecoder,
  packets: readonly Uint8Array[],
): Promise<{ blocks: PlanarBlock[]; complaint: string | undefined } | undefined> {
  const blocks: PlanarBlock[] = [];
  let isAudio = false;
  let complaint: string | undefined;
  for (let start = 0; start < packets.length; start += PACKETS_AT_ONCE) {
    if (start > 0) await nextTurn();
    const decoded = await decoder.decode(packets.slice(start, start + PACKETS_AT_ONCE));
    if (decoded === undefined) continue;
    isAudio = true;
    complaint ??= decoded.complaint;
    if (decoded.channelData.length > 0) blocks.push(decoded.channelData);
  }
  return isAudio ? { blocks, complaint } : undefined;
}

function* firstFrames(blocks: readonly PlanarBlock[], frames: number): Generator<PlanarBlock> {
  let left = frames;
  for (const block of blocks) {
    const kept = Math.min(left, planarFrames(block));
    if (kept === 0) return;
    yield block.map((row) => row.subarray(0, kept));
    left -= kept;
  }
}
