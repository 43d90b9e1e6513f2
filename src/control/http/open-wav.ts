/**
 * Open WAV: a stem's file as this program writes it, open, with what its header says of the moment. Whatever else lies there is refused.
 */
import { checkOpenedWithin } from '../../audio/opened-within.js';
import { MOST_HEADER_BYTES, readWavHeader, type WavHeader } from '../../audio/wav-layout.js';
import { ifMissing } from '../../file-errors.js';
import { open, type FileHandle } from '../../file-system.js';
import { OperationalError } from '../../operational-error.js';

export interface OpenWav {
  /** whose is to close it */
  readonly handle: FileHandle;
  readonly header: WavHeader;
}

/** @throws OperationalError `input-missing`, `input-format`, `not-allowed` where it leads out of its folder */
export async function openWav({
  path,
  folder,
}: {
  readonly path: string;
  readonly folder: string;
}): Promise<OpenWav> {
  const handle = await open(path, 'r').catch(ifMissing(undefined));
  if (handle === undefined) {
    throw new OperationalError('input-missing', `There is no file ${path} any more.`);
  }
  try {
    await checkOpenedWithin(handle, path, [folder]);
    const first = Buffer.alloc(MOST_HEADER_BYTES);
    await handle.read(first, 0, first.length, 0);
    const header = readWavHeader(first);
    if (header === undefined) {
      throw new OperationalError('input-format', `${path} is no file that Stemwright wrote.`);
    }
    return { handle, header };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
