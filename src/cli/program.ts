/**
 * The command line as a whole: the commands, and how usage errors end: with a sentence on stderr and, where --json is asked for, as
 * `{ error: { code, message } }` on stdout like any other failure.
 */
import { Command, type CommanderError } from 'commander';

import { packageVersion } from '../package-version.js';
import { OperationalError } from '../operational-error.js';
import { COMMANDER_OUTPUT, createConsole } from './console.js';
import { errorObject } from './run-command.js';

/** In the order of the help. What a command is made of is loaded with it: most of the program's start is loading. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  separate: async () => (await import('./separate-command.js')).separateCommand(),
  impute: async () => (await import('./impute-command.js')).imputeCommand(),
  generate: async () => (await import('./generate-command.js')).generateCommand(),
  setup: async () => (await import('./setup-command.js')).setupCommand(),
  install: async () => (await import('./install-command.js')).installCommand(),
  service: async () => (await import('./service-command.js')).serviceCommand(),
  uninstall: async () => (await import('./uninstall-command.js')).uninstallCommand(),
  serve: async () => (await import('./serve-command.js')).serveCommand(),
  open: async () => (await import('./open-command.js')).openCommand(),
  config: async () => (await import('./config-command.js')).configCommand(),
  evaluate: async () => (await import('./evaluate-command.js')).evaluateCommand(),
  send: async () => (await import('./send-command.js')).sendCommand(),
  models: async () => (await import('./models-command.js')).modelsCommand(),
  devices: async () => (await import('./devices-command.js')).devicesCommand(),
  doctor: async () => (await import('./doctor-command.js')).doctorCommand(),
};

const VERSION_FLAGS = ['-V', '--version'];

/**
 * @param args the line, which decides which commands are loaded, and whether usage errors are told as JSON, too
 * @param tellJson is told of them then
 */
export async function createProgram(
  args: readonly string[],
  tellJson: (value: unknown) => void = (value) => {
    createConsole(true).jsonResult(value);
  },
): Promise<Command> {
  const program = new Command('stemwright')
    .description('separates a recording into stems, imputes missing stems, generates all of them')
    .version(packageVersion(), VERSION_FLAGS.join(', '))
    .showHelpAfterError('(add --help for the options)');
  for (const load of neededCommands(args)) program.addCommand(await load());
  putInCharge(program, (error, command) => {
    if (asksForJson(command, args)) tellJson({ error: errorObject(usageError(error)) });
  });
  return program;
}

/** The command that a line begins with, none for the version, or all: to help, and where none of ours comes first. */
function neededCommands([name = '']: readonly string[]): readonly (() => Promise<Command>)[] {
  if (VERSION_FLAGS.includes(name)) return [];
  const named = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return named === undefined ? Object.values(COMMANDS) : [named];
}

/** Usage errors become exceptions in every command, so that the exit code is decided in one place; so it is written in one. */
function putInCharge(
  command: Command,
  onUsageError: (error: CommanderError, command: Command) => void,
): void {
  command.configureOutput(COMMANDER_OUTPUT).exitOverride((error) => {
    if (error.exitCode !== 0) onUsageError(error, command);
    throw error;
  });
  for (const each of command.commands) putInCharge(each, onUsageError);
}

/** Of a command that does not exist nobody knows whether it takes it. */
function asksForJson(command: Command, args: readonly string[]): boolean {
  const takesJson =
    command.commands.length > 0 || command.options.some(({ long }) => long === '--json');
  const end = args.indexOf('--');
  return takesJson && (end < 0 ? args : args.slice(0, end)).includes('--json');
}

function usageError({ message }: CommanderError): OperationalError {
  return new OperationalError('bad-argument', message.replace(/^error: /, ''));
}
