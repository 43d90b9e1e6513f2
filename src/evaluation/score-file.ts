/**
 * Score file: the scores of the tracks that are done, on disk, so that an evaluation that is interrupted goes on where it was.
 *
 *   {"stemwrightScores":1}
 *   {"key":"...","track":"Track01876","score":{...}}          one line a track, by its key (track-key.ts)
 *
 * A line is flushed before the next track begins. The last one may be cut short by a crash or a full disk: it is dropped, and its
 * track is scored again. Scores of other settings may lie in the same file; each is found by its own key only.
 */
import path from 'node:path';

import { createFolder } from '../audio/create-folder.js';
import { outputFailed } from '../audio/output-failed.js';
import { appendText, readText, stat, truncate } from '../file-system.js';
import { parseJson, type Parsed } from '../json-file.js';
import { OperationalError } from '../operational-error.js';
import {
  SCORE_HEADER,
  scoreHeaderSchema,
  scoreLineSchema,
  type TrackScore,
} from './score-schema.js';
import { systemCodeOf } from '../thrown-error.js';

export interface ScoreFile {
  readonly find: (key: string) => TrackScore | undefined;
  /** @throws OperationalError `output-failed` */
  readonly keep: (key: string, track: string, score: TrackScore) => Promise<void>;
}

const HEADER = `${JSON.stringify(SCORE_HEADER)}\n`;

/**
 * Opens the file, or makes it: one that cannot be written is known before hours have gone by.
 * @throws OperationalError `output-failed`, `output-exists`; `input-format` when it is a file of something else
 */
export async function openScoreFile(file: string): Promise<ScoreFile> {
  const text = await readOrMake(file);
  const scores = new Map<string, TrackScore>();
  for (const [index, entry] of wholeLines(text).slice(1).entries()) {
    const { key, score } = parseLine(file, index + 2, entry);
    scores.set(key, score);
  }
  return {
    find: (key) => scores.get(key),
    async keep(key, track, score) {
      await append(file, `${JSON.stringify({ key, track, score })}\n`);
      scores.set(key, score);
    },
  };
}

/** The file's text, of whole lines, header included; whatever comes after them is cut off on disk, too. */
async function readOrMake(file: string): Promise<string> {
  let text = '';
  try {
    await createFolder(path.dirname(file));
    await refuseOtherThanFiles(file);
    text = await readText(file);
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw outputFailed(file, error);
  }
  if (HEADER.startsWith(text)) {
    await append(file, HEADER.slice(text.length));
    return HEADER;
  }
  if (!text.startsWith(HEADER)) throw notOfThisRelease(file, text);
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) {
    await truncate(file, Buffer.byteLength(whole)).catch((error: unknown) => {
      throw outputFailed(file, error);
    });
  }
  return whole;
}

function notOfThisRelease(file: string, text: string): OperationalError {
  const [first = ''] = text.split('\n');
  const of = parseJson(first, scoreHeaderSchema);
  return new OperationalError(
    'input-format',
    of === undefined
      ? `${file} is no file of scores, for it does not begin with ${HEADER.trim()}; name another with --scores.`
      : `${file} has scores of another release of Stemwright (${first}), and this one reads ${HEADER.trim()}. Name another file ` +
          'with --scores, and the tracks are scored again; or go on with that release.',
  );
}

/** A pipe would never end, a device is no place to keep anything. */
async function refuseOtherThanFiles(file: string): Promise<void> {
  if ((await stat(file)).isFile()) return;
  throw new OperationalError(
    'output-exists',
    `${file} is in the way and is not a file. Name another with --scores.`,
  );
}

async function append(file: string, text: string): Promise<void> {
  try {
    await appendText(file, text);
  } catch (error) {
    throw outputFailed(file, error);
  }
}

function wholeLines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

function parseLine(file: string, number: number, text: string): Parsed<typeof scoreLineSchema> {
  const line = parseJson(text, scoreLineSchema);
  if (line !== undefined) return line;
  throw new OperationalError(
    'input-format',
    `${file}, line ${number}, is not the score of a track: delete the line, or name another file with --scores.`,
  );
}
