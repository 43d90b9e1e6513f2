/**
 * Writes the fixtures' signal as raw little-endian integers to standard output, for the encoders to read.
 * Usage: node dist/test/support/write-audio-tone.js RATE_HZ CHANNELS FRAMES BITS
 */
import { toneInteger } from './audio-tone.js';

const [rateHz = 0, channels = 0, frames = 0, bits = 0] = process.argv.slice(2).map(Number);
const bytesPerSample = bits / 8;
const bytes = Buffer.alloc(frames * channels * bytesPerSample);
for (let frame = 0; frame < frames; frame++) {
  for (let channel = 0; channel < channels; channel++) {
    const at = (frame * channels + channel) * bytesPerSample;
    bytes.writeIntLE(toneInteger(channel, frame, rateHz, bits), at, bytesPerSample);
  }
}
process.stdout.write(bytes);
