/**
 * Transport reporter: tells subscribers where the music is, when that is not what they would expect: it starts, stops or jumps, or
 * its tempo, meter or source changes. A clock ticks 24 times a beat; subscribers extrapolate.
 */
import { beatAt, type Transport, type TransportPosition } from '../../capture/transport.js';
import { float, integer, text, type OscId, type OscMessage } from './osc-message.js';
import type { Peer } from './peer.js';
import { reply } from './reply-messages.js';
import type { Subscriptions } from './subscriptions.js';

/** What a filtered clock still wavers by is no change. */
const SAME_BPM = 0.1;
/** A sixteenth of a sixteenth note; a subscriber extrapolates from then on with the new tempo. */
const SAME_BEATS = 1 / 64;

/** @returns a function that ends it */
export function reportTransport(parts: {
  readonly transport: Transport;
  readonly subscriptions: Subscriptions;
  readonly send: (target: Peer, message: OscMessage) => void;
}): () => void {
  let told: TransportPosition | undefined;
  return parts.transport.subscribe((position) => {
    if (told !== undefined && isExpected(position, told)) return;
    told = position;
    for (const { target, id } of parts.subscriptions.current()) {
      parts.send(target, transportReply(id, position));
    }
  });
}

function isExpected(position: TransportPosition, told: TransportPosition): boolean {
  return (
    position.playing === told.playing &&
    position.beatsPerBar === told.beatsPerBar &&
    position.source === told.source &&
    Math.abs(position.bpm - told.bpm) < SAME_BPM &&
    Math.abs(position.beat - beatAt(told, position.atMs)) < SAME_BEATS
  );
}

function transportReply(id: OscId, position: TransportPosition): OscMessage {
  const { bpm, beatsPerBar, beat, playing, source } = position;
  return reply(
    'transport',
    id,
    float(bpm),
    integer(beatsPerBar),
    float(beat),
    integer(playing ? 1 : 0),
    text(source),
  );
}
