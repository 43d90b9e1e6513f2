#!/usr/bin/env node
/**
 * The `stemwright` command: runs the program and turns what escapes it into an exit code.
 */
import './model/no-telemetry.js';
import { CommanderError } from 'commander';

import { commandLine } from './cli/command-line.js';
import { noteDefect } from './cli/console.js';
import { exitCodeOf } from './cli/exit-code.js';
import { createProgram } from './cli/program.js';
import { outliveOutputs } from './cli/standard-outputs.js';

outliveOutputs();
try {
  const argv = commandLine();
  const program = await createProgram(argv.slice(2));
  await program.parseAsync(argv);
} catch (error) {
  // Commander has printed its own message; anything else is a bug and keeps its stack.
  if (!(error instanceof CommanderError)) noteDefect(error);
  process.exitCode = exitCodeOf(error);
}
