/**
 * MIDI learn as other control surfaces see it: what controls do, and the next control that moves is bound to a request. What listens is
 * the MIDI surface's.
 */
export interface MidiLearn {
  /**
   * Listens from now on.
   * @throws OperationalError `bad-argument` for a request that there is not; `learned` rejects with `learn-timeout`,
   *   `cancelled`, or `output-failed` or `output-exists` when the control is bound but the map cannot be written
   */
  learn(request: BoundRequest): {
    /** how long it listens */
    readonly seconds: number;
    readonly learned: Promise<Learned>;
  };
  /** Harmless when nothing is to be learned. */
  cancel(): void;
  /** In the order of the map. */
  controls(): readonly BoundControl[];
}

/** A request that a control makes: its arguments without an id. */
export type BoundRequest = readonly [address: string, ...args: (string | number)[]];

export interface BoundControl {
  /** for people, e.g. "note 36 on channel 10" */
  readonly control: string;
  readonly request: BoundRequest;
}

export interface Learned extends Pick<BoundControl, 'control'> {
  /** the requests the control made before, or "" */
  readonly replaced: string;
}
