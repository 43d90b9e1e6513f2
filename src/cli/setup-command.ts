/**
 * stemwright setup: all that a user of a DAW needs after the install: the device or the actions, and the daemon at login. Run again
 * after an update, it brings everything up to date, and keeps the settings of the service.
 */
import { Command, Option } from 'commander';

import type { HostProgram } from '../installation/installed-schema.js';
import { WHERE_ONNXRUNTIME_RUNS } from '../model/onnxruntime-platforms.js';
import { askSurroundings } from '../model/probe-provider.js';
import { OperationalError } from '../operational-error.js';
import { packageVersion } from '../package-version.js';
import { ask, canAsk } from './ask.js';
import { howToEnd } from './how-to-end.js';
import { CONFIG } from '../config/config.js';
import { answeringDaemon } from '../control/osc/answering-daemon.js';
import { INSTALLERS, tellReports } from './install-command.js';
import { keepStart } from './kept-start.js';
import { mayReplace } from './may-replace.js';
import { refuseSudo } from './refuse-sudo.js';
import { runCommand, type Run } from './run-command.js';
import { installServiceFor } from './service-command.js';
import { runSteps } from './steps.js';

const ANSWERS: Readonly<Record<string, readonly HostProgram[]>> = {
  live: ['live'],
  reaper: ['reaper'],
  both: ['live', 'reaper'],
  none: [],
};

/** What users call them. */
const NAMES: Readonly<Record<HostProgram, RegExp>> = { live: /live|ableton/, reaper: /reaper/ };

interface SetupOptions {
  readonly daw?: string;
  readonly service: boolean;
  readonly replace: boolean;
}

export function setupCommand(): Command {
  return new Command('setup')
    .description('install what your DAW needs, and have the daemon started at login')
    .addOption(
      new Option('--daw <name>', 'your DAW; otherwise it is asked for').choices(
        Object.keys(ANSWERS),
      ),
    )
    .option('--no-service', 'do not have the daemon started at login')
    .option(
      '--replace',
      'also replace files that are not Stemwright’s; they are kept beside',
      false,
    )
    .action((options: SetupOptions) =>
      runCommand({ json: false, logLevel: CONFIG.logLevel }, (run) => setUp(options, run)),
    );
}

async function setUp({ daw, service, replace }: SetupOptions, run: Run): Promise<void> {
  refuseSudo();
  const { console } = run;
  const programs = daw === undefined ? await askedPrograms(run) : ANSWERS[daw]!;
  const steps = programs.map((program) => async () => {
    const request = { folder: undefined, mayReplace: mayReplace(replace, run) };
    tellReports([await INSTALLERS[program].install(request)], false, console);
  });
  const last = service ? () => installServiceFor({ replace }, run) : () => keepStart(console);
  await runSteps([() => requireOnnxruntime(run), ...steps, last], console);
  await tellOfEarlierVersion(console);
  console.result(
    '"stemwright uninstall" takes all of it back; "stemwright doctor" says what works.',
  );
}

/** Where it does not load, all else can be installed, and no stem comes of it. @throws OperationalError `package-missing` */
async function requireOnnxruntime({ signal }: Run): Promise<void> {
  try {
    await askSurroundings(signal);
  } catch (error) {
    if (!(error instanceof OperationalError) || error.code !== 'package-missing') throw error;
    throw new OperationalError('package-missing', `${error.message} ${WHERE_ONNXRUNTIME_RUNS}`, {
      cause: error,
    });
  }
}

/** One that a DAW has started before an update goes on until it is ended. */
async function tellOfEarlierVersion({ note }: Run['console']): Promise<void> {
  const running = await answeringDaemon();
  if (running === undefined || running.version === packageVersion()) return;
  note(
    `The daemon that runs is Stemwright ${running.version}, and this is ${packageVersion()}: ${howToEnd(running.pid)} ends it, and the next start is this one.`,
  );
}

/** @throws OperationalError `bad-argument` where nobody can be asked, or input ends */
async function askedPrograms(run: Run): Promise<readonly HostProgram[]> {
  const words = Object.keys(ANSWERS).join(', ');
  while (canAsk()) {
    const answer = (await ask(`Which DAW do you use: ${words}?`, run)).trim().toLowerCase();
    if (answer === '') break;
    const programs = programsIn(answer);
    if (programs !== undefined) return programs;
    run.console.note(
      'Type one of these words. Other DAWs need "none": they use the page, OSC or MIDI.',
    );
  }
  throw new OperationalError('bad-argument', `Say which DAW you use: --daw with one of ${words}.`);
}

/** "Ableton Live 12" and "live and reaper" are answers, too. */
function programsIn(answer: string): readonly HostProgram[] | undefined {
  if (Object.hasOwn(ANSWERS, answer)) return ANSWERS[answer];
  const named = Object.entries(NAMES).filter(([, name]) => name.test(answer));
  return named.length === 0 ? undefined : named.map(([program]) => program as HostProgram);
}
