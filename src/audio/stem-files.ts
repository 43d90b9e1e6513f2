/**
 * Stem files: which files a folder of stems gets, of which rows of a block each is made, and who writes it.
 *
 *   wav, flac, mp3, m4a   a file a stem: its row
 *   stem.mp4              one file: all rows, the mixture's before the stems'
 */
import { createEncodedWriter } from './ffmpeg/encoded-writer.js';
import { createFlacWriter } from './flac/flac-writer.js';
import { refuseUnheld } from './format-limits.js';
import { addNiStems, type NiStem } from './ni-stems.js';
import { encodingIn, NI_STEMS, type StemFormat } from './stem-formats.js';
import type { StemWriter } from './stem-writer.js';
import { tagsOfStem, type Tags } from './tags.js';
import { createWavWriter, type WavLayout } from './wav-writer.js';

export interface StemFilesOptions extends WavLayout {
  /** names of the stems, in the order of the blocks' rows */
  readonly stems: readonly string[];
  /** @default 'wav' */
  readonly format?: StemFormat;
  /** stem -> its file in the folder; of a stem.mp4 all the same @default the stem's name, with the format for an extension */
  readonly fileNames?: Readonly<Record<string, string>>;
  /** of what the stems are, for formats that hold tags */
  readonly about?: { readonly name: string; readonly tags: Tags } | undefined;
  /** of each stem, in their order, for a stem.mp4 @default their names, in grey */
  readonly looks?: readonly NiStem[];
  readonly signal?: AbortSignal;
}

/** By which the files' names are known. */
export type StemFileNaming = Pick<StemFilesOptions, 'stems' | 'format' | 'fileNames'>;

export interface StemFile {
  /** in the folder */
  readonly name: string;
  /** what is in it, rows of a block in their order */
  readonly rows: readonly number[];
  /** of those rows, without the mixture's */
  readonly stems: readonly string[];
}

const GREY = '#808080';
const MIXTURE_TRACK = 'Mixture';

/** Throws where names are the same, or would lead out of the folder. */
export function stemFiles(options: StemFileNaming): StemFile[] {
  const files = plannedFiles(options);
  checkNames(options.stems);
  checkNames(files.map(({ name }) => name));
  return files;
}

function plannedFiles(options: StemFileNaming): StemFile[] {
  const { stems, format = 'wav', fileNames = {} } = options;
  const nameOf = (stem: string): string => fileNames[stem] ?? `${stem}.${format}`;
  if (format !== 'stem.mp4') {
    return stems.map((stem, row) => ({ name: nameOf(stem), rows: [row], stems: [stem] }));
  }
  if (stems.length !== NI_STEMS) {
    throw new Error(`stemFiles: ${NI_STEMS} stems expected for a stem.mp4, got ${stems.length}`);
  }
  const rows = Array.from({ length: 1 + stems.length }, (_, row) => row);
  return [{ name: nameOf(stems[0]!), rows, stems }];
}

/** How many rows a block has: a mixture's before the stems' where a file holds it. */
export function rowCount({ stems, format }: StemFileNaming): number {
  return format === 'stem.mp4' ? 1 + stems.length : stems.length;
}

/**
 * @param temporaryPath where it is written
 * @param path for messages
 * @throws OperationalError of creating it; `input-format` where the format does not hold the rate or so many channels
 */
export async function openStemFile(
  { stems, rows }: StemFile,
  temporaryPath: string,
  path: string,
  options: StemFilesOptions,
): Promise<StemWriter> {
  const { format = 'wav', rateHz, channels, about, looks, signal } = options;
  refuseUnheld(path, format, { rateHz, channels });
  const encoding = encodingIn(format, options.encoding);
  const layout = { rateHz, channels: channels * rows.length, encoding };
  if (format === 'wav')
    return createWavWriter(temporaryPath, { ...layout, name: path, exclusive: true });
  const { name, tags } = about ?? { name: '', tags: {} };
  const own = about === undefined ? {} : tagsOfStem(tags, name, stems[0]!);
  if (format === 'flac') return createFlacWriter(temporaryPath, { layout, tags: own, name: path });
  const common = { layout, format, name: path, signal };
  if (format !== 'stem.mp4') return createEncodedWriter(temporaryPath, { ...common, tags: own });
  const shown = looks ?? stems.map((stem) => ({ name: stem, colour: GREY }));
  return createEncodedWriter(temporaryPath, {
    ...common,
    tags: about === undefined ? {} : { title: name, ...tags },
    tracks: [MIXTURE_TRACK, ...stems],
    finish: (handle) => addNiStems(handle, shown),
  });
}

export function isPlainName(name: string): boolean {
  return /^[^./\\:\0][^/\\:\0]*$/.test(name);
}

/** Names come from model cards, which anybody may write: they must not lead out of the folder. */
function checkNames(names: readonly string[]): void {
  if (names.length > 0 && names.every(isPlainName) && new Set(names).size === names.length) return;
  throw new Error(`stemFiles: stems must be different file names, got [${names.join(', ')}]`);
}
