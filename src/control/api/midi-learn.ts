/**
 * MIDI learn as other control surfaces see it: the next control that moves is bound to a request. What listens is the MIDI surface's.
 */
export interface MidiLearn {
  /**
   * Listens from now on.
   * @throws OperationalError `bad-argument` for a request that there is not; `learned` rejects with `learn-timeout`,
   *   `cancelled`, or `output-failed` or `output-exists` when the control is bound but the map cannot be written
   */
  learn(words: readonly [address: string, ...args: (string | number)[]]): {
    /** how long it listens */
    readonly seconds: number;
    readonly learned: Promise<Learned>;
  };
  /** Harmless when nothing is to be learned. */
  cancel(): void;
}

export interface Learned {
  /** for people, e.g. "note 36 on channel 10" */
  readonly control: string;
  /** the requests the control made before, or "" */
  readonly replaced: string;
}
