/**
 * What a recording turns out to lack while it is read: bytes that were passed over, an end before its time. In sentences, in
 * bounded memory: after some tens of places the others are counted.
 */
import { readablePath } from '../path-text.js';

export interface InputDamage {
  /** one sentence for each place, front to back; complete once the recording is read */
  readonly notes: readonly string[];
  /** whether the recording ends before it should */
  readonly isTruncated: boolean;
}

/** Behind those, one says how many more there are. */
export const MOST_NOTES = 20;

export class DamageLog implements InputDamage {
  readonly #name: string;
  readonly #listed: string[] = [];
  #unlisted = 0;
  #isTruncated = false;

  /** @param name of the recording, with which every note begins */
  constructor(name: string) {
    this.#name = readablePath(name);
  }

  get notes(): readonly string[] {
    if (this.#unlisted === 0) return [...this.#listed];
    return [
      ...this.#listed,
      `${this.#name} has ${this.#unlisted} more such places that are not listed.`,
    ];
  }

  get isTruncated(): boolean {
    return this.#isTruncated;
  }

  /** @param what as in "song.mp3 ..." */
  note(what: string): void {
    if (this.#listed.length < MOST_NOTES) this.#listed.push(`${this.#name} ${what}.`);
    else this.#unlisted += 1;
  }

  /**
   * Bytes were passed over.
   * @param before what is intact again
   * @param what they are not, as in "MPEG frame"
   * @param seconds of the recording before them
   * @param furthermore what else is to be said, as in "; ..."
   */
  passedOver(
    before: { readonly passedBytes: number; readonly position: number },
    what: string,
    seconds: number,
    furthermore = '',
  ): void {
    const { passedBytes, position } = before;
    this.note(
      `is damaged at ${seconds.toFixed(2)} s: ${passedBytes} bytes (from byte ${position - passedBytes} on) are no intact ` +
        `${what} and are passed over${furthermore}`,
    );
  }

  endsEarly(what: string): void {
    this.#isTruncated = true;
    this.#listed.push(`${this.#name} ${what}. It is read to there.`);
  }
}
