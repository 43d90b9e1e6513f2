/**
 * The route of the transport: where the music is.
 */
import { BPM_RANGE } from '../../../capture/transport.js';
import { defineRoute } from '../define-route.js';

const MAX_BEATS_PER_BAR = 64;
/** a bar of 1/16 */
const LEAST_BEATS_PER_BAR = 0.25;
/** days of music; what is beyond is no position */
const MAX_BEATS = 1e6;

export const TRANSPORT_ROUTES = [
  defineRoute({
    address: '/stemwright/transport',
    arguments: [
      { kind: 'number', name: 'bpm', ...BPM_RANGE, description: 'quarter notes a minute' },
      {
        kind: 'number',
        name: 'beatsPerBar',
        least: LEAST_BEATS_PER_BAR,
        most: MAX_BEATS_PER_BAR,
        description: 'quarter notes a bar: 7/8 has 3.5',
      },
      {
        kind: 'number',
        name: 'beat',
        least: -MAX_BEATS,
        most: MAX_BEATS,
        description: 'quarter notes since the start of the song, now',
      },
      { kind: 'integer', name: 'playing', least: 0, most: 1 },
    ],
    replies: [],
    last: undefined,
    description:
      'Where the music is, as often as the sender likes; the last word counts, be it OSC’s or a MIDI clock’s. Takes no id and is not answered.',
    handle({ bpm, beatsPerBar, beat, playing }, { engine, client }) {
      const source = client.name;
      engine.transport.set({ bpm, beatsPerBar, beat, playing: playing === 1, source });
    },
  }),
];
