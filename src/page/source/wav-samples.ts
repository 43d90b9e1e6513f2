/**
 * WAV samples: bytes of a sound's file as samples, interleaved as they lie there. How they are written the daemon has said.
 */
export interface SampleLayout {
  readonly channels: number;
  readonly encoding: 'float32' | 'pcm24';
}

const PCM24_SCALE = 2 ** 23;

export function frameBytesOf({ channels, encoding }: SampleLayout): number {
  return channels * (encoding === 'float32' ? 4 : 3);
}

/** @returns [frame * channels + channel]; of float32 the bytes themselves. An incomplete frame at the end is left out */
export function samplesOf(bytes: ArrayBuffer, layout: SampleLayout): Float32Array<ArrayBuffer> {
  const length = layout.channels * Math.floor(bytes.byteLength / frameBytesOf(layout));
  if (layout.encoding === 'float32') return new Float32Array(bytes, 0, length);
  const view = new DataView(bytes);
  const samples = new Float32Array(length);
  for (let at = 0; at < length; at++) samples[at] = pcm24(view, 3 * at) / PCM24_SCALE;
  return samples;
}

function pcm24(view: DataView, at: number): number {
  return view.getUint8(at) | (view.getUint8(at + 1) << 8) | (view.getInt8(at + 2) << 16);
}
