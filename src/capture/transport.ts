/**
 * Transport: where the music is, from whoever said so last: OSC, a MIDI clock or MIDI time code.
 *
 *   beat(t) = beat(t0) + bpm / 60,000 * (t - t0) while it plays, else beat(t0)      t in ms
 *
 * It does not decide who is right: the last writer wins, and the position says who that was.
 */
export interface TransportPosition {
  /** quarter notes a minute, within {@link BPM_RANGE} */
  readonly bpm: number;
  /** quarter notes; 7/8 has 3.5 */
  readonly beatsPerBar: number;
  /** quarter notes since the start of the song; a bar begins at every multiple of `beatsPerBar` */
  readonly beat: number;
  readonly playing: boolean;
  /** who said so, e.g. "osc udp 127.0.0.1:52144", "midi clock MPK mini" */
  readonly source: string;
  /** the moment this is true at, by the transport's clock */
  readonly atMs: number;
}

/** What a source knows. What it leaves out stays as it was: a MIDI clock knows no meter, MIDI time code no tempo. */
export interface TransportUpdate {
  readonly bpm?: number | undefined;
  readonly beatsPerBar?: number | undefined;
  readonly beat: number;
  readonly playing: boolean;
  readonly source: string;
  /** @default now */
  readonly atMs?: number | undefined;
}

export interface Transport {
  set(update: TransportUpdate): void;
  /** Extrapolated to now, or to another moment; undefined until somebody has said something. */
  position(atMs?: number): TransportPosition | undefined;
  /** @returns a function that ends the subscription */
  subscribe(listener: (position: TransportPosition) => void): () => void;
}

/** What any sequencer has; a beat beyond is hours long, or shorter than a clock's tick. */
export const BPM_RANGE = { least: 1, most: 1000 } as const;
/** What the MIDI file format assumes where nothing is said. */
export const DEFAULT_BPM = 120;
const DEFAULT_BEATS_PER_BAR = 4;

/** @param nowMs a monotonic clock; the one that times MIDI messages, where there are any */
export function createTransport(nowMs: () => number = () => performance.now()): Transport {
  let last: TransportPosition | undefined;
  const listeners = new Set<(position: TransportPosition) => void>();
  return {
    set({ bpm, beatsPerBar, beat, playing, source, atMs = nowMs() }) {
      const next = {
        bpm: bpm ?? last?.bpm ?? DEFAULT_BPM,
        beatsPerBar: beatsPerBar ?? last?.beatsPerBar ?? DEFAULT_BEATS_PER_BAR,
        beat,
        playing,
        source,
        atMs,
      };
      assertUsable(next);
      last = next;
      for (const listener of [...listeners]) listener(next);
    },
    position(atMs = nowMs()) {
      return last === undefined ? undefined : { ...last, beat: beatAt(last, atMs), atMs };
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The equation above. */
export function beatAt(position: TransportPosition, atMs: number): number {
  const { beat, bpm, playing } = position;
  return playing ? beat + (bpm / 60_000) * (atMs - position.atMs) : beat;
}

/** Whether it is within {@link BPM_RANGE}. */
export function isTempo(bpm: number): boolean {
  return bpm >= BPM_RANGE.least && bpm <= BPM_RANGE.most;
}

function assertUsable({ bpm, beatsPerBar, beat, atMs }: TransportPosition): void {
  const isUsable = isTempo(bpm) && Number.isFinite(beatsPerBar) && beatsPerBar > 0;
  if (isUsable && [beat, atMs].every(Number.isFinite)) return;
  throw new Error(`not a transport position: ${JSON.stringify({ bpm, beatsPerBar, beat, atMs })}`);
}
