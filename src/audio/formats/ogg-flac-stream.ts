/**
 * FLAC in Ogg (RFC 9639 section 10.1): one FLAC frame per packet, behind packets of metadata.
 */
import { OperationalError } from '../../operational-error.js';
import type { DamageLog } from '../damage-log.js';
import type { DecodedBlock, AudioStream } from './audio-stream.js';
import type { ByteWindow } from './byte-window.js';
import { parseFlacFrameHeader } from './flac-frame-header.js';
import { decodeFlacFrame } from './flac-frame.js';
import { FlacTimeline } from './flac-timeline.js';
import { flacStream } from './flac-stream.js';
import { parseFlacStreamInfo, type FlacStreamInfo } from './flac-stream-info.js';
import { oggPackets } from './ogg-packets.js';
import { oggPages } from './ogg-pages.js';
import type { OggStart } from './ogg-start.js';

/** mark, version, count of header packets, `fLaC`, block header */
const STREAM_INFO_AT = 5 + 2 + 2 + 4 + 4;
const STREAM_INFO_BYTES = 34;

/** @throws OperationalError `input-format` */
export function oggFlacStream({ file, window, firstPacket, damage }: OggStart): AudioStream {
  if (firstPacket.length < STREAM_INFO_AT + STREAM_INFO_BYTES) {
    throw new OperationalError(
      'input-format',
      `${file.path} is Ogg FLAC with a header of ${firstPacket.length} bytes: expected at least ` +
        `${STREAM_INFO_AT + STREAM_INFO_BYTES}. The file is damaged; copy or download it again.`,
    );
  }
  const info = parseFlacStreamInfo(firstPacket.slice(STREAM_INFO_AT));
  return flacStream(file, info, audioPackets(window, info, damage));
}

async function* audioPackets(
  window: ByteWindow,
  info: FlacStreamInfo,
  damage: DamageLog,
): AsyncGenerator<DecodedBlock, void, void> {
  const timeline = new FlacTimeline(info, damage);
  for await (const bytes of oggPackets(oggPages(window, damage))) {
    // metadata: no block type begins with a frame's sync code
    if (parseFlacFrameHeader(bytes, 0) === undefined) continue;
    const frame = decodeFlacFrame(bytes, info);
    if (frame === undefined || !timeline.canFollow(frame.header)) {
      timeline.tellPassed(bytes.length, window.position);
      continue;
    }
    yield* timeline.place(frame);
  }
  if (!damage.isTruncated) timeline.end(0);
}
