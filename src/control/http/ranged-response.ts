/**
 * Ranged response: bytes of a known length by HTTP, whole or a range of them (RFC 9110, 14), read as they are sent.
 *
 * One range at a time; several at once are answered as if none were asked for.
 */

/** What is open, and is closed by whoever has its bytes, or by `close` where nobody takes them. */
export interface OpenBytes {
  readonly length: number;
  /** @param start, end first and last byte, both included */
  stream(range: { readonly start: number; readonly end: number }): ReadableStream<Uint8Array>;
  close(): Promise<void>;
}

/** Two numbers, the second of which may be left out. */
const RANGE = /^bytes=(\d{1,15})-(\d{0,15})$/;

/** @param range the header of that name. @param type what the bytes are */
export async function rangedResponse(
  bytes: OpenBytes,
  range: string | undefined,
  type: string,
): Promise<Response> {
  const { length } = bytes;
  const [, first, last] = RANGE.exec(range ?? '') ?? [];
  const start = first === undefined ? 0 : Number(first);
  const end = last === undefined || last === '' ? length - 1 : Math.min(Number(last), length - 1);
  if (first !== undefined && start > end) {
    await bytes.close();
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${length}` } });
  }
  const headers = {
    'content-type': type,
    'accept-ranges': 'bytes',
    'content-length': String(end - start + 1),
    ...(first === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${length}` }),
  };
  return new Response(bytes.stream({ start, end }), {
    status: first === undefined ? 200 : 206,
    headers,
  });
}
