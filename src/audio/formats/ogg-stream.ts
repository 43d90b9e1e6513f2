/**
 * Ogg files: looks at the first packet to see which codec is inside (Vorbis, Opus or FLAC) and hands over.
 */
import { OperationalError } from '../../operational-error.js';
import type { DamageLog } from '../damage-log.js';
import { UnknownEncoding, type AudioFormat } from './audio-format.js';
import type { AudioStream, StreamStart } from './audio-stream.js';
import { hasText } from './byte-text.js';
import { ByteWindow } from './byte-window.js';
import type { InputFile } from './input-file.js';
import { oggFlacStream } from './ogg-flac-stream.js';
import { oggOpusStream } from './ogg-opus-stream.js';
import { lastOggGranule, oggPages } from './ogg-pages.js';
import type { OggStart } from './ogg-start.js';
import { oggVorbisStream } from './ogg-vorbis-stream.js';

const CODECS: readonly (readonly [string, (start: OggStart) => AudioStream])[] = [
  ['\x01vorbis', oggVorbisStream],
  ['OpusHead', oggOpusStream],
  ['\x7fFLAC', oggFlacStream],
];

export const OGG: AudioFormat = {
  names: ['Ogg Vorbis', 'Ogg Opus'],
  extensions: ['.ogg', '.oga', '.opus'],
  probe: (head) => (hasText(head, 'OggS') ? 0 : undefined),
  open: openOggStream,
};

async function openOggStream(file: InputFile, start: StreamStart): Promise<AudioStream> {
  const firstPacket = await readFirstPacket(new ByteWindow(file, start), start.damage);
  const head = Buffer.from(firstPacket.subarray(0, 8)).toString('latin1');
  const codec = CODECS.find(([mark]) => head.startsWith(mark));
  if (codec === undefined) {
    throw new UnknownEncoding(
      `an Ogg file with an unknown codec (its first packet begins ${JSON.stringify(head)})`,
    );
  }
  const granule = await lastOggGranule(file);
  return codec[1]({
    file,
    window: new ByteWindow(file, start),
    firstPacket,
    damage: start.damage,
    lastGranule: granule === undefined ? undefined : Number(granule),
  });
}

/** In all three codecs the first packet is short and alone on the first page. */
async function readFirstPacket(window: ByteWindow, damage: DamageLog): Promise<Uint8Array> {
  for await (const page of oggPages(window, damage)) return page.body.slice();
  throw new OperationalError(
    'input-truncated',
    `${window.file.path} is an Ogg file that ends in its first page: it holds no audio. ` +
      'Copy or download it again.',
  );
}
