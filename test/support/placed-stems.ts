/**
 * Where the stems of a clip are in a Set, and whether together they play what the clip plays.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { readAudio, type ReadAudio } from './audio-files.js';
import { secondPlayed, type Values } from './live-clip.js';
import { TEMPO } from './live-set.js';
import type { LiveStandIn } from './live-stand-in.js';
import { tone } from './tone.js';
import { writeWav16 } from './wav-file.js';

/** a stem is rounded to float32 below full scale; the errors of all add up */
const MOST_ERROR_OF_A_STEM = 2 ** -25;
/** half a frame at 48 kHz: what the device takes for the same second of a file */
const MOST_SECONDS = 1e-5;
/** so that no beat that is listened to is one where a clip or a loop begins */
const LISTENED_BEATS = 1 / 37;

const RATE_HZ = 8000;
const SECONDS = 2;

/** A stereo recording of 2 s or longer, other at every frame. @returns its path */
export async function writeTake(folder: string, seconds = SECONDS): Promise<string> {
  const file = path.join(folder, 'take one.wav');
  const frames = RATE_HZ * seconds;
  const row = (hz: number) => {
    const swelling = tone({ hz, rateHz: RATE_HZ, frames });
    return swelling.map((sample, frame) => (sample * frame) / frames);
  };
  await writeWav16(file, RATE_HZ, [row(440), row(331)]);
  return file;
}

/** The clips of the tracks right of the first, track by track. */
export function placedClips(
  { tracks }: LiveStandIn,
  place: 'arrangement_clips' | 'clip_slots',
): Values[][] {
  return tracks.slice(1).map(({ children }) => {
    const found = children[place]!;
    const clips = place === 'clip_slots' ? found.map((slot) => slot!.children['clip']![0]) : found;
    return clips.flatMap((clip) => (clip ? [clip.values] : []));
  });
}

/**
 * Listens from `startBeat` on, in the Arrangement's beats or, for a slot, in those since it was launched.
 * @param fileBegins the whole second of the clip's file that a stem's file begins with
 */
export async function checkSum(
  original: Values,
  stems: readonly (readonly Values[])[],
  { startBeat, beats, fileBegins = 0 }: { startBeat: number; beats: number; fileBegins?: number },
): Promise<void> {
  const mixture = await readAudio(String(original['file_path']));
  const files = await Promise.all(stems.map((clips) => readAudio(String(clips[0]!['file_path']))));
  const mostError = stems.length * MOST_ERROR_OF_A_STEM;
  for (let beat = LISTENED_BEATS / 2; beat < beats; beat += LISTENED_BEATS) {
    const second = secondPlayed(original, beat, TEMPO);
    const clips = stems.map((track) => clipAt(track, startBeat + beat));
    for (const clip of clips) {
      const within = startBeat + beat - Number(clip['start_time']);
      const difference = secondPlayed(clip, within, TEMPO) - (second - fileBegins);
      assert.ok(Math.abs(difference) <= MOST_SECONDS, `beat ${beat}: ${difference} s off`);
      for (const name of ['gain', 'pitch_coarse', 'pitch_fine', 'warping', 'warp_mode']) {
        assert.equal(clip[name], original[name], name);
      }
    }
    for (const [channel, value] of frameAt(mixture, second).entries()) {
      const sum = files.reduce(
        (total, file) => total + frameAt(file, second, fileBegins)[channel]!,
        0,
      );
      assert.ok(Math.abs(sum - value) <= mostError, `beat ${beat}: ${sum}, ${value}`);
    }
  }
}

/** The one clip of a track that plays at a beat. */
function clipAt(clips: readonly Values[], beat: number): Values {
  const found = clips.filter(
    ({ start_time, end_time = Infinity }) => Number(start_time) <= beat && beat < Number(end_time),
  );
  assert.equal(found.length, 1, `${found.length} clips at beat ${beat}`);
  return found[0]!;
}

function frameAt({ rateHz, rows }: ReadAudio, second: number, fileBegins = 0): number[] {
  return rows.map((row) => {
    const value = row[Math.floor(second * rateHz) - fileBegins * rateHz];
    assert.ok(value !== undefined, `the file ends before ${second} s`);
    return value;
  });
}
