/**
 * Tracks in Slakh2100's own layout: stems summed by instrument class, what is not there, and what is refused.
 */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'mocha';
import { readTrack, type StemTrack } from '../../src/evaluation/stem-track.js';
import { trackFiles } from '../../src/evaluation/track-files.js';
import { readAudio } from '../support/audio-files.js';
import {
  FLAC_STEM,
  FLAC_STEM_FRAMES,
  FLAC_STEM_RATE_HZ,
  writeSlakhTrack,
  type SlakhStemFile,
} from '../support/slakh-folder.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { inSixteenBits } from '../support/wav-file.js';

const STEMS = ['bass', 'drums', 'guitar', 'piano'];
const ramp = (step: number, frames = FLAC_STEM_FRAMES): Float32Array =>
  Float32Array.from({ length: frames }, (_, t) => ((t * step) % 200) / 1000);

/** Writes a track, reads it, and hands over what a test asks of it. */
async function withTrack(
  stems: readonly SlakhStemFile[],
  use: (read: (names?: readonly string[]) => Promise<StemTrack>, folder: string) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (parent) => {
    const folder = path.join(parent, 'Track00001');
    await writeSlakhTrack(folder, stems);
    await use((names = STEMS) => readTrack({ name: 'Track00001', folder }, names), folder);
  });
}

describe('a track of Slakh2100', () => {
  it('has the sum of all stems of a class, FLAC and WAV alike, and silence where there is none', () =>
    withTrack(
      [
        { instrumentClass: 'Guitar', audio: 'flac' },
        { instrumentClass: 'Strings (continued)', audio: ramp(5) },
        { instrumentClass: 'Bass', audio: ramp(3) },
        { instrumentClass: 'Guitar', audio: ramp(7) },
      ],
      async (read) => {
        const { rateHz, stems } = await read();
        assert.equal(rateHz, FLAC_STEM_RATE_HZ);
        const [flac] = (await readAudio(FLAC_STEM)).rows;
        const second = inSixteenBits(ramp(7));
        const silence = new Float32Array(FLAC_STEM_FRAMES);
        assert.deepEqual(stems, [
          inSixteenBits(ramp(3)),
          silence,
          flac!.map((sample, t) => sample + second[t]!),
          silence,
        ]);
      },
    ));

  it('gives any class of Slakh2100 as a stem: spaces do not matter, and continued strings are strings', () =>
    withTrack(
      [
        { instrumentClass: 'Synth Lead', audio: ramp(3) },
        { instrumentClass: 'Strings (continued)', audio: ramp(5) },
      ],
      async (read) => {
        const { stems } = await read(['synth-lead', 'strings']);
        assert.deepEqual(stems, [inSixteenBits(ramp(3)), inSixteenBits(ramp(5))]);
      },
    ));

  it('leaves out what was not rendered without a word, and a file that should be there with one', () =>
    withTrack(
      [
        { instrumentClass: 'Bass', audio: ramp(3) },
        { instrumentClass: 'Bass', audio: ramp(5), isRendered: false },
        { instrumentClass: 'Bass', audio: undefined, isRendered: false },
        { instrumentClass: 'Piano', audio: undefined },
        { instrumentClass: 'Organ', audio: undefined },
      ],
      async (read, folder) => {
        const { files, notes } = await trackFiles({ name: 'Track00001', folder }, STEMS);
        assert.deepEqual(files, [[path.join(folder, 'stems', 'S00.wav')], [], [], []]);
        assert.equal(notes.length, 1);
        assert.match(notes[0]!, /S03 \(Piano\) has no file and is left out/);
        assert.deepEqual((await read()).stems[0], inSixteenBits(ramp(3)));
      },
    ));

  it('has files named by stem read instead, where it has those, too', () =>
    withTrack([{ instrumentClass: 'Bass', audio: ramp(3) }], async (read, folder) => {
      const bass = await readFile(path.join(folder, 'stems', 'S00.wav'));
      await writeSlakhTrack(folder, [{ instrumentClass: 'Bass', audio: ramp(5) }]);
      await writeFile(path.join(folder, 'bass.wav'), bass);
      assert.deepEqual((await read()).stems[0], inSixteenBits(ramp(3)));
    }));

  it('is refused with the two files that differ in length', () =>
    withTrack(
      [
        { instrumentClass: 'Bass', audio: ramp(3) },
        { instrumentClass: 'Guitar', audio: ramp(3) },
        { instrumentClass: 'Guitar', audio: ramp(3, FLAC_STEM_FRAMES + 1) },
      ],
      async (read) => {
        await assert.rejects(read(), {
          code: 'input-format',
          message: /one rate and length: .*S00\.wav has 3000 frames.*S02\.wav has 3001/,
        });
      },
    ));

  it('is refused with the two files that differ in rate', () =>
    withTrack(
      [
        { instrumentClass: 'Bass', audio: 'flac' },
        { instrumentClass: 'Bass', audio: ramp(3), rateHz: 44_100 },
      ],
      async (read) => {
        await assert.rejects(read(), {
          code: 'input-format',
          message: /S00\.flac has 3000 frames at 96000 Hz, .*S01\.wav has 3000 at 44100 Hz/,
        });
      },
    ));

  it('is refused when a stem is asked for that no Slakh2100 track can have', () =>
    withTrack([{ instrumentClass: 'Bass', audio: ramp(3) }], async (read) => {
      await assert.rejects(read(['bass', 'vocals']), {
        code: 'bad-argument',
        message: /no stems of a class "vocals"; its classes are Bass, Brass, .*Synth Pad/,
      });
    }));

  it('is refused when nothing of it is left', () =>
    withTrack([{ instrumentClass: 'Organ', audio: ramp(3) }], async (read) => {
      await assert.rejects(read(), { code: 'input-missing', message: /has no audio of the stems/ });
    }));

  it('is refused without its folder of stems', () =>
    withTrack([{ instrumentClass: 'Bass', audio: ramp(3) }], async (read, folder) => {
      await rm(path.join(folder, 'stems'), { recursive: true });
      await assert.rejects(read(), { code: 'input-missing', message: /There is no folder/ });
    }));
});
