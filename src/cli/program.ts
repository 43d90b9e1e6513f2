/**
 * The command line as a whole: the commands, and how usage errors end: with a sentence on stderr and, where --json is asked for, as
 * `{ error: { code, message } }` on stdout like any other failure.
 */
import { Command, type CommanderError } from 'commander';

import { packageVersion } from '../package-version.js';
import { OperationalError } from '../operational-error.js';
import { configCommand } from './config-command.js';
import { COMMANDER_OUTPUT, createConsole } from './console.js';
import { devicesCommand } from './devices-command.js';
import { doctorCommand } from './doctor-command.js';
import { evaluateCommand } from './evaluate-command.js';
import { generateCommand } from './generate-command.js';
import { imputeCommand } from './impute-command.js';
import { modelsCommand } from './models-command.js';
import { errorObject } from './run-command.js';
import { sendCommand } from './send-command.js';
import { separateCommand } from './separate-command.js';
import { serveCommand } from './serve-command.js';

/**
 * @param args the line, which decides whether usage errors are told as JSON, too
 * @param tellJson is told of them then
 */
export function createProgram(
  args: readonly string[],
  tellJson: (value: unknown) => void = (value) => {
    createConsole(true).jsonResult(value);
  },
): Command {
  const program = new Command('stemwright')
    .description('separates a recording into stems, imputes missing stems, generates all of them')
    .version(packageVersion())
    .showHelpAfterError('(add --help for the options)');
  for (const command of [
    separateCommand(),
    imputeCommand(),
    generateCommand(),
    serveCommand(),
    configCommand(),
    evaluateCommand(),
    sendCommand(),
    modelsCommand(),
    devicesCommand(),
    doctorCommand(),
  ]) {
    program.addCommand(command);
  }
  putInCharge(program, (error, command) => {
    if (asksForJson(command, args)) tellJson({ error: errorObject(usageError(error)) });
  });
  return program;
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
