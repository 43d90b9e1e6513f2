/**
 * Transport reporter: sends subscribers where the music is, when that is not what they would expect: it starts, stops or jumps, or
 * its tempo, meter or source changes. A clock ticks 24 times a beat; subscribers extrapolate.
 */
import { beatAt, type Transport, type TransportPosition } from '../../capture/transport.js';
import type { Client } from './client.js';
import { reply, type Reply, type ReplyValues } from './replies.js';
import type { Subscriptions } from './subscriptions.js';

/** What a filtered clock still wavers by is no change. */
const SAME_BPM = 0.1;
/** A sixteenth of a sixteenth note; a subscriber extrapolates from then on with the new tempo. */
const SAME_BEATS = 1 / 64;

/** @returns a function that ends it */
export function reportTransport(parts: {
  readonly transport: Transport;
  readonly subscriptions: Subscriptions;
  readonly send: (target: Client, reply: Reply) => void;
}): () => void {
  let reported: TransportPosition | undefined;
  return parts.transport.subscribe((position) => {
    if (reported !== undefined && isExpected(position, reported)) return;
    reported = position;
    for (const { target, id } of parts.subscriptions.current()) {
      parts.send(target, reply('transport', id, valuesOf(position)));
    }
  });
}

function isExpected(position: TransportPosition, reported: TransportPosition): boolean {
  return (
    position.playing === reported.playing &&
    position.beatsPerBar === reported.beatsPerBar &&
    position.source === reported.source &&
    Math.abs(position.bpm - reported.bpm) < SAME_BPM &&
    Math.abs(position.beat - beatAt(reported, position.atMs)) < SAME_BEATS
  );
}

function valuesOf({
  bpm,
  beatsPerBar,
  beat,
  playing,
  source,
}: TransportPosition): ReplyValues<'transport'> {
  return { bpm, beatsPerBar, beat, playing, source };
}
