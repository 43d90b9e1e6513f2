/**
 * The formats that are not decoded here and that ffmpeg is known to read: how they are recognised, what they are called, and
 * which of ffmpeg's demuxers may open them.
 *
 * No other demuxer is ever let near a file: those of playlists and of lists of files open what the file names, those of pictures
 * open files of similar names.
 */
import type { KnownFormat } from '../formats/audio-format.js';
import { hasText } from '../formats/byte-text.js';

export interface FfmpegFormat extends KnownFormat {
  /** of files that hold sound: lower case, with the dot */
  readonly extensions: readonly string[];
  /** of files that may hold pictures alone */
  readonly videoExtensions?: readonly string[];
  /** as ffmpeg calls them */
  readonly demuxers: readonly string[];
}

/** What an MP4 file, or a QuickTime one of before, begins with. */
const MP4_BOXES = ['ftyp', 'styp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'uuid'];
/** Pictures in the same container. */
const PICTURE_BRANDS = ['heic', 'heix', 'mif1', 'msf1', 'avif', 'avis'];

const begins =
  (...marks: readonly string[]) =>
  (head: Uint8Array): boolean =>
    marks.some((mark) => hasText(head, mark));

export const FFMPEG_FORMATS: readonly FfmpegFormat[] = [
  {
    name: 'an MP4 or M4A file (AAC or Apple Lossless)',
    extensions: ['.m4a', '.m4b', '.m4r', '.alac'],
    videoExtensions: ['.mp4', '.m4v', '.mov', '.qt', '.3gp', '.3g2'],
    demuxers: ['mov'],
    probe: (head) =>
      MP4_BOXES.some((box) => hasText(head, box, 4)) &&
      !PICTURE_BRANDS.some((brand) => hasText(head, `ftyp${brand}`, 4)),
  },
  {
    name: 'raw AAC',
    extensions: ['.aac', '.loas', '.latm'],
    demuxers: ['aac', 'loas'],
    probe: begins('\xff\xf1', '\xff\xf9', 'ADIF'),
  },
  {
    name: 'Windows Media (WMA)',
    extensions: ['.wma'],
    videoExtensions: ['.wmv', '.asf'],
    demuxers: ['asf', 'xwma'],
    probe: begins('\x30\x26\xb2\x75'),
  },
  {
    name: 'Matroska or WebM',
    extensions: ['.mka', '.weba'],
    videoExtensions: ['.mkv', '.webm'],
    demuxers: ['matroska'],
    probe: begins('\x1a\x45\xdf\xa3'),
  },
  {
    name: 'AVI',
    extensions: [],
    videoExtensions: ['.avi'],
    demuxers: ['avi'],
    probe: (head) => hasText(head, 'RIFF') && hasText(head, 'AVI', 8),
  },
  {
    name: 'an MPEG program stream',
    extensions: [],
    videoExtensions: ['.mpg', '.mpeg', '.vob'],
    demuxers: ['mpeg'],
    probe: begins('\0\0\x01\xba'),
  },
  {
    name: 'an MPEG transport stream',
    extensions: [],
    videoExtensions: ['.ts', '.m2ts', '.mts'],
    demuxers: ['mpegts'],
    probe: (head) => isTransportStream(head, 0, 188) || isTransportStream(head, 4, 192),
  },
  {
    name: 'Flash video',
    extensions: [],
    videoExtensions: ['.flv'],
    demuxers: ['flv'],
    probe: begins('FLV'),
  },
  {
    name: 'MXF',
    extensions: [],
    videoExtensions: ['.mxf'],
    demuxers: ['mxf'],
    probe: begins('\x06\x0e\x2b\x34'),
  },
  { name: 'DV', extensions: [], videoExtensions: ['.dv'], demuxers: ['dv'] },
  {
    name: 'RealMedia',
    extensions: ['.ra'],
    videoExtensions: ['.rm', '.rmvb'],
    demuxers: ['rm'],
    probe: begins('.RMF', '.ra\xfd'),
  },
  {
    name: 'Sun or NeXT AU',
    extensions: ['.au', '.snd'],
    demuxers: ['au'],
    probe: begins('.snd'),
  },
  { name: 'WavPack', extensions: ['.wv'], demuxers: ['wv'], probe: begins('wvpk') },
  { name: "Monkey's Audio", extensions: ['.ape'], demuxers: ['ape'], probe: begins('MAC ') },
  { name: 'True Audio', extensions: ['.tta'], demuxers: ['tta'], probe: begins('TTA1', 'TTA2') },
  { name: 'TAK', extensions: ['.tak'], demuxers: ['tak'], probe: begins('tBaK') },
  { name: 'Shorten', extensions: ['.shn'], demuxers: ['shn'], probe: begins('ajkg') },
  {
    name: 'Musepack',
    extensions: ['.mpc', '.mpp'],
    demuxers: ['mpc', 'mpc8'],
    probe: begins('MP+', 'MPCK'),
  },
  { name: 'DSD (DSF)', extensions: ['.dsf'], demuxers: ['dsf'], probe: begins('DSD ') },
  { name: 'DSD (DSDIFF)', extensions: ['.dff'], demuxers: ['iff'], probe: begins('FRM8') },
  {
    name: 'Dolby Digital (AC-3)',
    extensions: ['.ac3', '.eac3', '.ec3'],
    demuxers: ['ac3', 'eac3'],
    probe: begins('\x0b\x77'),
  },
  {
    name: 'DTS',
    extensions: ['.dts', '.dtshd'],
    demuxers: ['dts', 'dtshd'],
    probe: begins('\x7f\xfe\x80\x01', 'DTSHDHDR'),
  },
  {
    name: 'Dolby TrueHD',
    extensions: ['.thd', '.mlp'],
    demuxers: ['truehd', 'mlp'],
    probe: (head) => hasText(head, '\xf8\x72\x6f', 4),
  },
  {
    name: 'AMR',
    extensions: ['.amr', '.awb'],
    demuxers: ['amr'],
    probe: begins('#!AMR'),
  },
  {
    name: 'ATRAC',
    extensions: ['.oma', '.aa3'],
    demuxers: ['oma'],
    probe: begins('EA3\x01', 'ea3\x03'),
  },
  { name: 'TwinVQ', extensions: ['.vqf'], demuxers: ['vqf'], probe: begins('TWIN') },
  {
    name: 'Creative Voice',
    extensions: ['.voc'],
    demuxers: ['voc'],
    probe: begins('Creative Voice File'),
  },
];

/** Containers of ours, for encodings that are not decoded here. */
const OWN_CONTAINERS = ['wav', 'w64', 'aiff', 'caf', 'ogg', 'flac', 'mp3'];

/** As ffmpeg's `format_whitelist` takes it. */
export const DEMUXERS = [
  ...OWN_CONTAINERS,
  ...FFMPEG_FORMATS.flatMap(({ demuxers }) => demuxers),
].join(',');

/** Packets of a fixed length, each of which begins with the same byte. */
function isTransportStream(head: Uint8Array, firstByte: number, packetBytes: number): boolean {
  return [0, 1, 2].every((packet) => head[firstByte + packet * packetBytes] === 0x47);
}
