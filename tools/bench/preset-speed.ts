/**
 * Benchmark: the real-time factor of each task's presets on the released model: seconds of work for a second of audio, from
 * opening the inputs to the files on disk, the model being loaded already.
 */
import path from 'node:path';

import { CONFIG } from '../../src/config/config.js';
import { DEFAULTS } from '../../src/config/settings.js';
import type { JobCommand, KnownStems } from '../../src/jobs/job-command.js';
import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { resolveJob } from '../../src/jobs/resolve-job.js';
import { runJob } from '../../src/jobs/run-job.js';
import { startInference } from '../../src/model/inference-handle.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { findModel } from '../../src/model/model-library.js';
import { withTemporaryFolder } from '../../test/support/temporary-folder.js';
import { presetSampling } from '../../src/sampling/sampling-settings.js';
import { PRESET_NAMES, type PresetName } from '../../src/sampling/preset-names.js';

const RECORDING_SECONDS = 12;
/** Of separation; inventing takes tens of steps, over which a disturbance averages out. */
const REPEATS = 3;

interface Measured {
  readonly label: string;
  readonly runs: readonly Manifest[];
}

/** A Markdown table: for each preset the median of its runs. */
export function presetSpeed(): Promise<string> {
  return withTemporaryFolder(async (folder) => {
    const measured: Measured[] = [];
    const { folder: modelFolder } = await findModel(DEFAULTS.model, DEFAULTS.modelFolders);
    const model = await loadModelFolder(modelFolder);
    const inference = await startInference({ model, provider: 'cpu' });
    const measure = async (label: string, command: JobCommand, repeats: number): Promise<void> => {
      const runs: Manifest[] = [];
      for (let repeat = 0; repeat < repeats; repeat++) {
        const { signal } = new AbortController();
        const onEvent = () => undefined;
        runs.push(
          await runJob(resolveJob(inference.card, command), {
            inference,
            stemwright: 'bench',
            signal,
            onEvent,
          }),
        );
      }
      measured.push({ label, runs });
    };
    try {
      for (const preset of PRESET_NAMES) {
        await measure(`separate, ${preset}`, separation(folder, preset), REPEATS);
      }
      await measure('impute bass, standard', imputation(folder, 'standard'), 1);
      await measure('generate, standard', generation(folder, 'standard'), 1);
    } finally {
      await inference.close();
    }
    return [
      '| task, preset | steps | runs | real-time factor |',
      '| --- | --- | --- | --- |',
      ...measured.map(rowOf),
    ].join('\n');
  });
}

function rowOf({ label, runs }: Measured): string {
  const factors = runs.map(({ realTimeFactor }) => realTimeFactor).sort((a, b) => a - b);
  const median = factors[Math.floor(factors.length / 2)]!;
  return `| ${label} | ${runs[0]!.steps} | ${runs.length} | ${median.toFixed(2)} |`;
}

function separation(outputFolder: string, preset: PresetName): JobCommand {
  const input = path.join(CONFIG.demoFolder, 'mixture.flac');
  return { ...settings(outputFolder, preset), kind: 'separate', input, stems: undefined };
}

function imputation(outputFolder: string, preset: PresetName): JobCommand {
  const files = ['drums', 'guitar', 'piano'].map((stem) => ({
    stem,
    path: path.join(CONFIG.demoFolder, `${stem}.flac`),
  }));
  const known: KnownStems = { kind: 'files', files };
  return { ...settings(outputFolder, preset), kind: 'impute', known, generate: ['bass'] };
}

function generation(outputFolder: string, preset: PresetName): JobCommand {
  return { ...settings(outputFolder, preset), kind: 'generate', seconds: RECORDING_SECONDS };
}

function settings(
  outputFolder: string,
  preset: PresetName,
): Pick<JobCommand, 'sampling' | 'encoding' | 'outputFolder'> {
  const sampling = presetSampling(preset, DEFAULTS.seed);
  return { sampling, encoding: DEFAULTS.encoding, outputFolder };
}
