/**
 * The example of the README's MIDI section is a map, and what else a map may say is named beside it.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { describe, it } from 'mocha';

import { LAMP_STATES, TRIGGER_TYPES } from '../../src/control/midi/midi-map-schema.js';
import { parseMidiMap } from '../../src/control/midi/parse-midi-map.js';
import { repositoryPath } from '../support/repository.js';

async function section(): Promise<string> {
  const readme = await readFile(repositoryPath('README.md'), 'utf8');
  return readme.split(/^## /m).find((part) => part.startsWith('MIDI\n'))!;
}

describe('The README’s MIDI section', () => {
  it('has an example that is a map, with every trigger and lamp there is named beside it', async () => {
    const text = await section();
    const [, example] = /```json\n([^`]+)```/.exec(text)!;
    assert.ok(parseMidiMap(example!, 'README.md').entries.length > 0);
    for (const word of [...TRIGGER_TYPES, ...LAMP_STATES]) assert.ok(text.includes(word), word);
  });
});
