/**
 * WAV samples: bytes of a sound's file, as they come, become samples in memory that there is already. How they are written the daemon
 * has said.
 */
export interface SampleLayout {
  readonly channels: number;
  readonly encoding: 'float32' | 'pcm24';
}

const PCM24_SCALE = 2 ** 23;

export function frameBytesOf({ channels, encoding }: SampleLayout): number {
  return channels * (encoding === 'float32' ? 4 : 3);
}

/**
 * @param body so many bytes as `frames` are
 * @param into gets [frame * channels + channel], float32
 */
export async function readSamples(
  body: ReadableStream<Uint8Array>,
  layout: SampleLayout,
  { into, frames }: { readonly into: ArrayBuffer; readonly frames: number },
): Promise<void> {
  const bytes = new Uint8Array(into);
  const reader = body.getReader();
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes.set(value, length);
    length += value.length;
  }
  const expected = frames * frameBytesOf(layout);
  if (length !== expected) throw new Error(`expected ${expected} bytes of sound, got ${length}`);
  if (layout.encoding === 'pcm24') widen(into, frames * layout.channels);
}

/** From the last on, for each becomes wider. */
function widen(samples: ArrayBuffer, count: number): void {
  const view = new DataView(samples);
  for (let at = count - 1; at >= 0; at--) {
    const low = view.getUint8(3 * at) | (view.getUint8(3 * at + 1) << 8);
    const sample = low | (view.getInt8(3 * at + 2) << 16);
    view.setFloat32(4 * at, sample / PCM24_SCALE, true);
  }
}
