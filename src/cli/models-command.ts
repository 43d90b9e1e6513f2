/**
 * stemwright models: list what there is, verify it, import a model folder or published checkpoints.
 */
import { Command } from 'commander';

import { loadModelFolder } from '../model/model-folder.js';
import { listModels, type ModelEntry } from '../model/model-library.js';
import { fullModelName } from '../model/model-version.js';
import { startInference } from '../model/inference-handle.js';
import { OperationalError, throwIfCancelled } from '../operational-error.js';
import { configuredModels } from './configured-options.js';
import { importModel, type ImportOptions } from './import-model.js';
import { addCommonOptions, type CommonOptions } from './options.js';
import { errorObject, runCommand, type Run } from './run-command.js';
import { addSeparatorOptions, cardName } from './separator-options.js';

export function modelsCommand(): Command {
  const models = new Command('models').description('list, verify and import models');
  addCommonOptions(
    models
      .command('list', { isDefault: true })
      .description('the models that can be named with --model'),
  ).action((options: CommonOptions) => runCommand(options, list));
  addCommonOptions(
    models
      .command('verify [names...]')
      .description('check cards, hashes and graphs, and run each model once'),
  ).action((names: string[], options: CommonOptions) =>
    runCommand(options, (run) => verify(run, names)),
  );
  const imported = models
    .command('import <source...>')
    .description(
      'add a separator: FILE.onnx, STEM=FILE.onnx for each stem, or a folder of them; a model folder (model.json, model.onnx); ' +
        'or checkpoints of the published model: FILE.ckpt, or STEM=FILE.ckpt for each stem',
    )
    .option(
      '--name <name>',
      'of a model made from graphs (default: the file’s) or checkpoints',
      cardName,
    )
    .option('--half', 'store the weights of checkpoints in 16 bits')
    .option('--replace', 'replace a model of the same name', false);
  addCommonOptions(addSeparatorOptions(imported)).action(
    (sources: string[], options: CommonOptions & ImportOptions) =>
      runCommand(options, (run) => importModel(run, sources, options)),
  );
  return models;
}

async function list({ console }: Run): Promise<void> {
  const { modelFolders } = await configuredModels();
  const entries = await listModels(modelFolders);
  console.jsonResult({ models: entries.map(entryObject) });
  if (entries.length === 0) console.result(`No models in ${modelFolders.join(', ')}.`);
  for (const entry of entries) console.result(entryLine(entry));
}

function entryObject(entry: ModelEntry) {
  return entry.valid
    ? {
        name: entry.name,
        folder: entry.folder,
        valid: true,
        graphBytes: entry.graphBytes,
        card: entry.card,
      }
    : { name: entry.name, folder: entry.folder, valid: false, error: errorObject(entry.problem) };
}

function entryLine(entry: ModelEntry): string {
  if (!entry.valid) return `${entry.name}: cannot be used. ${entry.problem.message}`;
  const { card } = entry;
  const megabytes = (entry.graphBytes / 1e6).toFixed(1);
  return (
    `${card.name} ${card.version}: ${card.tasks.join(', ')}; ${card.stems.join(', ')} at ${card.sampleRateHz} Hz; ` +
    `${megabytes} MB, ${card.licence}`
  );
}

async function verify({ console, signal }: Run, names: readonly string[]): Promise<void> {
  const { modelFolders } = await configuredModels();
  const entries = await listModels(modelFolders);
  const fullNames = names.map((name) => fullModelName(name, entries));
  const unknown = names.filter((_name, i) => fullNames[i] === undefined);
  if (unknown.length > 0) {
    throw new OperationalError(
      'model-missing',
      `There is no model called ${unknown.join(', ')}; "stemwright models list" shows what there is.`,
    );
  }
  const chosen = entries.filter((entry) => names.length === 0 || fullNames.includes(entry.name));
  const results = [];
  for (const entry of chosen) {
    results.push(await verifyEntry(entry));
    throwIfCancelled(signal);
  }
  console.jsonResult({ models: results });
  for (const { name, error } of results) console.result(`${name}: ${error?.message ?? 'good'}`);
  const bad = results.filter(({ error }) => error !== null);
  if (bad.length > 0) {
    process.exitCode = 1;
    console.note(`stemwright: ${bad.length} of ${results.length} models cannot be used.`);
  }
}

async function verifyEntry(entry: ModelEntry) {
  const { name, folder } = entry;
  try {
    if (!entry.valid) throw entry.problem;
    const inference = await startInference({
      model: await loadModelFolder(folder),
      provider: 'cpu',
      proof: 'at-once',
    });
    await inference.close();
    return { name, folder, error: null };
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    return { name, folder, error: errorObject(error) };
  }
}
