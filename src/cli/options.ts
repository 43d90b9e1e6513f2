/**
 * Options shared by the commands: their flags, how values are read, and what they mean together.
 */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { z } from 'zod';

import { distinctNames } from '../comma-separated.js';
import { CONFIG } from '../config/config.js';
import { DEFAULTS, SETTINGS } from '../config/settings.js';
import { LOG_LEVELS, type LogLevel } from '../log.js';
import type { ModelTask } from '../model/model-task.js';
import { PROVIDER_PREFERENCES, type ProviderPreference } from '../model/provider.js';
import { isStorageKnob, KNOBS, type Knob, type KnobValue } from '../sampling/knobs.js';
import type { SamplingPresetName } from '../sampling/preset-names.js';
import type { SaidKnobs } from '../sampling/sampling-settings.js';
import { addConfigOption } from './configured-options.js';
import { notEmpty } from './not-empty.js';

export interface CommonOptions {
  readonly json: boolean;
  readonly logLevel: LogLevel;
}

/** What the line says and, once it is `configured`, what settings do. */
export interface ModelOptions {
  readonly model: string;
  readonly modelFolders: readonly string[];
  readonly provider: ProviderPreference;
  readonly threads?: number | undefined;
}

/** By the options' names. */
export interface SamplingOptions extends SaidKnobs {
  readonly preset: SamplingPresetName;
  readonly seed: number;
}

export interface OutputOptions {
  readonly out: string;
  readonly encoding: KnobValue<'encoding'>;
  readonly format: KnobValue<'format'>;
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

/** They are settings, too: the command's options are to be `configured`. */
export function addModelOptions(command: Command): Command {
  return addConfigOption(command)
    .option(
      '--model <name>',
      'model to use, in its newest version or in the one named (band-v5); see "stemwright models list"',
      DEFAULTS.model,
    )
    .addOption(
      new Option('--provider <name>', 'where the network runs')
        .choices(PROVIDER_PREFERENCES)
        .default(DEFAULTS.provider),
    )
    .option(
      '--threads <n>',
      'threads of the network on the CPU',
      readerOf(SETTINGS.threads.schema),
    );
}

/** How a task is sampled: what all tasks take first, then what only this one does. */
export function addSamplingOptions(command: Command, task: ModelTask): Command {
  const knobs = Object.entries<Knob>(KNOBS).filter(
    ([name, { tasks }]) => !isStorageKnob(name) && tasks.includes(task),
  );
  for (const [name, knob] of knobs) command.addOption(knobOption(knob, defaultOf(name)));
  return command;
}

export function addOutputOptions(command: Command): Command {
  return command
    .option(
      '--out <dir>',
      'folder that gets a folder of stems per input',
      notEmpty,
      CONFIG.outputFolder,
    )
    .addOption(knobOption(KNOBS.format, DEFAULTS.format))
    .addOption(knobOption(KNOBS.encoding, DEFAULTS.encoding))
    .option(
      '--replace',
      'also replace files that Stemwright did not make, or that were changed since; never an input',
      false,
    );
}

/** Of those that are settings. */
function defaultOf(name: string): unknown {
  return name in DEFAULTS ? DEFAULTS[name as keyof typeof DEFAULTS] : undefined;
}

function knobOption({ option, placeholder, schema, help }: Knob, fallback: unknown): Option {
  const made = new Option(`--${option} ${placeholder}`, help);
  if (schema instanceof z.ZodEnum) made.choices(schema.options as string[]);
  else made.argParser(readerOf(schema));
  return fallback === undefined ? made : made.default(fallback);
}

/** A reader of numbers that says what they must be. */
function readerOf<Value>(schema: z.ZodType<Value>): (text: string) => Value {
  return (text) => {
    const result = schema.safeParse(decimalNumber(text));
    if (result.success) return result.data;
    const must = result.error.issues[0]!.message.replace(/^must be/, 'Expected');
    throw new InvalidArgumentError(`${must}.`);
  };
}

/** A reader of integers from least to most. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = decimalNumber(text);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** NaN for what is no number as people write it: for nothing, too, which Number takes for 0. */
export function decimalNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

/** A reader of numbers > 0 and <= most. */
export function positiveUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = decimalNumber(text);
    if (!(value > 0 && value <= most)) {
      throw new InvalidArgumentError(`Expected a number above 0, at most ${most}.`);
    }
    return value;
  };
}

/** A comma-separated list without empty or repeated names. */
export function nameList(text: string): string[] {
  const names = distinctNames(text);
  if (names !== undefined) return names;
  throw new InvalidArgumentError('Expected names separated by commas, each once.');
}
