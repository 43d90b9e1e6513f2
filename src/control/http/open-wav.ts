/**
 * Open WAV: a stem's file as this program writes it, open, with what its header says of the moment. Whatever else lies there is refused.
 */
import { openInputFile, readBytes, type InputFile } from '../../audio/formats/input-file.js';
import { MOST_HEADER_BYTES, readWavHeader, type WavHeader } from '../../audio/wav-layout.js';
import { OperationalError } from '../../operational-error.js';

export interface OpenWav {
  /** whoever opened it closes it */
  readonly file: InputFile;
  readonly header: WavHeader;
}

/**
 * @param stem its file, and the folder that this must lie in, links followed
 * @throws OperationalError `input-missing`, `input-unreadable`, `input-empty`, `input-format`, `not-allowed`
 */
export async function openWav(stem: {
  readonly path: string;
  readonly folder: string;
}): Promise<OpenWav> {
  const { path, folder } = stem;
  const file = await openInputFile(path, { within: [folder] });
  try {
    const first = Buffer.alloc(MOST_HEADER_BYTES);
    first.set(await readBytes(file, 0, first.length));
    const header = readWavHeader(first);
    if (header === undefined) {
      throw new OperationalError(
        'input-format',
        `${path} is no WAV that Stemwright wrote: the page plays those alone.`,
      );
    }
    return { file, header };
  } catch (error) {
    await file.close();
    throw error;
  }
}
