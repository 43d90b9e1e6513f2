/**
 * Timeline feed: lets another thread have the input timeline that this one has, of the blocks that it hears itself.
 *
 *   this thread: positions of the transport, and how late sound is -> changes -> the other: its own capture of the input
 *
 * Changes are plain data, in order, and their moments are by the clock that threads share. The other thread's bar lines begin
 * with where the music is when it begins to follow; bars from before that it does not know.
 */
import { CaptureKeeper } from './capture.js';
import { sharedClockMs } from './shared-clock.js';
import { createTransport, type Transport, type TransportPosition } from './transport.js';

export type TimelineChange =
  /** `atMs` by {@link sharedClockMs} */
  | { readonly kind: 'position'; readonly position: TransportPosition }
  | { readonly kind: 'offset'; readonly offsetMs: number };

/**
 * Sends how things are, then each change.
 * @param nowMs the clock of transport and capture
 * @returns a function that ends it
 */
export function feedTimeline(
  { transport, capture, nowMs }: TimelineSource,
  send: (change: TimelineChange) => void,
): () => void {
  const aheadMs = sharedClockMs() - nowMs();
  const sendPosition = (position: TransportPosition): void => {
    send({ kind: 'position', position: { ...position, atMs: position.atMs + aheadMs } });
  };
  send({ kind: 'offset', offsetMs: capture.offsetMs });
  const position = transport.position();
  if (position !== undefined) sendPosition(position);
  const endPositions = transport.subscribe(sendPosition);
  const endOffsets = capture.subscribeOffset((offsetMs) => {
    send({ kind: 'offset', offsetMs });
  });
  return () => {
    endPositions();
    endOffsets();
  };
}

export interface TimelineSource {
  readonly transport: Transport;
  readonly capture: Pick<CaptureKeeper, 'offsetMs' | 'subscribeOffset'>;
  readonly nowMs: () => number;
}

/** The other thread's end. @param limitSeconds how much of the input can be read */
export function followTimeline(limitSeconds: number): {
  readonly capture: CaptureKeeper;
  readonly take: (change: TimelineChange) => void;
} {
  const transport = createTransport(sharedClockMs);
  const capture = new CaptureKeeper({
    transport,
    nowMs: sharedClockMs,
    limitSeconds,
    offsetMs: 0,
  });
  return {
    capture,
    take: (change) => {
      if (change.kind === 'position') transport.set(change.position);
      else capture.setOffset(change.offsetMs);
    },
  };
}
