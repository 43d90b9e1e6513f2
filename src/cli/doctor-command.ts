/**
 * stemwright doctor: what works here and what does not (daemon/examine.ts). Exit code 0 when stems can be separated here.
 */
import { Command } from 'commander';

import { examine } from '../daemon/examine.js';
import { untilAborted } from '../until-aborted.js';
import { configuredModels } from './configured-options.js';
import { addCommonOptions, type CommonOptions } from './options.js';
import { runCommand, type Run } from './run-command.js';

export function doctorCommand(): Command {
  return addCommonOptions(
    new Command('doctor').description('check what works on this machine, and how to get the rest'),
  ).action((options: CommonOptions) => runCommand(options, tellFindings));
}

async function tellFindings({ console, signal }: Run): Promise<void> {
  const findings = await untilAborted(
    configuredModels().then((models) => examine(models, signal)),
    signal,
  );
  console.jsonResult({ findings });
  for (const { part, state, detail } of findings) console.result(`${part}: ${state}. ${detail}`);
  if (findings.some(({ state }) => state === 'broken')) process.exitCode = 1;
}
