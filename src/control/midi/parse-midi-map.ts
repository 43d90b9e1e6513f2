/**
 * Parse MIDI map: from the text of a map file to a {@link MidiMap}, or a sentence that names each wrong entry.
 */
import { checkJson, type JsonIssue } from '../../json-file.js';
import { OperationalError } from '../../operational-error.js';
import { midiMapSchema, type MidiMap } from './midi-map-schema.js';

/**
 * @param file how to call it in messages
 * @throws OperationalError `bad-argument`, naming each field that is wrong and what it must be
 */
export function parseMidiMap(json: string, file: string): MidiMap {
  const result = checkJson(json, midiMapSchema, sentence);
  if ('data' in result) return result.data;
  const problems = result.problems.map((problem) => problem.replace(/\.$/, '')).join('; ');
  throw new OperationalError(
    'bad-argument',
    `The MIDI map ${file}: ${problems}. Correct the file, or remove it to have the default map; a map of a newer Stemwright ` +
      'needs that one.',
  );
}

function sentence(issue: JsonIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return `${[...issue.path, issue.keys.join(', ')].join('.')} is not a field of a MIDI map`;
  }
  const path = issue.path.join('.');
  return path === '' ? 'must be an object with "entries"' : `${path} ${issue.message}`;
}
