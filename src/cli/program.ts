/**
 * The command line as a whole: the commands, and how usage errors end.
 */
import { Command } from 'commander';

import { packageVersion } from '../package-version.js';
import { configCommand } from './config-command.js';
import { COMMANDER_OUTPUT } from './console.js';
import { devicesCommand } from './devices-command.js';
import { doctorCommand } from './doctor-command.js';
import { evaluateCommand } from './evaluate-command.js';
import { generateCommand } from './generate-command.js';
import { imputeCommand } from './impute-command.js';
import { modelsCommand } from './models-command.js';
import { sendCommand } from './send-command.js';
import { separateCommand } from './separate-command.js';
import { serveCommand } from './serve-command.js';

export function createProgram(): Command {
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
  putInCharge(program);
  return program;
}

/** Usage errors become exceptions in every command, so that the exit code is decided in one place; so it is written in one. */
function putInCharge(command: Command): void {
  command.exitOverride().configureOutput(COMMANDER_OUTPUT);
  command.commands.forEach(putInCharge);
}
