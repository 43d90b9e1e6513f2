/**
 * The contract of an AudioSource, as tests: whoever opens files, or a part of them, keeps it.
 */
import assert from 'node:assert/strict';

import { it } from 'mocha';

import type { AudioSource } from '../../src/audio/audio-source.js';
import type { OpenAudioOptions } from '../../src/audio/open-audio-source.js';
import { audioFixture } from './audio-files.js';

/** Declares the tests. */
export function keepsTheContract(
  open: (path: string, options?: OpenAudioOptions) => Promise<AudioSource>,
): void {
  it('can be closed twice, and before it was read', async () => {
    const source = await open(audioFixture('stereo.ogg'));
    await source.close();
    await source.close();
    await assert.rejects(source.blocks()[Symbol.asyncIterator]().next(), /already closed/);
  });

  it('is read once', async () => {
    const source = await open(audioFixture('stereo16.flac'));
    for await (const block of source.blocks()) assert.ok(block.length === 2);
    await assert.rejects(source.blocks()[Symbol.asyncIterator]().next(), /already/);
  });

  it('says so, rather than end early, when it is closed while being read', async () => {
    const source = await open(audioFixture('pcm16-stereo.wav'), { readBytes: 400 });
    await assert.rejects(async () => {
      for await (const block of source.blocks()) {
        assert.ok(block[0]!.length > 0);
        await source.close();
      }
    }, /closed while being read/);
  });
}
