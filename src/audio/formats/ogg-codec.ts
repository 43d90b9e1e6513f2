/**
 * OggCodec: what there is to say of a codec in Ogg.
 */
import type { DamageLog } from '../damage-log.js';
import type { DecodedBlock } from './audio-stream.js';
import type { OggPackets } from './ogg-packets.js';

export interface OggCodec {
  /** what the first packet of its streams begins with, one character a byte */
  readonly mark: string;
  /**
   * @param path for messages
   * @throws OperationalError `input-format`
   */
  readonly open: (path: string, firstPacket: Uint8Array) => OggAudio;
}

/** One stream of audio in Ogg. */
export interface OggAudio {
  /** for messages */
  readonly format: string;
  readonly rateHz: number;
  readonly channels: number;
  /** the frames of the whole stream, where anything says so before it is read */
  readonly expectedFrames: (lastGranule: number | undefined) => number | undefined;
  /** Its samples, with silence for what is known to be missing. @throws OperationalError `input-format` */
  readonly read: (reading: OggReading) => AsyncGenerator<DecodedBlock, void, void>;
}

export interface OggReading {
  readonly packets: AsyncIterable<OggPackets>;
  readonly damage: DamageLog;
  /** frames of the file before this stream, for messages */
  readonly framesBefore: number;
}
