/**
 * Sound range: a stem's bytes by HTTP, whole or a range of them (RFC 9110, 14), read as they are sent.
 *
 * One range at a time; several at once are answered as if none were asked for.
 */
import { fileBody } from './file-body.js';
import { openWav } from './open-wav.js';
import type { StemOfResult } from './results.js';

/** Two numbers, the second of which may be left out. */
const RANGE = /^bytes=(\d{1,15})-(\d{0,15})$/;

/** @throws OperationalError as openWav */
export async function soundRange(stem: StemOfResult, range: string | undefined): Promise<Response> {
  const { file } = await openWav(stem);
  let isHandedOver = false;
  try {
    const [, first, last] = RANGE.exec(range ?? '') ?? [];
    const start = first === undefined ? 0 : Number(first);
    const end =
      last === undefined || last === '' ? file.bytes - 1 : Math.min(Number(last), file.bytes - 1);
    if (first !== undefined && start > end) {
      return new Response(null, {
        status: 416,
        headers: { 'content-range': `bytes */${file.bytes}` },
      });
    }
    const headers = {
      'content-type': 'audio/wav',
      'accept-ranges': 'bytes',
      'content-length': String(end - start + 1),
      ...(first === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${file.bytes}` }),
    };
    const bytes = fileBody(file, { start, end });
    isHandedOver = true;
    return new Response(bytes, { status: first === undefined ? 200 : 206, headers });
  } finally {
    if (!isHandedOver) await file.close();
  }
}
