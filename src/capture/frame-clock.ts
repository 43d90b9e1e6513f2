/**
 * Frame clock: which moment of this machine's clock an input frame belongs to.
 *
 *   t(n) = a + b n      the line below all arrivals that is nearest to them, of those within 15 s of n
 *
 * A block can arrive late, never before its last frame was recorded. So the best line touches the earliest arrivals from
 * below (Moon, Skelly and Towsley 1999, "Estimation and removal of clock skew", their linear program: the edge of the lower
 * convex hull above the mean). One arrival a second is kept, the earliest. What the device holds back all the time cannot be
 * seen here: it is `captureOffsetMs`. After a gap of unknown length a new run begins; lines do not cross gaps.
 */
interface Arrival {
  /** behind the block's last frame */
  readonly frame: number;
  readonly ms: number;
}

interface Run {
  /** one a second, in order */
  readonly arrivals: Arrival[];
}

interface Line {
  readonly atMs: number;
  readonly atFrame: number;
  readonly msPerFrame: number;
}

/** Either side: long enough for arrivals without delay, short enough for a clock that wanders with the temperature. */
const WINDOW_SECONDS = 15;
/** Below that the ends of a line tell more of their own delays than of the device's clock. */
const LEAST_SLOPE_SECONDS = 10;

export class FrameClock {
  readonly #rateHz: number;
  readonly #keepSeconds: number;
  #runs: Run[] = [];

  constructor(rateHz: number, keepSeconds: number) {
    this.#rateHz = rateHz;
    this.#keepSeconds = keepSeconds;
  }

  /** @param frame behind the last frame of a block @param ms when the block arrived */
  add(frame: number, ms: number): void {
    let run = this.#runs.at(-1);
    if (run === undefined) this.#runs.push((run = { arrivals: [] }));
    const { arrivals } = run;
    const last = arrivals.at(-1);
    if (last === undefined || this.#second(last.frame) !== this.#second(frame)) {
      arrivals.push({ frame, ms });
    } else if (this.#delay({ frame, ms }) < this.#delay(last)) {
      arrivals[arrivals.length - 1] = { frame, ms };
    }
    this.#forget(frame);
  }

  /** Frames are missing, nobody knows how many: what comes is not on the line of what was. */
  breakOff(): void {
    if (this.#runs.at(-1)?.arrivals.length !== 0) this.#runs.push({ arrivals: [] });
  }

  /** When the frame began; undefined: nothing has arrived. */
  msAt(frame: number): number | undefined {
    const run = this.#runAt(({ frame: first }) => first <= frame);
    if (run === undefined) return undefined;
    const { atMs, atFrame, msPerFrame } = this.#line(run, frame);
    return atMs + (frame - atFrame) * msPerFrame;
  }

  /** The frame, with its fraction, that began then. */
  frameAt(ms: number): number | undefined {
    const run = this.#runAt(({ ms: first }) => first <= ms);
    if (run === undefined) return undefined;
    const { frame, ms: nearMs } = run.arrivals.at(-1)!;
    const near = frame + ((ms - nearMs) * this.#rateHz) / 1000;
    const { atMs, atFrame, msPerFrame } = this.#line(run, near);
    return atFrame + (ms - atMs) / msPerFrame;
  }

  /** The last run that had begun, or else the first. */
  #runAt(hasBegun: (first: Arrival) => boolean): Run | undefined {
    const heard = this.#runs.filter(({ arrivals }) => arrivals.length > 0);
    return heard.findLast(({ arrivals }) => hasBegun(arrivals[0]!)) ?? heard[0];
  }

  #line({ arrivals }: Run, near: number): Line {
    const reach = WINDOW_SECONDS * this.#rateHz;
    // beside the ends of what has arrived the window is as long as in the middle
    const middle = Math.max(
      Math.min(near, arrivals.at(-1)!.frame - reach),
      arrivals[0]!.frame + reach,
    );
    const within = arrivals.filter(({ frame }) => Math.abs(frame - middle) <= reach);
    const edge = this.#edgeAtMean(within);
    if (edge !== undefined) return edge;
    const earliest = within.reduce((a, b) => (this.#delay(b) < this.#delay(a) ? b : a));
    return { atMs: earliest.ms, atFrame: earliest.frame, msPerFrame: 1000 / this.#rateHz };
  }

  /** The edge of the lower convex hull over the mean frame; undefined where there is too little to tell a slope. */
  #edgeAtMean(arrivals: readonly Arrival[]): Line | undefined {
    const spanFrames = arrivals.at(-1)!.frame - arrivals[0]!.frame;
    if (spanFrames < LEAST_SLOPE_SECONDS * this.#rateHz) return undefined;
    const hull: Arrival[] = [];
    for (const arrival of arrivals) {
      while (hull.length > 1 && !isBelow(hull.at(-1)!, hull.at(-2)!, arrival)) hull.pop();
      hull.push(arrival);
    }
    const mean = arrivals.reduce((sum, { frame }) => sum + frame, 0) / arrivals.length;
    const right = hull.findIndex(({ frame }) => frame >= mean);
    const [from, to] = [hull[right - 1]!, hull[right]!];
    const msPerFrame = (to.ms - from.ms) / (to.frame - from.frame);
    return { atMs: from.ms, atFrame: from.frame, msPerFrame };
  }

  #delay({ frame, ms }: Arrival): number {
    return ms - (1000 * frame) / this.#rateHz;
  }

  #second(frame: number): number {
    return Math.floor(frame / this.#rateHz);
  }

  #forget(newestFrame: number): void {
    const oldest = newestFrame - this.#keepSeconds * this.#rateHz;
    for (const { arrivals } of this.#runs) {
      while (arrivals.length > 0 && arrivals[0]!.frame < oldest) arrivals.shift();
    }
    this.#runs = this.#runs.filter(
      ({ arrivals }, index) => arrivals.length > 0 || index === this.#runs.length - 1,
    );
  }
}

/** Whether b lies below the line from a to c. */
function isBelow(b: Arrival, a: Arrival, c: Arrival): boolean {
  return (b.ms - a.ms) * (c.frame - a.frame) < (c.ms - a.ms) * (b.frame - a.frame);
}
