/**
 * Peaks: of a sound, fetched from the daemon level by level as they are shown, and kept; what it has grown by is fetched alone.
 */
import type { Connection } from './connection.js';
import type { Sound } from './read-results.js';

/** as the daemon has them (src/control/http/peaks.ts) */
const FRAMES_PER_PEAK = [256, 2048, 16_384] as const;

const RETRY_MS = 1000;

export interface SoundPeaks {
  readonly framesPerPeak: number;
  /** min, max, min, max ...; full scale = 32767 */
  readonly values: Int16Array;
}

const NONE: SoundPeaks = { framesPerPeak: FRAMES_PER_PEAK[0], values: new Int16Array() };

export class Peaks {
  readonly #connection: Connection;
  readonly #address: string;
  readonly #levels = new Map<number, SoundPeaks>();
  readonly #fetched = new Map<number, number>();

  /** @param address the sound's */
  constructor(connection: Connection, address: string) {
    this.#connection = connection;
    this.#address = address;
  }

  /** What there is now, at the level that suits. @param onMore is called when there is more, which is being fetched */
  at(sound: Sound, framesPerPixel: number, onMore: () => void): SoundPeaks {
    const level = FRAMES_PER_PEAK.findLast((each) => each <= framesPerPixel) ?? FRAMES_PER_PEAK[0];
    if ((this.#fetched.get(level) ?? -1) < sound.frames) {
      const before = this.#fetched.get(level);
      this.#fetched.set(level, sound.frames);
      void this.#fetch(level).then(onMore, () => {
        // the daemon is gone, or is just giving the files their names
        setTimeout(() => {
          if (before === undefined) this.#fetched.delete(level);
          else this.#fetched.set(level, before);
          onMore();
        }, RETRY_MS);
      });
    }
    return this.#levels.get(level) ?? NONE;
  }

  async #fetch(level: number): Promise<void> {
    const known = this.#levels.get(level)?.values ?? new Int16Array();
    // the last one may have been of fewer frames
    const whole = known.subarray(0, Math.max(0, known.length - 2));
    const from = (whole.length / 2) * level;
    const address = `${this.#address}/peaks/${level}?from=${from}`;
    const more = new Int16Array(await this.#connection.fetchInTurn(address));
    const values = new Int16Array(whole.length + more.length);
    values.set(whole);
    values.set(more, whole.length);
    this.#levels.set(level, { framesPerPeak: level, values });
  }
}
