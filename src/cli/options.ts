/**
 * Options shared by the commands: their flags, how values are read, and what they mean together.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';

import { CONFIG } from '../config/config.js';
import {
  POSTERIOR_KINDS,
  SAMPLING_PRESET_NAMES,
  SOLVER_KINDS,
  type SamplingChoice,
  type SamplingPresetName,
} from '../sampling/sampling-settings.js';
import { LOG_LEVELS, type LogLevel } from '../log.js';
import { PROVIDER_PREFERENCES, type ProviderPreference } from '../model/provider.js';

export interface CommonOptions {
  readonly json: boolean;
  readonly logLevel: LogLevel;
}

export interface ModelOptions {
  readonly model: string;
  readonly provider: ProviderPreference;
  readonly threads?: number;
}

export interface SamplingOptions {
  readonly preset: SamplingPresetName;
  readonly steps?: number;
  readonly solver?: SamplingChoice['solver'];
  readonly posterior?: SamplingChoice['posterior'];
  readonly correction?: number;
  readonly views?: number;
  readonly seed: number;
}

export interface OutputOptions {
  readonly out: string;
  readonly encoding: 'float32' | 'pcm24';
  readonly replace: boolean;
}

export function addCommonOptions(
  command: Command,
  { json = 'print one JSON object on stdout and nothing else there' } = {},
): Command {
  return command
    .option('--json', json, false)
    .addOption(
      new Option('--log-level <level>', 'how much the log on stderr tells')
        .choices(LOG_LEVELS)
        .default(CONFIG.logLevel),
    );
}

export function addModelOptions(command: Command): Command {
  return command
    .option(
      '--model <name>',
      'model to use, in its newest version or in the one named (band-v5); see "stemwright models list"',
      CONFIG.defaultModel,
    )
    .addOption(
      new Option('--provider <name>', 'where the network runs')
        .choices(PROVIDER_PREFERENCES)
        .default(CONFIG.defaultProvider),
    )
    .option('--threads <n>', 'threads of the network on the CPU', integerFrom(1));
}

/** @param posterior whether there is a mixture a posterior could tie the stems to */
export function addSamplingOptions(
  command: Command,
  { posterior }: { posterior: boolean },
): Command {
  command
    .addOption(
      new Option(
        '--preset <name>',
        'speed against quality, draft, standard or best, as the model means it; or the settings of a published system',
      )
        .choices(SAMPLING_PRESET_NAMES)
        .default(CONFIG.defaultPreset),
    )
    .option('--steps <n>', 'diffusion steps, instead of the preset’s', integerFrom(1))
    .addOption(
      new Option('--solver <name>', 'ODE solver, or projdiff (to separate only)').choices(
        SOLVER_KINDS,
      ),
    )
    .option('--correction <r>', 'evaluations a step (R); 1 = no correction', integerFrom(1))
    .option(
      '--views <v>',
      'hears every chunk at V speeds and averages: about 1.5 V times the work',
      integerFrom(1),
    )
    .option('--seed <n>', 'seed of the noise; same seed, same bytes', seed, CONFIG.defaultSeed);
  return posterior
    ? command.addOption(
        new Option('--posterior <name>', 'how the stems are tied to the mixture').choices(
          POSTERIOR_KINDS,
        ),
      )
    : command;
}

export function addOutputOptions(command: Command): Command {
  return command
    .option('--out <dir>', 'folder that gets a folder of stems per input', CONFIG.outputFolder)
    .addOption(
      new Option('--encoding <name>', 'sample format of the stems')
        .choices(['float32', 'pcm24'])
        .default(CONFIG.encoding),
    )
    .option(
      '--replace',
      'also replace files that Stemwright did not make, or that were changed since; never an input',
      false,
    );
}

export function samplingChoice(options: SamplingOptions): SamplingChoice {
  return {
    preset: options.preset,
    steps: options.steps,
    solver: options.solver,
    posterior: options.posterior,
    resamplings: options.correction,
    views: options.views,
    seed: options.seed,
  };
}

/** A reader of integers >= least. */
export function integerFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least) {
      throw new InvalidArgumentError(`Expected a whole number from ${least}.`);
    }
    return value;
  };
}

/** A reader of finite numbers > 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('Expected a number above 0.');
  }
  return value;
}

/** A comma-separated list without empty or repeated names. */
export function nameList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('') || new Set(names).size !== names.length) {
    throw new InvalidArgumentError('Expected names separated by commas, each once.');
  }
  return names;
}

function seed(text: string): number {
  const value = integerFrom(0)(text);
  if (value >= 2 ** 32) throw new InvalidArgumentError('Expected a whole number below 4294967296.');
  return value;
}
