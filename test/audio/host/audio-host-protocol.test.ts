/**
 * Sound messages through a pipe that cuts them anywhere.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import {
  encodeSound,
  SOUND_KINDS,
  SoundReader,
  type SoundMessage,
} from '../../../src/audio/host/audio-host-protocol.js';
import { whiteNoise } from '../../support/white-noise.js';

describe('sound messages', () => {
  it('arrive as they were sent, however the pipe cuts them', () => {
    const rows = [whiteNoise(30, 1), whiteNoise(30, 2)];
    const sent: SoundMessage[] = [
      { kind: SOUND_KINDS.input, frames: 30, position: 2 ** 40, silence: 0, rows },
      { kind: SOUND_KINDS.taken, frames: 0, position: 7, silence: 9, rows: [] },
      { kind: SOUND_KINDS.input, frames: 30, position: 1, silence: 0, rows },
    ];
    const bytes = Buffer.concat(
      sent.map(({ kind, position, silence, rows }) => encodeSound(kind, position, silence, rows)),
    );
    for (const partBytes of [1, 7, 24, 100, bytes.length]) {
      const received: SoundMessage[] = [];
      const reader = new SoundReader(2, (message) => received.push(message));
      for (let at = 0; at < bytes.length; at += partBytes) {
        reader.push(bytes.subarray(at, at + partBytes));
      }
      assert.deepEqual(received, sent);
    }
  });
});
