/**
 * Sound range: a stem's bytes by HTTP, as they lie in its file, whole or a range of them.
 */
import { fileBody } from './file-body.js';
import { openWav } from './open-wav.js';
import { rangedResponse } from './ranged-response.js';
import type { StemOfResult } from './stem-of-result.js';

export const WAV_TYPE = 'audio/wav';

/** @throws OperationalError as openWav */
export async function soundRange(stem: StemOfResult, range: string | undefined): Promise<Response> {
  const { file } = await openWav(stem);
  const bytes = {
    length: file.bytes,
    stream: (part: { readonly start: number; readonly end: number }) => fileBody(file, part),
    close: () => file.close(),
  };
  return rangedResponse(bytes, range, WAV_TYPE);
}
