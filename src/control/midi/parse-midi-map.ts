/**
 * Parse MIDI map: from the text of a map file to a {@link MidiMap}, or a sentence that names each wrong entry. Unknown fields are
 * refused, and so is a request that the OSC routes do not have.
 */
import { z } from 'zod';

import { readJson } from '../../json-file.js';
import { OperationalError } from '../../operational-error.js';
import { checkRequest } from './mapped-request.js';
import { CHANNELS, MAX_14_BIT, MAX_DATA } from './midi-message.js';
import { LAMP_STATES, type MappedRequest, type MidiMap } from './midi-map.js';
import { TRIGGER_TYPES } from './midi-trigger.js';
import { LOWER_HALF } from './midi-control14.js';

function whole(least: number, most: number) {
  const must = `must be a whole number from ${least} to ${most}`;
  return z.int(must).min(least, must).max(most, must);
}

function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, `must be one of ${words.join(', ')}`);
}

const channel = whole(1, CHANNELS);
const dataByte = whole(0, MAX_DATA);

const trigger = z
  .strictObject({
    type: oneOf(TRIGGER_TYPES),
    channel: channel.exactOptional(),
    number: whole(0, MAX_14_BIT).exactOptional(),
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

const send = z
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

const schema = z.strictObject({
  entries: z.array(z.strictObject({ trigger, send }), 'must be a list'),
  lamps: z
    .array(
      z.strictObject({
        state: oneOf(LAMP_STATES),
        type: oneOf(['note', 'control']),
        channel,
        number: dataByte,
        on: dataByte.default(MAX_DATA),
        off: dataByte.default(0),
        output: z.string('must be text').min(1, 'must not be empty').exactOptional(),
      }),
      'must be a list',
    )
    .default([]),
});

/**
 * @param file how to call it in messages
 * @throws OperationalError `bad-argument`, naming each field that is wrong and what it must be
 */
export function parseMidiMap(json: string, file: string): MidiMap {
  const read = readJson(json);
  if ('fault' in read) throw invalid(file, [`is not JSON (${read.fault})`]);
  const result = schema.safeParse(read.value);
  if (result.success) return result.data;
  throw invalid(file, result.error.issues.map(sentence));
}

function invalid(file: string, problems: readonly string[]): OperationalError {
  const sentences = problems.map((problem) => problem.replace(/\.$/, '')).join('; ');
  return new OperationalError(
    'bad-argument',
    `The MIDI map ${file}: ${sentences}. Correct the file, or remove it to have the default map.`,
  );
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return `${[...issue.path, issue.keys.join(', ')].join('.')} is not a field of a MIDI map`;
  }
  const path = issue.path.join('.');
  return path === '' ? 'must be an object with "entries"' : `${path} ${issue.message}`;
}
