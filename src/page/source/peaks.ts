/**
 * Peaks: of a stem, fetched from the daemon level by level as they are shown, and kept; what a stem has grown by is fetched alone.
 */
import type { Connection } from './connection.js';
import type { StemSound } from './read-results.js';

/** as the daemon has them (src/control/http/peaks.ts) */
const FRAMES_PER_PEAK = [256, 2048, 16_384] as const;

const RETRY_MS = 1000;

export interface StemPeaks {
  readonly framesPerPeak: number;
  /** min, max, min, max ...; full scale = 32767 */
  readonly values: Int16Array;
}

const NONE: StemPeaks = { framesPerPeak: FRAMES_PER_PEAK[0], values: new Int16Array() };

export class Peaks {
  readonly #connection: Connection;
  readonly #address: string;
  readonly #levels = new Map<number, StemPeaks>();
  readonly #fetched = new Map<number, number>();

  constructor(connection: Connection, result: string, stem: string) {
    this.#connection = connection;
    this.#address = `/api/results/${encodeURIComponent(result)}/${encodeURIComponent(stem)}/peaks`;
  }

  /** What there is now, at the level that suits. @param onMore is called when there is more, which is being fetched */
  at(sound: StemSound, framesPerPixel: number, onMore: () => void): StemPeaks {
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
    const response = await this.#connection.fetch(`${this.#address}/${level}?from=${from}`);
    const more = new Int16Array(await response.arrayBuffer());
    const values = new Int16Array(whole.length + more.length);
    values.set(whole);
    values.set(more, whole.length);
    this.#levels.set(level, { framesPerPeak: level, values });
  }
}
