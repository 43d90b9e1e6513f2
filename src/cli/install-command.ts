/**
 * stemwright install live|reaper: puts the device into Ableton Live, or the actions into Reaper, and takes them back.
 */
import { Argument, Command } from 'commander';

import { absolutePath } from '../file-system.js';
import { installLive, removeLive } from '../installation/install-live.js';
import { installReaper, removeReaper } from '../installation/install-reaper.js';
import { reportLines, type InstallReport } from '../installation/install-report.js';
import type { InstallRequest } from '../installation/installed-files.js';
import type { HostProgram } from '../installation/installed-schema.js';
import { keepStart } from './kept-start.js';
import { mayReplace } from './may-replace.js';
import { notEmpty } from './not-empty.js';
import { addCommonOptions, type CommonOptions } from './options.js';
import { refuseSudo } from './refuse-sudo.js';
import { runCommand, type Run } from './run-command.js';

interface InstallOptions extends CommonOptions {
  readonly folder?: string;
  readonly replace: boolean;
  readonly remove: boolean;
}

interface Installer {
  readonly install: (request: InstallRequest) => Promise<InstallReport>;
  readonly remove: (folder: string | undefined) => Promise<InstallReport[]>;
}

export const INSTALLERS: Readonly<Record<HostProgram, Installer>> = {
  live: { install: installLive, remove: removeLive },
  reaper: { install: installReaper, remove: removeReaper },
};

export function installCommand(): Command {
  const command = new Command('install')
    .description('put the device into Ableton Live, or the actions into Reaper')
    .addArgument(new Argument('<program>', 'your DAW').choices(Object.keys(INSTALLERS)))
    .option(
      '--folder <dir>',
      'where it has its files: Live’s User Library, or Reaper’s resource path; otherwise it is found',
      notEmpty,
    )
    .option(
      '--replace',
      'also replace files that are not Stemwright’s; they are kept beside',
      false,
    )
    .option('--remove', 'take back what was installed, and nothing else', false);
  return addCommonOptions(command).action((program: HostProgram, options: InstallOptions) =>
    runCommand(options, (run) => installOrRemove(program, options, run)),
  );
}

async function installOrRemove(
  program: HostProgram,
  { folder, replace, remove }: InstallOptions,
  run: Run,
): Promise<void> {
  refuseSudo();
  const { console } = run;
  const given = folder === undefined ? undefined : absolutePath(folder);
  const reports = remove
    ? await INSTALLERS[program].remove(given)
    : [await INSTALLERS[program].install({ folder: given, mayReplace: mayReplace(replace, run) })];
  console.jsonResult({ installations: reports });
  tellReports(reports, remove, console);
  if (!remove) await keepStart(console);
}

export function tellReports(
  reports: readonly InstallReport[],
  isRemoval: boolean,
  { result }: Run['console'],
): void {
  for (const report of reports) reportLines(report, isRemoval).forEach(result);
  if (reports.length === 0) result('Nothing of that is installed.');
}
