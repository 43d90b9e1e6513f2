/** `stemwright models import` of graphs, as its users meet it: one of their models, whole or not at all, and nothing lost. */
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { loadModelFolder } from '../../src/model/model-folder.js';
import { filesBelow } from '../support/files-below.js';
import { SEPARATORS_FOLDER } from '../support/filter-bank.js';
import { GAUSSIAN_FOLDER } from '../support/gaussian-model.js';
import { assertCleanEnd, interrupted } from '../support/interrupted-command.js';
import { runCli, type CliResult } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const STEMS = ['--stems', 'drums,bass,other,vocals', '--rate', '44100'];
const EXTERNAL = path.join(SEPARATORS_FOLDER, 'waveform-external.onnx');

function importFor(home: string, args: readonly string[], before = ''): Promise<CliResult> {
  return runCli(['models', 'import', ...args], { shellPrefix: `export HOME='${home}' ${before}` });
}

function modelsOf(home: string): string {
  return path.join(home, '.stemwright', 'models');
}

describe('stemwright models import of a graph', () => {
  it('makes a model that is called as the file is, with its weights and the hash of each file; a taken name is refused unless it is replaced', () =>
    withTemporaryFolder(async (home) => {
      const place = path.join(modelsOf(home), 'waveform-external');
      const first = await importFor(home, [EXTERNAL, ...STEMS]);
      assert.equal(first.exitCode, 0, first.stderr);
      assert.match(first.stdout, /Imported waveform-external 1 to .*waveform-external\.\n$/);
      assert.deepEqual(await filesBelow(modelsOf(home)), [
        'waveform-external/its weights.bin',
        'waveform-external/model.json',
        'waveform-external/model.onnx',
      ]);
      // checks every hash, and that there are no others
      const { card } = await loadModelFolder(place);
      assert.deepEqual([card.kind, card.licence], ['separator', 'NOASSERTION']);
      assert.deepEqual(Object.keys(card.files), ['model.onnx', 'its weights.bin']);
      const again = await importFor(home, [EXTERNAL, ...STEMS]);
      assert.equal(again.exitCode, 1);
      assert.match(again.stderr, /exists already, and stays.*--replace/);
      const replaced = await importFor(home, [
        ...[EXTERNAL, ...STEMS, '--replace', '--licence', 'MIT', '--overlap', '512'],
      ]);
      assert.equal(replaced.exitCode, 0, replaced.stderr);
      assert.equal((await loadModelFolder(place)).card.licence, 'MIT');
      assert.equal((await filesBelow(modelsOf(home))).length, 3);
    }));

  it('combines the graphs of a folder, which names the model', () =>
    withTemporaryFolder(async (home) => {
      const { exitCode, stderr } = await importFor(home, [
        path.join(SEPARATORS_FOLDER, 'bag'),
        ...STEMS,
      ]);
      assert.equal(exitCode, 0, stderr);
      const { card } = await loadModelFolder(path.join(modelsOf(home), 'bag'));
      assert.deepEqual(Object.keys(card.files), [
        'bass.onnx',
        'drums.onnx',
        'other.onnx',
        'vocals.onnx',
      ]);
    }));

  it('refuses a graph that does not run, by the name that it was given, and leaves nothing', () =>
    withTemporaryFolder(async (home) => {
      for (const [name, more, told] of [
        ['endless-memory-when-run', [], /endless-memory-when-run\.onnx.* cannot run .*Tile/],
        ['shorter-when-run', ['--chunk', '4096'], /shorter-when-run\.onnx.*4095/],
        ['newer-opset', [], /newer-opset\.onnx.*official released onnx opset versions/],
        ['external-short', [], /external-short\.onnx.*file_length: 16/],
      ] as const) {
        const graph = path.join(SEPARATORS_FOLDER, 'foreign', `${name}.onnx`);
        const { exitCode, stderr } = await importFor(home, [graph, ...STEMS, ...more]);
        assert.equal(exitCode, 1);
        assert.match(stderr, told);
        assert.doesNotMatch(stderr, /\.import-/);
        assert.deepEqual(await filesBelow(home), []);
      }
    }));

  it('leaves the model of before as it was when the disk is full, or the name is that of a model that ships', () =>
    withTemporaryFolder(async (home) => {
      const place = path.join(modelsOf(home), 'waveform-external');
      await mkdir(modelsOf(home), { recursive: true });
      await cp(path.join(SEPARATORS_FOLDER, 'bag'), place, { recursive: true });
      const before = await filesBelow(modelsOf(home));
      // a limit on the size of files, in units of 512 bytes, is the nearest to a full disk
      const full = await importFor(home, [EXTERNAL, ...STEMS, '--replace'], '; ulimit -f 4');
      assert.equal(full.exitCode, 1);
      assert.match(full.stderr, /cannot be written \(EFBIG\)/);
      const named = await importFor(home, [EXTERNAL, ...STEMS, '--name', 'band-v5']);
      assert.equal(named.exitCode, 1);
      assert.match(named.stderr, /There is a model called band-v5 already, in /);
      assert.deepEqual(await filesBelow(modelsOf(home)), before);
    }));

  it('leaves nothing behind, and the sources as they were, when it is interrupted', () =>
    withTemporaryFolder(async (home) => {
      const bytes = await readFile(EXTERNAL);
      const ended = await interrupted({
        args: ['models', 'import', EXTERNAL, ...STEMS],
        at: 'running the network once',
        act: (child) => child.kill('SIGINT'),
        env: { HOME: home },
      });
      assertCleanEnd(ended);
      assert.deepEqual(await filesBelow(home), []);
      assert.deepEqual(await readFile(EXTERNAL), bytes);
    }));

  it('takes no options that mean nothing for what is imported', () =>
    withTemporaryFolder(async (home) => {
      const checkpoint = path.join(home, 'a.ckpt');
      await writeFile(checkpoint, 'never opened');
      for (const [args, told] of [
        [[EXTERNAL, ...STEMS, '--half'], /--half is for checkpoints, and these are graphs/],
        [
          [checkpoint, '--stems', 'bass'],
          /--stems is for graphs \(\.onnx\), and these are checkpoints/,
        ],
        [[`a=${EXTERNAL}`, `b=${EXTERNAL}`, ...STEMS], /needs a name .* say --name NAME/],
        [
          [GAUSSIAN_FOLDER, '--rate', '44100'],
          /--rate means nothing here: .* has a card that says it/,
        ],
      ] as const) {
        const { exitCode, stderr } = await importFor(home, args);
        assert.equal(exitCode, 2);
        assert.match(stderr, told);
      }
    }));
});
