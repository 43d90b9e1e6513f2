/**
 * stemwright service: has the daemon started at login, with the settings that this line, the environment and the config file say.
 */
import { Command } from 'commander';

import { CONFIG } from '../config/config.js';
import { loadSettings } from '../config/setting-sources.js';
import { readInstalled } from '../installation/installed-record.js';
import {
  installService,
  removeService,
  serviceRecipe,
  serviceState,
} from '../installation/service/login-service.js';
import {
  hasSpokenToken,
  readStartFile,
  START_WORDS,
  startRecord,
  writeStartFile,
} from '../installation/start-file.js';
import type { StartRecord } from '../installation/start-schema.js';
import { ownSurroundings } from '../installation/surroundings.js';
import { OperationalError } from '../operational-error.js';
import { EXIT_FAILED } from './exit-code.js';
import { mayReplace } from './may-replace.js';
import { refuseSudo } from './refuse-sudo.js';
import { runCommand, type Run } from './run-command.js';
import { addSettingOptions, settingSources, type SettingOptions } from './setting-options.js';

type InstallOptions = SettingOptions & { readonly replace: boolean };

const COMMON = { json: false, logLevel: CONFIG.logLevel };

export function serviceCommand(): Command {
  const service = new Command('service').description('have the daemon started at login');
  const install = service
    .command('install')
    .description('start the daemon at login, with these settings, and now')
    .option(
      '--replace',
      'also replace a service of that name that is not Stemwright’s; it is kept beside',
      false,
    );
  addSettingOptions(install).action((options: InstallOptions) =>
    runCommand(COMMON, (run) => installServiceFor(options, run)),
  );
  service
    .command('remove')
    .description('end that daemon, and start none at login any more')
    .action(() =>
      runCommand(COMMON, async ({ console }) => {
        refuseSudo();
        (await removeService(serviceRecipe(ownSurroundings()))).forEach(console.result);
      }),
    );
  service
    .command('status')
    .description('whether it is installed, and whether it runs; exit code 0 when it runs')
    .action(() =>
      runCommand(COMMON, async ({ console }) => {
        const { isRunning, sentence } = await serviceState(serviceRecipe(ownSurroundings()));
        console.result(sentence);
        if (!isRunning) process.exitCode = EXIT_FAILED;
      }),
    );
  return service;
}

/** @throws OperationalError as installing the service does; `bad-argument` for a token that would have to be written down */
export async function installServiceFor(
  options: InstallOptions,
  run: Pick<Run, 'console' | 'signal'>,
): Promise<void> {
  refuseSudo();
  const sources = settingSources(options);
  const loaded = await loadSettings(sources);
  if (hasSpokenToken(loaded)) {
    throw new OperationalError(
      'bad-argument',
      'A service keeps no token: whoever may read it, and the list of processes, would. Write the token into a file that only you can read, and name that with --token-file.',
    );
  }
  const start = await withEarlierSettings(startRecord(loaded, sources));
  await writeStartFile(start);
  const sentences = await installService(
    start,
    serviceRecipe(ownSurroundings()),
    mayReplace(options.replace, run),
  );
  sentences.forEach(run.console.result);
}

/** A line without settings keeps those that the service has. */
async function withEarlierSettings(start: StartRecord): Promise<StartRecord> {
  const earlier = (await readInstalled()).service?.arguments;
  if (earlier === undefined || start.arguments.length > START_WORDS.length) return start;
  const last = await readStartFile();
  const isLast = JSON.stringify(last?.arguments) === JSON.stringify(earlier);
  return { ...start, arguments: earlier, tokenFile: isLast ? last!.tokenFile : start.tokenFile };
}
