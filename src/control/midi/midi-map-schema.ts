/**
 * MIDI map schema: what a map says: which control makes which request, and which lamps show what. Unknown fields are refused, and so
 * is a request that the routes do not have.
 *
 * Files of it are read by parse-midi-map.ts; the map that counts where there is no file is in default-midi-map.ts.
 */
import { z } from 'zod';

import type { Parsed } from '../../json-file.js';
import { OperationalError } from '../../operational-error.js';
import { oneOf, wholeNumber } from '../../value-schemas.js';
import { checkRequest, type MappedRequest } from './mapped-request.js';
import { LOWER_HALF } from './midi-control14.js';
import { CHANNELS, MAX_14_BIT, MAX_DATA } from './midi-message.js';

export const TRIGGER_TYPES = [
  'note',
  'control',
  'control14',
  'nrpn',
  'program',
  'pitchBend',
] as const;

export const LAMP_STATES = ['running', 'progress', 'playing', 'learning', 'holding'] as const;

const channel = wholeNumber(1, CHANNELS);
const dataByte = wholeNumber(0, MAX_DATA);

const triggerSchema = z
  .strictObject({
    type: oneOf(TRIGGER_TYPES),
    /** left out: any */
    channel: channel.exactOptional(),
    /** the note, controller, parameter or program; left out for the pitch wheel, which has none */
    number: wholeNumber(0, MAX_14_BIT).exactOptional(),
  })
  .superRefine(({ type, number }, context) => {
    const must = numberMust(type, number);
    if (must !== undefined) context.addIssue({ code: 'custom', path: ['number'], message: must });
  });

function numberMust(type: (typeof TRIGGER_TYPES)[number], number?: number): string | undefined {
  if (type === 'pitchBend') {
    return number === undefined ? undefined : 'must be left out: a pitch wheel has none';
  }
  if (number === undefined) return 'must say which note, controller, parameter or program';
  if (type === 'nrpn') return undefined;
  if (number > MAX_DATA) return `must be a whole number from 0 to ${MAX_DATA}`;
  return type === 'control14' && number >= LOWER_HALF
    ? `must be below ${LOWER_HALF}: the number of the upper half`
    : undefined;
}

const sendSchema = z
  .array(z.union([z.string(), z.number()], 'must be a string or a number'), 'must be a list')
  .min(1, 'must have an address')
  .transform(([address, ...args]): MappedRequest => [String(address), ...args])
  .superRefine((words, context) => {
    try {
      checkRequest(words);
    } catch (error) {
      if (!(error instanceof OperationalError)) throw error;
      context.addIssue({ code: 'custom', message: `is no request: ${error.message}` });
    }
  });

const entrySchema = z.strictObject({ trigger: triggerSchema, send: sendSchema });

/** Something the daemon shows on a controller. */
const lampSchema = z.strictObject({
  /** running: a job is there; progress: of the job, from `off` to `on`; playing: the transport; learning: move a control now; holding: an accompaniment keeps its take */
  state: oneOf(LAMP_STATES),
  type: oneOf(['note', 'control']),
  channel,
  number: dataByte,
  /** velocities or values */
  on: dataByte.default(MAX_DATA),
  off: dataByte.default(0),
  /** part of the output's name; left out: every output that --midi matches */
  output: z.string('must be text').min(1, 'must not be empty').exactOptional(),
});

export const midiMapSchema = z.strictObject({
  entries: z.array(entrySchema, 'must be a list'),
  lamps: z.array(lampSchema, 'must be a list').default([]),
});

export type Trigger = Parsed<typeof triggerSchema>;
export type MidiMapEntry = Parsed<typeof entrySchema>;
export type MidiLamp = Parsed<typeof lampSchema>;
export type MidiMap = Parsed<typeof midiMapSchema>;
