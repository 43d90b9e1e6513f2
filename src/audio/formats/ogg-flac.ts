/**
 * FLAC in Ogg (RFC 9639 section 10.1): one FLAC frame per packet, behind packets of metadata. Its frames are numbered, so that
 * nothing else has to say where they belong.
 */
import { OperationalError } from '../../operational-error.js';
import type { DecodedBlock } from './audio-stream.js';
import { parseFlacFrameHeader } from './flac-frame-header.js';
import { decodeFlacFrame } from './flac-frame.js';
import { inLargerBlocks } from './flac-stream.js';
import { FlacTimeline } from './flac-timeline.js';
import { parseFlacStreamInfo, type FlacStreamInfo } from './flac-stream-info.js';
import { checkRateAndChannels } from './audio-stream.js';
import type { OggAudio, OggCodec, OggReading } from './ogg-codec.js';

const MARK = '\x7fFLAC';
/** mark, version, count of header packets, `fLaC`, block header */
const STREAM_INFO_AT = 5 + 2 + 2 + 4 + 4;
const STREAM_INFO_BYTES = 34;

export const OGG_FLAC: OggCodec = { mark: MARK, open };

function open(path: string, firstPacket: Uint8Array): OggAudio {
  if (firstPacket.length < STREAM_INFO_AT + STREAM_INFO_BYTES) {
    throw new OperationalError(
      'input-format',
      `${path} is Ogg FLAC with a header of ${firstPacket.length} bytes: expected at least ` +
        `${STREAM_INFO_AT + STREAM_INFO_BYTES}. The file is damaged; copy or download it again.`,
    );
  }
  const info = parseFlacStreamInfo(firstPacket.slice(STREAM_INFO_AT));
  const { rateHz, channels, totalFrames } = info;
  checkRateAndChannels(path, rateHz, channels);
  return {
    format: 'FLAC',
    rateHz,
    channels,
    expectedFrames: () => totalFrames,
    read: (reading) => inLargerBlocks(info, flacFrames(info, reading)),
  };
}

async function* flacFrames(
  info: FlacStreamInfo,
  { packets, damage, framesBefore }: OggReading,
): AsyncGenerator<DecodedBlock, void, void> {
  const timeline = new FlacTimeline(info, damage, framesBefore);
  for await (const page of packets) {
    if (page.passedBytes > 0) timeline.tellPassed(page, 'Ogg page');
    if (page.isAfterLoss) timeline.expectLoss();
    for (const bytes of page.packets) {
      // metadata: no block type begins with a frame's sync code
      if (parseFlacFrameHeader(bytes, 0) === undefined) continue;
      const frame = decodeFlacFrame(bytes, info);
      if (frame === undefined || !timeline.canFollow(frame.header)) {
        timeline.tellPassed({ passedBytes: bytes.length, position: page.position }, 'FLAC frame');
        continue;
      }
      yield* timeline.place(frame);
    }
    if (page.isLast) timeline.end(0);
  }
}
