/**
 * WAV samples: bytes of a stem's file as samples, channel by channel. Where they begin in it and how they are written the daemon has said.
 */
import type { StemSound } from './read-results.js';

const PCM24_SCALE = 2 ** 23;

export function frameBytesOf({ channels, encoding }: StemSound): number {
  return channels * (encoding === 'float32' ? 4 : 3);
}

/** @returns [channel][frame] */
export function samplesOf(bytes: ArrayBuffer, sound: StemSound): Float32Array<ArrayBuffer>[] {
  const { channels, encoding } = sound;
  const frames = Math.floor(bytes.byteLength / frameBytesOf(sound));
  const planar = Array.from({ length: channels }, () => new Float32Array(frames));
  const view = new DataView(bytes);
  for (let frame = 0; frame < frames; frame++) {
    for (let channel = 0; channel < channels; channel++) {
      const at = frame * channels + channel;
      planar[channel]![frame] =
        encoding === 'float32' ? view.getFloat32(4 * at, true) : pcm24(view, 3 * at) / PCM24_SCALE;
    }
  }
  return planar;
}

function pcm24(view: DataView, at: number): number {
  return view.getUint8(at) | (view.getUint8(at + 1) << 8) | (view.getInt8(at + 2) << 16);
}
