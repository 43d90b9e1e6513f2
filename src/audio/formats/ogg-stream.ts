/**
 * Ogg files: Vorbis, Opus or FLAC, also several recordings in one file, one after another, and beside streams of something else,
 * such as video. Of streams side by side the first of audio is read, as players do.
 */
import { OperationalError } from '../../operational-error.js';
import type { DamageLog } from '../damage-log.js';
import { UnknownEncoding, type AudioFormat } from './audio-format.js';
import type { DecodedBlock, AudioStream, StreamStart } from './audio-stream.js';
import { hasText } from './byte-text.js';
import { ByteWindow } from './byte-window.js';
import type { InputFile } from './input-file.js';
import type { OggAudio, OggCodec } from './ogg-codec.js';
import { OGG_FLAC } from './ogg-flac.js';
import { OggLinks, type OggLink, type OggStreamStart } from './ogg-links.js';
import { OGG_OPUS } from './ogg-opus.js';
import type { OggPackets } from './ogg-packets.js';
import { lastOggGranule, oggPages } from './ogg-pages.js';
import { OGG_VORBIS } from './ogg-vorbis.js';

const CODECS = [OGG_VORBIS, OGG_OPUS, OGG_FLAC];

export const OGG: AudioFormat = {
  names: ['Ogg Vorbis', 'Ogg Opus'],
  extensions: ['.ogg', '.oga', '.opus'],
  probe: (head) => (hasText(head, 'OggS') ? 0 : undefined),
  open: openOggStream,
};

/** What is read of a link. */
interface Recording {
  readonly audio: OggAudio;
  readonly stream: OggStreamStart;
  readonly position: number;
}

async function openOggStream(file: InputFile, start: StreamStart): Promise<AudioStream> {
  const { damage } = start;
  const links = new OggLinks(oggPages(new ByteWindow(file, start)));
  const link = await links.next();
  if (link.streams.length === 0) throw noStream(file.path);
  const first = recordingOf(file.path, link);
  if (first === undefined) throw unknownCodec(link);
  if (link.passedBytes > 0) damage.passedOver(link, 'Ogg page', 0);
  const audioStreams = link.streams.filter(({ firstPacket }) => codecOf(firstPacket) !== undefined);
  if (audioStreams.length > 1) {
    damage.note(
      `holds ${audioStreams.length} streams of audio side by side, of which the first is read`,
    );
  }
  const { format, rateHz, channels, expectedFrames } = first.audio;
  return {
    format,
    rateHz,
    channels,
    expectedFrames: expectedFrames(await lastOggGranule(file, first.stream.serial)),
    mayGoOn: true,
    blocks: recordings(file.path, links, first, damage),
  };
}

function codecOf(firstPacket: Uint8Array): OggCodec | undefined {
  return CODECS.find(({ mark }) => hasText(firstPacket, mark));
}

/** The first stream of audio. @throws OperationalError `input-format` */
function recordingOf(path: string, { streams, position }: OggLink): Recording | undefined {
  for (const stream of streams) {
    const codec = codecOf(stream.firstPacket);
    if (codec !== undefined) {
      return { stream, position, audio: codec.open(path, stream.firstPacket) };
    }
  }
  return undefined;
}

/** One after another, as long as they have the rate and channels of the first. */
async function* recordings(
  path: string,
  links: OggLinks,
  first: Recording,
  damage: DamageLog,
): AsyncGenerator<DecodedBlock, void, void> {
  const { rateHz, channels } = first.audio;
  let frames = 0;
  for (let recording: Recording | undefined = first; recording !== undefined;) {
    const { audio, stream, position } = recording;
    if (audio.rateHz !== rateHz || audio.channels !== channels) {
      damage.endsEarly(
        `changes from ${rateHz} Hz, ${channels} channel(s) to ${audio.rateHz} Hz, ${audio.channels} channel(s) at byte ${position}`,
      );
      return;
    }
    let isWhole = false;
    const packets = watched(links.packets(stream), ({ isLast }) => {
      isWhole = isLast;
    });
    try {
      for await (const block of audio.read({ packets, damage, framesBefore: frames })) {
        frames += block.channelData[0]?.length ?? 0;
        yield block;
      }
    } catch (error) {
      if (!(error instanceof OperationalError) || frames === 0) throw error;
      damage.note(`holds a damaged recording from byte ${position} on, which is left out`);
      isWhole = true;
    }
    const lastByte = links.endByte;
    recording = await nextRecording(path, links, damage, frames / rateHz);
    if (isWhole) continue;
    if (recording === undefined) {
      damage.endsEarly(
        `is an Ogg file that is cut short: it has no last page behind byte ${lastByte}`,
      );
    } else {
      damage.note(
        `holds several recordings, and the one that ends at ${(frames / rateHz).toFixed(2)} s is cut short`,
      );
    }
  }
}

/** Links without audio that can be read are left out. */
async function nextRecording(
  path: string,
  links: OggLinks,
  damage: DamageLog,
  seconds: number,
): Promise<Recording | undefined> {
  for (;;) {
    const link = await links.next();
    if (link.passedBytes > 0) damage.passedOver(link, 'Ogg stream', seconds);
    if (link.streams.length === 0) return undefined;
    try {
      const recording = recordingOf(path, link);
      if (recording !== undefined) return recording;
      damage.note(`holds no audio that can be read from byte ${link.position} on`);
    } catch (error) {
      if (!(error instanceof OperationalError)) throw error;
      damage.note(`holds a damaged recording from byte ${link.position} on, which is left out`);
    }
  }
}

async function* watched(
  pages: AsyncIterable<OggPackets>,
  onPage: (page: OggPackets) => void,
): AsyncGenerator<OggPackets, void, void> {
  for await (const page of pages) {
    onPage(page);
    yield page;
  }
}

function unknownCodec({ streams }: OggLink): UnknownEncoding {
  const heads = streams.map(({ firstPacket }) =>
    JSON.stringify(Buffer.from(firstPacket.subarray(0, 8)).toString('latin1')),
  );
  return new UnknownEncoding(
    `an Ogg file with an unknown codec (its streams begin ${heads.join(', ')})`,
  );
}

function noStream(path: string): OperationalError {
  return new OperationalError(
    'input-truncated',
    `${path} is an Ogg file without an intact first page: it holds no audio that can be read. ` +
      'Copy or download it again.',
  );
}
