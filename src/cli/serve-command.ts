/**
 * stemwright serve: the daemon in the foreground, until SIGINT, SIGTERM or SIGHUP.
 *
 * Who starts it without knowing whether it runs says --unless-running: one that finds this user's daemon answering ends with 0, also
 * where both start at once and the other was first at the port. Where any port will do (0, or a range), that cannot be told.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { Command } from 'commander';

import { collectRarely } from '../daemon/collect-rarely.js';
import { CONFIG } from '../config/config.js';
import {
  loadSettings,
  type ConfigSources,
  type LoadedSettings,
} from '../config/setting-sources.js';
import type { Settings } from '../config/settings.js';
import { createSetUp } from '../daemon/set-up.js';
import { CLOSE_LIMIT_MS, startDaemon, type ControlSurface, type Daemon } from '../daemon/daemon.js';
import { answeringDaemon } from '../control/osc/answering-daemon.js';
import { readInstalled } from '../installation/installed-record.js';
import {
  hasSpokenToken,
  isUsersDaemon,
  startRecord,
  writeStartFile,
} from '../installation/start-file.js';
import type { LiveRequest } from '../live/live.js';
import type { LogPort } from '../log-port.js';
import { createLog } from '../log.js';
import { LogTail } from '../log-tail.js';
import { OperationalError } from '../operational-error.js';
import { liveAtStart } from '../daemon/live-defaults.js';
import { midiSurface } from '../daemon/midi-surface.js';
import { oscQuerySurface } from '../daemon/osc-query-surface.js';
import { oscSurface } from '../daemon/osc-surface.js';
import { pageSurface } from '../daemon/page-surface.js';
import { untilAborted } from '../until-aborted.js';
import { howToEnd } from './how-to-end.js';
import { runCommand } from './run-command.js';
import { addSettingOptions, settingSources, type SettingOptions } from './setting-options.js';

type ServeOptions = SettingOptions & { readonly unlessRunning: boolean };

export function serveCommand(): Command {
  const command = new Command('serve').description(
    'run the daemon that DAWs and other programs talk to',
  );
  command.option(
    '--unless-running',
    'end at once, and well, where a daemon of this user answers already',
    false,
  );
  return addSettingOptions(command).action((options: ServeOptions) =>
    runCommand({ json: false, logLevel: CONFIG.logLevel }, async ({ signal, console }) => {
      const { unlessRunning } = options;
      const isRunning = async (): Promise<boolean> => {
        const found = unlessRunning ? await answeringDaemon() : undefined;
        if (found !== undefined) console.note(`A daemon runs already, on port ${found.port}.`);
        return found !== undefined;
      };
      if (await isRunning()) return;
      const sources = settingSources(options);
      const loaded = await loadSettings(sources);
      const { settings } = loaded;
      collectRarely();
      const logTail = new LogTail();
      const log = logTail.keeping(await createLog(settings.logLevel));
      const daemon = await startDaemon({
        settings,
        log,
        surfaces: surfacesOf(settings, log),
        setUp: createSetUp({ loaded, sources, logTail, signal }),
      }).catch(async (error: unknown) => {
        const isTaken = error instanceof OperationalError && error.code === 'port-taken';
        const mayBeOurs = unlessRunning && isTaken;
        if (mayBeOurs && (await within(OTHERS_START_MS, isRunning))) return undefined;
        throw isTaken ? await toldOfOwn(error, settings.oscPort) : error;
      });
      if (daemon === undefined) return;
      await keepStart(loaded, sources, log);
      const live = liveAtStart(settings);
      if (live !== undefined) await startLive(daemon, live, signal);
      await untilInterrupted(signal);
      if (await daemon.close()) return;
      // process.exit would make onnxruntime abort the process, for its worker is at work. A cancelled job has removed its
      // files already; one that was being flushed to a slow disk is in the journal.
      log.error({}, `not everything stopped within ${CLOSE_LIMIT_MS} ms: ending the process`);
      process.kill(process.pid, 'SIGKILL');
    }),
  );
}

/** One that has the port already writes its runtime file next. */
const OTHERS_START_MS = 3000;
const POLL_MS = 100;

async function within(limitMs: number, look: () => Promise<boolean>): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < limitMs; waitedMs += POLL_MS) {
    if (await look()) return true;
    await sleep(POLL_MS);
  }
  return false;
}

/** Where this user's own daemon has the port, as after setup, there is more to say than that it is taken. */
async function toldOfOwn(error: OperationalError, port: number): Promise<OperationalError> {
  const running = await answeringDaemon();
  if (running?.port !== port) return error;
  const { service } = await readInstalled();
  const what =
    service === undefined
      ? `${howToEnd(running.pid)} ends it, and then this works.`
      : '"stemwright service install" with these options starts it again with them, now and at login.';
  return new OperationalError(
    'port-taken',
    `Your daemon runs already, on port ${port}, as process ${running.pid}. ${what}`,
    { cause: error },
  );
}

/** How it was started is kept, so that the user's other programs can start it so. */
async function keepStart(
  loaded: LoadedSettings,
  sources: ConfigSources,
  log: LogPort,
): Promise<void> {
  if (!isUsersDaemon(loaded, sources)) return;
  if (hasSpokenToken(loaded)) {
    log.info({}, 'other programs cannot start this daemon: a token is kept only in a file');
    return;
  }
  await writeStartFile(startRecord(loaded, sources)).catch((error: unknown) => {
    log.warn({ err: error }, 'other programs are not told how to start this daemon');
  });
}

/** What was asked for on the command line and cannot be done ends the command; what is interrupted is called off by the end. */
async function startLive(daemon: Daemon, request: LiveRequest, signal: AbortSignal): Promise<void> {
  try {
    await untilAborted(daemon.engine.live.start(request), signal);
  } catch (error) {
    if (signal.aborted) return;
    // a client has called it off
    if (error instanceof OperationalError && error.code === 'cancelled') return;
    await daemon.close();
    throw error;
  }
}

function surfacesOf(settings: Settings, log: LogPort): ControlSurface[] {
  const { pagePort, oscqueryPort, midi } = settings;
  const page = pagePort === 'none' ? [] : [pageSurface(pagePort, settings, log)];
  // the page comes first: who finds the daemon by OSC's runtime file is told its address there
  const osc = oscSurface(settings, log, undefined, () => page[0]?.address());
  const oscquery =
    oscqueryPort === 'none' ? [] : [oscQuerySurface(oscqueryPort, settings, log, osc.port)];
  return [
    ...page,
    osc,
    ...oscquery,
    ...(midi === undefined ? [] : [midiSurface(midi, settings, log)]),
  ];
}

/** Keeps the process alive: nothing else does where no surface listens. */
function untilInterrupted(signal: AbortSignal): Promise<void> {
  const HOUR_MS = 3_600_000;
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, HOUR_MS);
    const end = () => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}
