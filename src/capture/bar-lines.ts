/**
 * Bar lines: when bars began and ended, from the positions of the transport.
 *
 *   line m of a run is at t with beat(t) = m * beatsPerBar;   bar m lies between the lines m and m + 1 of one run
 *
 * A run is a part in which the music plays on: it ends where the music stops, jumps or changes its meter. Messages arrive
 * late, never early. So while a sender repeats one tempo, its earliest message counts (of the last two seconds: clocks
 * drift); a filtered MIDI clock, whose tempo wavers, is taken word by word.
 */
import { beatAt, type TransportPosition } from './transport.js';

export interface BarSpan {
  readonly startMs: number;
  readonly endMs: number;
}

interface Run {
  readonly beatsPerBar: number;
  /** in order, the first where the run began */
  readonly anchors: TransportPosition[];
  /** undefined: it plays */
  endMs: number | undefined;
}

/** A sender's message may be so late, in beats; what is further off is a jump. */
const JUMP_BEATS = 1 / 8;
/** Nothing that stands still for longer is a stall. */
const STALL_MS = 5000;
/** The music may turn to a new run on a bar line: both lines are said to be at most so far from each other. */
const SAME_LINE_MS = 30;
/** A line is true to the message that was earliest in so long; two such spells of a clock 100 parts in a million off are 0.4 ms. */
const DRIFT_MS = 2000;
/** Lines are computed: one that is asked for at its own moment has come. */
const ROUNDING_MS = 1e-6;
/** A MIDI clock at 300 bpm for ten minutes; older ones go first. */
const MOST_ANCHORS = 72_000;

export class BarLines {
  readonly #keepMs: number;
  readonly #runs: Run[] = [];
  /** the least lateness of the messages since `sinceMs`, in beats against the last anchor; negative: late */
  #window = { sinceMs: 0, leadBeats: -Infinity };

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** Takes the next position of the transport. */
  note(position: TransportPosition): void {
    const run = this.#runs.at(-1);
    const last = run?.endMs === undefined ? run?.anchors.at(-1) : undefined;
    if (run === undefined || last === undefined) {
      if (position.playing) this.#begin(position);
    } else if (!position.playing) {
      run.endMs = position.atMs;
    } else if (isJump(position, last)) {
      run.endMs = position.atMs;
      if (!this.#resumed(position)) this.#begin(position);
    } else if (position.bpm === last.bpm && position.beat !== last.beat) {
      this.#correct(run, last, position);
    } else {
      this.#anchor(run, position);
    }
    this.#forget(position.atMs);
  }

  /** @returns the last `count` whole bars, one after the other, that had ended by then; or how many of them there are */
  lastBars(count: number, byMs: number): BarSpan | { readonly found: number } {
    let span: BarSpan | undefined;
    let found = 0;
    for (const run of this.#runs.toReversed()) {
      for (const bar of barsBackwards(run, byMs)) {
        if (span !== undefined && Math.abs(span.startMs - bar.endMs) > SAME_LINE_MS) {
          return { found };
        }
        span = { startMs: bar.startMs, endMs: span?.endMs ?? bar.endMs };
        if (++found === count) return span;
      }
    }
    return { found };
  }

  /** @returns the newest `most` bar lines that had come by then, the newest first; one that two runs share is there once */
  lines(most: number, byMs: number): number[] {
    const found: number[] = [];
    for (const run of this.#runs.toReversed()) {
      for (const ms of linesBackwards(run, byMs)) {
        if (found.length === most) return found;
        if (found.length === 0 || found.at(-1)! - ms > SAME_LINE_MS) found.push(ms);
      }
    }
    return found;
  }

  /** Where the music is at a moment, by the messages that were not late; undefined while it stands or is unknown. */
  positionAt(ms: number): Pick<TransportPosition, 'beat' | 'beatsPerBar' | 'bpm'> | undefined {
    const run = this.#runs.at(-1);
    const last = run?.endMs === undefined ? run?.anchors.at(-1) : undefined;
    return last && { beat: beatAt(last, ms), beatsPerBar: last.beatsPerBar, bpm: last.bpm };
  }

  #begin(position: TransportPosition): void {
    const run: Run = { beatsPerBar: position.beatsPerBar, anchors: [], endMs: undefined };
    this.#runs.push(run);
    this.#anchor(run, position);
  }

  /**
   * A message that was very late, because the sender or this machine stood still, looks like a jump, and the one after it like
   * a jump back. @returns whether the music is where an earlier run would have it; what was between is forgotten then
   */
  #resumed(position: TransportPosition): boolean {
    const index = this.#runs.findLastIndex(
      ({ anchors, endMs = Infinity }) =>
        position.atMs - endMs < STALL_MS && !isJump(position, anchors.at(-1)!),
    );
    if (index < 0) return false;
    this.#runs.length = index + 1;
    this.#runs[index]!.endMs = undefined;
    return true;
  }

  #anchor({ anchors }: Run, position: TransportPosition): void {
    anchors.push(position);
    this.#window = { sinceMs: position.atMs, leadBeats: -Infinity };
  }

  /** The same tempo again: the message was late, or those before it were. */
  #correct(run: Run, last: TransportPosition, position: TransportPosition): void {
    const leadBeats = position.beat - beatAt(last, position.atMs);
    this.#window.leadBeats = Math.max(this.#window.leadBeats, leadBeats);
    if (leadBeats > 0) {
      run.anchors[run.anchors.length - 1] = { ...last, beat: last.beat + leadBeats };
      this.#window.leadBeats = 0;
    }
    if (position.atMs - this.#window.sinceMs < DRIFT_MS) return;
    const beat = position.beat - leadBeats + Math.min(0, this.#window.leadBeats);
    this.#anchor(run, { ...position, beat: Math.max(beat, position.beat) });
  }

  #forget(nowMs: number): void {
    const oldestMs = nowMs - this.#keepMs;
    while ((this.#runs[0]?.endMs ?? Infinity) < oldestMs) this.#runs.shift();
    const anchors = this.#runs[0]?.anchors ?? [];
    while (anchors.length > 1 && anchors[1]!.atMs < oldestMs) anchors.shift();
    if (anchors.length > MOST_ANCHORS) anchors.splice(0, anchors.length - MOST_ANCHORS);
  }
}

function isJump(position: TransportPosition, last: TransportPosition): boolean {
  return (
    position.beatsPerBar !== last.beatsPerBar ||
    Math.abs(position.beat - beatAt(last, position.atMs)) > JUMP_BEATS
  );
}

/** Whole bars of a run that had ended by then, the newest first. */
function* barsBackwards(run: Run, byMs: number): Generator<BarSpan> {
  let barEndMs: number | undefined;
  for (const startMs of linesBackwards(run, byMs)) {
    if (barEndMs !== undefined) yield { startMs, endMs: barEndMs };
    barEndMs = startMs;
  }
}

/**
 * When a run reaches its bar lines, those that had come by then, the newest first: each by the line of the first anchor that does so
 * before the next begins, or of the last.
 */
function* linesBackwards(
  { anchors, beatsPerBar, endMs = Infinity }: Run,
  byMs: number,
): Generator<number> {
  // a run that jumped back on its last line has that line, though its clock may not have come quite so far
  const endBeat = beatAt(anchors.at(-1)!, Math.min(byMs, endMs)) + JUMP_BEATS;
  const firstBeat = anchors[0]!.beat - JUMP_BEATS;
  let index = anchors.length - 1;
  for (let line = Math.floor(endBeat / beatsPerBar); line * beatsPerBar >= firstBeat; line--) {
    const beat = line * beatsPerBar;
    while (index > 0 && anchors[index]!.beat > beat) index--;
    const { atMs, beat: atBeat, bpm } = anchors[index]!;
    const ms = atMs + ((beat - atBeat) * 60_000) / bpm;
    if (ms <= byMs + ROUNDING_MS) yield ms;
  }
}
