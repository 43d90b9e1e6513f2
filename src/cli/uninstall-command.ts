/**
 * stemwright uninstall: takes back all that setup, install and service have put anywhere. What the user has made or chosen stays:
 * stems, models, settings.
 */
import { Command } from 'commander';

import { CONFIG } from '../config/config.js';
import { answeringDaemon } from '../control/osc/answering-daemon.js';
import { removeLive } from '../installation/install-live.js';
import { removeReaper } from '../installation/install-reaper.js';
import { removeService, serviceRecipe } from '../installation/service/login-service.js';
import { removeStartFile } from '../installation/start-file.js';
import { ownSurroundings } from '../installation/surroundings.js';
import { howToEnd } from './how-to-end.js';
import { tellReports } from './install-command.js';
import { refuseSudo } from './refuse-sudo.js';
import { runCommand } from './run-command.js';
import { runSteps } from './steps.js';

export function uninstallCommand(): Command {
  return new Command('uninstall')
    .description('take back all that was installed into DAWs and for logins; your files stay')
    .action(() =>
      runCommand({ json: false, logLevel: CONFIG.logLevel }, async ({ console }) => {
        refuseSudo();
        const isWhole = await runSteps(
          [
            async () => {
              (await removeService(serviceRecipe(ownSurroundings()))).forEach(console.result);
            },
            ...[removeLive, removeReaper].map((remove) => async () => {
              const reports = await remove(undefined);
              if (reports.length > 0) tellReports(reports, true, console);
            }),
            () => removeStartFile(),
          ],
          console,
        );
        const running = await answeringDaemon();
        if (running !== undefined) {
          console.result(
            `A daemon that was started otherwise still runs, as process ${running.pid}: ${howToEnd(running.pid)} ends it.`,
          );
        }
        console.result(
          isWhole
            ? `Your stems, models and settings (${CONFIG.configFile}) stay. "npm rm -g stemwright" removes the program.`
            : 'Not all is taken back yet. Run this again before you remove the program.',
        );
      }),
    );
}
