/** Files that earlier releases wrote are read: test/fixtures/earlier-releases/README.md says what each is. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { describe, it } from 'mocha';

import { recordingsBelow } from '../src/audio/recordings-below.js';
import { loadSettings } from '../src/config/setting-sources.js';
import { SETTING_NAMES } from '../src/config/settings.js';
import { defaultMidiMap } from '../src/control/midi/default-midi-map.js';
import { loadMidiMap } from '../src/control/midi/midi-map-file.js';
import { runtimeSchema } from '../src/control/osc/runtime-schema.js';
import { openScoreFile } from '../src/evaluation/score-file.js';
import { confidenceSchema } from '../src/jobs/confidence-schema.js';
import { manifestSchema } from '../src/jobs/manifest-schema.js';
import { recoverJobs } from '../src/jobs/recover-jobs.js';
import { parseJson } from '../src/json-file.js';
import { parseModelCard } from '../src/model/parse-model-card.js';
import { repositoryPath } from './support/repository.js';
import { runCli } from './support/run-cli.js';
import { withTemporaryFolder } from './support/temporary-folder.js';
import { unexpected } from './support/unexpected.js';

const FOLDER = repositoryPath('test', 'fixtures', 'earlier-releases');

function read(...names: string[]): Promise<string> {
  return readFile(path.join(FOLDER, ...names), 'utf8');
}

interface Result {
  readonly outputs: readonly { readonly skipped: boolean; readonly warnings: readonly string[] }[];
}

describe('What an earlier release wrote', () => {
  it('configures the daemon: every setting, and where it was said', async () => {
    const configFile = path.join(FOLDER, 'config.json');
    const { settings, origins } = await loadSettings({ flags: {}, env: {}, configFile });
    const written = JSON.parse(await read('config.json')) as Record<string, unknown>;
    for (const name of SETTING_NAMES) {
      assert.equal(origins[name], name in written ? configFile : 'default', name);
    }
    assert.equal(settings.seed, 7);
    assert.deepEqual(settings.modelFolders, [
      '/music/models',
      path.join(os.homedir(), '.stemwright', 'models'),
    ]);
    assert.equal(settings.midiMap, path.join(FOLDER, 'midi-map.json'));
  });

  it('maps controllers, learned controls included', async () => {
    const band = defaultMidiMap(['bass', 'drums', 'guitar', 'piano']);
    const map = await loadMidiMap(path.join(FOLDER, 'midi-map.json'), band);
    const written = JSON.parse(await read('midi-map.json')) as { entries: unknown[] };
    assert.deepEqual(map.entries, written.entries);
    assert.deepEqual(map.entries.at(-1), {
      trigger: { type: 'control14', channel: 2, number: 7 },
      send: ['/stemwright/separate', '/music/song.wav', 'preset', 'draft', 'posterior', 'dirac'],
    });
  });

  it('is a separation that is done, and is not made again', () =>
    withTemporaryFolder(async (folder) => {
      const place = path.join(folder, 'dataset', 'song');
      await mkdir(place, { recursive: true });
      for (const name of await readdir(path.join(FOLDER, 'separated'))) {
        await copyFile(path.join(FOLDER, 'separated', name), path.join(place, name));
      }
      const args = ['separate', path.join(FOLDER, 'song.wav'), '--json', '--model', 'gaussian'];
      args.push('--provider', 'cpu', '--preset', 'draft', '--as-dataset', path.dirname(place));
      const { exitCode, stdout, stderr } = await runCli(args);
      assert.equal(exitCode, 0, stderr);
      const [output] = (JSON.parse(stdout) as Result).outputs;
      assert.equal(output?.skipped, true);
      // it was not looked at then
      assert.deepEqual(output.warnings, []);
    }));

  it('is told from recordings: its stems are none', async () => {
    const { files, stems } = await recordingsBelow(path.join(FOLDER, 'separated'), '/nowhere');
    assert.deepEqual([files.length, stems], [0, 4]);
  });

  it('says of stems what made them', async () => {
    for (const [name, task] of [
      ['separated/stems.json', 'separate'],
      ['imputed-stems.json', 'impute'],
      ['generated-stems.json', 'generate'],
    ] as const) {
      const text = await read(name);
      const manifest = parseJson(text, manifestSchema);
      assert.equal(manifest?.task, task);
      const {
        files,
        peak,
        clippedSamples,
        warnings,
        truncated,
        from,
        to,
        continuedSeconds,
        decoders,
        format,
        separator,
        ...written
      } = manifest;
      assert.deepEqual([files, peak, clippedSamples, warnings], [{}, {}, {}, []]);
      assert.deepEqual(decoders, []);
      assert.equal(format, 'wav');
      assert.equal(separator, null);
      // the whole of its inputs, which were not cut short, and nothing continued
      assert.deepEqual([truncated, from, to, continuedSeconds], [false, null, null, null]);
      // nothing that was written is left out
      assert.deepEqual(written, JSON.parse(text));
    }
    const text = await read('separated', 'confidence.json');
    assert.deepEqual(parseJson(text, confidenceSchema), JSON.parse(text));
  });

  it('keeps scores, which an evaluation goes on from', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'scores.jsonl');
      await copyFile(path.join(FOLDER, 'scores.jsonl'), file);
      const [, line] = (await read('scores.jsonl')).split('\n');
      const { key, score } = JSON.parse(line!) as { key: string; score: unknown };
      assert.deepEqual((await openScoreFile(file)).find(key), score);
    }));

  it('tells of a job that was killed, and of the daemon that ran', () =>
    withTemporaryFolder(async (folder) => {
      const entry = JSON.parse(await read('journal-entry.json')) as Record<string, unknown>;
      await copyFile(
        path.join(FOLDER, 'journal-entry.json'),
        path.join(folder, `${String(entry['jobId'])}.json`),
      );
      const expected = { ...entry, removed: [], incomplete: [] };
      // its process id is larger than those of Linux, so that nobody has it
      assert.deepEqual(await recoverJobs(folder, unexpected), [expected]);
      const runtime = await read('runtime-file.json');
      assert.deepEqual(parseJson(runtime, runtimeSchema), JSON.parse(runtime));
    }));

  it('describes every model that was in the package', async () => {
    const names = await readdir(path.join(FOLDER, 'cards'));
    assert.ok(names.length > 0);
    for (const name of names) {
      const text = await read('cards', name);
      const { sha256, ...card } = JSON.parse(text) as { readonly sha256: string };
      const expected = { ...card, kind: 'denoiser', files: { 'model.onnx': sha256 } };
      assert.deepEqual(parseModelCard(text, name), expected, name);
    }
  });
});
