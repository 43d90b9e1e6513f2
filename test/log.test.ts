/**
 * Lines of the log: what clients say is visible in them, for programs as for people.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';
import { pino } from 'pino';

import { jsonLine, prettyLine } from '../src/log.js';

const NASTY = 'x\x1b[2J\x9b31m\u202ey\nz';

/** What pino makes of it. */
function lineOf(fields: object, message: string): string {
  let made = '';
  pino({ level: 'info' }, { write: (line) => (made = line) }).info(fields, message);
  return made;
}

describe('A line of the log', () => {
  it('is one line of JSON of plain characters, with the very values', () => {
    const line = jsonLine(lineOf({ client: NASTY }, NASTY));
    assert.match(line, /^\{[\x20-\x7e]+\}\n$/);
    const { client, msg } = JSON.parse(line) as { client: string; msg: string };
    assert.deepEqual([client, msg], [NASTY, NASTY]);
  });

  it('shows on a terminal what it would obey', async () => {
    const line = (await prettyLine(false))(lineOf({ client: NASTY }, NASTY));
    assert.doesNotMatch(line, /[\0-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
    assert.ok(line.includes('x\\x1b[2J\\x9b31m\\u202ey\\nz'), line);
  });

  it('keeps the lines of a stack, and colours only where it may', async () => {
    const defect = new Error('odd \x1b[31m');
    const lines = (await prettyLine(false))(lineOf({ err: defect }, 'a job met a defect'));
    assert.match(lines, /\n\s+at .+\n\s+at /);
    assert.doesNotMatch(lines, /\x1b/);
    assert.match((await prettyLine(true))(lineOf({}, 'hello')), /\x1b\[\d+m/);
  });
});
