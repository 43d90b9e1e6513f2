/**
 * FLAC in Ogg (RFC 9639 section 10.1): one FLAC frame per packet, behind packets of metadata.
 */
import { OperationalError } from '../../operational-error.js';
import type { AudioStream } from './audio-stream.js';
import type { ByteWindow } from './byte-window.js';
import { parseFlacFrameHeader } from './flac-frame-header.js';
import type { FlacFrame } from './flac-frames.js';
import { flacStream } from './flac-stream.js';
import { parseFlacStreamInfo, type FlacStreamInfo } from './flac-stream-info.js';
import { oggPackets } from './ogg-packets.js';
import { oggPages } from './ogg-pages.js';
import type { OggStart } from './ogg-start.js';

/** mark, version, count of header packets, `fLaC`, block header */
const STREAM_INFO_AT = 5 + 2 + 2 + 4 + 4;
const STREAM_INFO_BYTES = 34;

/** @throws OperationalError `input-format` */
export function oggFlacStream({ file, window, firstPacket }: OggStart): AudioStream {
  if (firstPacket.length < STREAM_INFO_AT + STREAM_INFO_BYTES) {
    throw new OperationalError(
      'input-format',
      `${file.path} is Ogg FLAC with a header of ${firstPacket.length} bytes: expected at least ` +
        `${STREAM_INFO_AT + STREAM_INFO_BYTES}. The file is damaged; copy or download it again.`,
    );
  }
  const info = parseFlacStreamInfo(firstPacket.slice(STREAM_INFO_AT));
  return flacStream(file, info, audioPackets(window, info));
}

async function* audioPackets(
  window: ByteWindow,
  info: FlacStreamInfo,
): AsyncGenerator<FlacFrame, void, void> {
  let frames = 0;
  for await (const bytes of oggPackets(oggPages(window))) {
    const header = parseFlacFrameHeader(bytes, 0);
    if (header === undefined) continue; // metadata: no block type begins with a frame's sync code
    yield { bytes, frames: header.frames };
    frames += header.frames;
  }
  if (info.totalFrames === undefined || frames >= info.totalFrames) return;
  throw new OperationalError(
    'input-truncated',
    `${window.file.path} is Ogg FLAC that is cut short: ${frames} of ${info.totalFrames} frames found. ` +
      'Copy or download it again.',
  );
}
