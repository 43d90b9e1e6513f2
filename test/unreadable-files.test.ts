/**
 * Files of ours that this release cannot read, because they are damaged or of a newer release, are refused by a sentence that
 * says what to do, and stay as they are. Those of earlier releases: test/earlier-releases.test.ts.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { claimOutputs } from '../src/audio/output-claim.js';
import { recordingsBelow } from '../src/audio/recordings-below.js';
import { loadSettings } from '../src/config/setting-sources.js';
import { loadMidiMap } from '../src/control/midi/midi-map-file.js';
import { openScoreFile } from '../src/evaluation/score-file.js';
import { recoverJobs } from '../src/jobs/recover-jobs.js';
import { readModelFolder } from '../src/model/model-folder.js';
import { OperationalError } from '../src/operational-error.js';
import { BAND_MIDI_MAP } from './support/band-stems.js';
import { repositoryPath } from './support/repository.js';
import { withTemporaryFolder } from './support/temporary-folder.js';

const FOLDER = repositoryPath('test', 'fixtures', 'earlier-releases');

function earlier(...names: string[]): Promise<string> {
  return readFile(path.join(FOLDER, ...names), 'utf8');
}

/** The text with one more field, as a newer release might write it. */
function withField(text: string): string {
  return text.replace('{', '{ "newerField": 1, ');
}

/** Reads each text from a file of that name; all must be refused, and stay. */
async function eachRefused(
  name: string,
  texts: readonly string[],
  read: (file: string, folder: string) => Promise<unknown>,
  sentence: RegExp,
): Promise<void> {
  for (const text of texts) {
    await withTemporaryFolder(async (folder) => {
      const file = path.join(folder, name);
      await writeFile(file, text);
      await assert.rejects(read(file, folder), (error) => {
        assert.ok(error instanceof OperationalError, String(error));
        assert.ok(error.message.includes(folder), error.message);
        assert.match(error.message, sentence);
        return true;
      });
      assert.equal(await readFile(file, 'utf8'), text);
    });
  }
}

describe('A file that this release cannot read', () => {
  it('as configuration: correct it, remove it, or run the release that has the setting', async () => {
    const written = await earlier('config.json');
    const read = (configFile: string) => loadSettings({ flags: {}, env: {}, configFile });
    const broken = ['', '[]', written.slice(0, -20)];
    await eachRefused('config.json', broken, read, /correct the file, or remove it to have the/);
    await eachRefused(
      'config.json',
      [withField(written)],
      read,
      /there is no setting newerField\. .*Correct or remove it; .* newer Stemwright needs that one/,
    );
  });

  it('as MIDI map: correct it, remove it, or run the release that it is of', async () => {
    const written = await earlier('midi-map.json');
    await eachRefused(
      'midi-map.json',
      ['', '[]', written.slice(0, -20), withField(written), written.replace('note', 'gesture')],
      (file) => loadMidiMap(file, BAND_MIDI_MAP),
      /Correct the file, or remove it to have the default map; .* newer Stemwright needs that one/,
    );
  });

  it('as stems.json: nothing beside it is replaced, and it is said that it is the reason', async () => {
    const written = await earlier('separated', 'stems.json');
    const claim = async (file: string, folder: string) => {
      await writeFile(path.join(folder, 'bass.wav'), 'x');
      await claimOutputs(folder, ['bass.wav', path.basename(file)], {});
    };
    await eachRefused(
      'stems.json',
      [
        '',
        '[]',
        written.slice(0, -20),
        written.replace('"stems"', '"parts"'),
        // more channels than any file of ours has
        written.replace('"channels": 1', '"channels": 100'),
      ],
      claim,
      /stems\.json are in the way.* stems\.json there is damaged, or of no release.* say --replace/,
    );
  });

  it('as stems.json of a newer release, still tells that its stems are no recordings', () =>
    withTemporaryFolder(async (folder) => {
      const newer = { stemwright: '9.0.0', stems: { bass: 'bass.wav' }, files: { 'bass.wav': 7 } };
      await writeFile(path.join(folder, 'stems.json'), JSON.stringify(newer));
      await writeFile(path.join(folder, 'bass.wav'), 'x');
      const { files, stems } = await recordingsBelow(folder, '/nowhere');
      assert.deepEqual([files.length, stems], [0, 1]);
    }));

  it('as scores: name another file, or go on with the release that it is of', async () => {
    const written = await earlier('scores.jsonl');
    const newer = written.replace('"stemwrightScores":1', '"stemwrightScores":2');
    const other =
      /another release of Stemwright \({"stemwrightScores":2}\).*Name another file with --scores/;
    await eachRefused('scores.jsonl', [newer], openScoreFile, other);
    const line = written.split('\n')[1]!;
    await eachRefused(
      'scores.jsonl',
      [`${written}${withField(line)}\n`, `${written}${line.slice(0, -9)}\n`],
      openScoreFile,
      /line \d+, is not the score of a track: delete the line, or name another file with --scores/,
    );
    await eachRefused('scores.jsonl', ['[]\n'], openScoreFile, /name another with --scores/);
  });

  it('as journal of a job: start the release that it is of, or clean up by hand', async () => {
    const written = await earlier('journal-entry.json');
    for (const text of ['', '[]', written.slice(0, -20), written.replace('"task"', '"kind"')]) {
      await withTemporaryFolder(async (folder) => {
        const file = path.join(folder, 'job-0123456789ab.json');
        await writeFile(file, text);
        const told: string[] = [];
        assert.deepEqual(await recoverJobs(folder, (sentence) => told.push(sentence)), []);
        assert.equal(told.length, 1);
        assert.ok(told[0]!.startsWith(file), told[0]);
        assert.match(told[0]!, /Start that release once, .*or remove files that end in \.partial/);
        assert.equal(await readFile(file, 'utf8'), text);
      });
    }
  });

  it('as model card: correct it, write or download it anew, or run the release that it is for', async () => {
    const written = await earlier('cards', 'gaussian.json');
    await eachRefused(
      'model.json',
      [
        '',
        '[]',
        written.slice(0, -20),
        withField(written),
        written.replace('"frontEnd": "none"', '"frontEnd": "mel"'),
      ],
      async (_, folder) => {
        await mkdir(folder, { recursive: true });
        await writeFile(path.join(folder, 'model.onnx'), '');
        await readModelFolder(folder);
      },
      /Correct the file, write it anew .*, or download the model again; .* newer Stemwright needs/,
    );
  });
});
