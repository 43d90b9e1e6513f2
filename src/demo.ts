/**
 * The demo: does what a DAW does. Starts the daemon, asks it over OSC to separate the bundled band recording, shows progress and
 * the stems as they land on disk, and scores them against the true stems. On a terminal its daemon then serves the page, with the stems
 * in it, until Enter or Ctrl-C. Run by `npm run demo`.
 */
import './model/no-telemetry.js';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { MANIFEST_NAME } from './audio/stem-folder.js';
import { createConsole, type Console } from './cli/console.js';
import { exitCodeOf } from './cli/exit-code.js';
import { interruptible } from './cli/interruption.js';
import { outliveOutputs } from './cli/standard-outputs.js';
import { ENVIRONMENT_PREFIX } from './config/settings.js';
import { CONFIG } from './config/config.js';
import { openOscClient, type OscClient } from './control/osc/osc-client.js';
import type { Reply } from './control/api/replies.js';
import { text } from './control/osc/osc-message.js';
import { readRuntimeFile, runtimeFilePath } from './control/osc/runtime-file.js';
import type { RuntimeRecord } from './control/osc/runtime-schema.js';
import { manifestSchema } from './jobs/manifest-schema.js';
import { parseJson } from './json-file.js';
import { readTrack } from './evaluation/stem-track.js';
import { summarise } from './evaluation/report.js';
import { scoreTrack } from './evaluation/separation-score.js';
import { stemScore } from './evaluation/track-score.js';
import { cancelledError, OperationalError, throwIfCancelled } from './operational-error.js';
import { startModule, type ChildEnd, type StartedChild } from './start-child.js';

const MAIN = new URL('./main.js', import.meta.url);
const START_LIMIT_MS = 20_000;
const POLL_MS = 50;

outliveOutputs();
const console = createConsole(false);
try {
  await interruptible((signal) => demo(console, signal));
} catch (error) {
  if (!(error instanceof OperationalError)) throw error;
  console.note(`stemwright: ${error.message}`);
  process.exitCode = exitCodeOf(error);
}

async function demo({ note, result }: Console, signal: AbortSignal): Promise<void> {
  const runtimeFolder = await mkdtemp(path.join(os.tmpdir(), 'stemwright-demo-'));
  const outputFolder = path.resolve(CONFIG.outputFolder);
  const daemon = await startDaemonProcess(runtimeFolder, outputFolder);
  const stop = () => daemon.process?.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  try {
    const { host, port, page } = await listening(daemon, runtimeFolder, signal);
    note(`The daemon listens at ${host}:${port} (UDP and TCP).`);
    const client = await openOscClient({ host, port });
    try {
      const stems = await separateOverOsc(client, console, signal);
      await printScores(stems, await labelsOf(client), result);
    } finally {
      await client.close();
    }
    if (page !== undefined && console.interactive && process.stdin.isTTY) {
      note(`The page has these stems: ${page}`);
      note('Press Enter to end the daemon.');
      await enterOrEnd(signal);
    }
  } catch (error) {
    // a daemon that ends says so in one way or another
    throwIfCancelled(signal);
    throw error;
  } finally {
    // does nothing to one that has ended
    stop();
    // its files are in that folder, and what it writes of a job is gone only then
    await daemon.ended;
    await rm(runtimeFolder, { recursive: true, force: true });
  }
}

/**
 * A daemon of the demo's own: any free port, a runtime file that no other daemon's clients read, and no settings of the
 * user's daemon: a token would shut the demo out, an input would open a sound device.
 */
async function startDaemonProcess(
  runtimeFolder: string,
  outputFolder: string,
): Promise<StartedChild> {
  const noSettings = path.join(runtimeFolder, 'config.json');
  await writeFile(noSettings, '{}');
  const args = ['serve', '--config', noSettings, '--osc-port', '0', '--page-port', '0'];
  args.push('--log-level', 'warn');
  args.push('--out', outputFolder, '--media-roots', CONFIG.demoFolder);
  args.push('--state-folder', runtimeFolder);
  const env = Object.entries(process.env).filter(([name]) => !name.startsWith(ENVIRONMENT_PREFIX));
  return startModule(MAIN, args, {
    env: { ...Object.fromEntries(env), XDG_RUNTIME_DIR: runtimeFolder },
  });
}

async function listening(
  daemon: StartedChild,
  runtimeFolder: string,
  signal: AbortSignal,
): Promise<RuntimeRecord> {
  const file = runtimeFilePath({ XDG_RUNTIME_DIR: runtimeFolder });
  let end: ChildEnd | undefined;
  void daemon.ended.then((how) => (end = how));
  for (let waitedMs = 0; waitedMs < START_LIMIT_MS; waitedMs += POLL_MS) {
    if (signal.aborted) throw cancelledError();
    if (end !== undefined) break;
    const record = await readRuntimeFile(file);
    if (record !== undefined) return record;
    await sleep(POLL_MS);
  }
  throw new OperationalError(
    'inference-failed',
    `The daemon did not start: ${end?.reason ?? 'it does not listen'}. Its messages are above; "stemwright doctor" may know why.`,
  );
}

/** Resolves on a line of the terminal's, on its end, or when the signal is aborted. */
async function enterOrEnd(signal: AbortSignal): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  await new Promise<void>((resolve) => {
    lines.once('line', () => {
      resolve();
    });
    lines.once('close', resolve);
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
  lines.close();
}

/** Sends the request and prints the replies. @returns the path of each stem */
async function separateOverOsc(
  client: OscClient,
  { note, interactive }: Console,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const source = path.join(CONFIG.demoFolder, 'mixture.flac');
  const request = { address: '/stemwright/separate', args: [text('demo'), text(source)] };
  note(`-> ${request.address} demo ${source}`);
  const stems = new Map<string, string>();
  for await (const { address, args, reply } of client.request(request)) {
    if (signal.aborted) throw cancelledError();
    const line = `<- ${address} ${args.join(' ')}`;
    if (reply?.key === 'error')
      throw new OperationalError('inference-failed', reply.values.message);
    if (reply?.key === 'stem') stems.set(reply.values.stem, reply.values.path);
    else if (reply?.key === 'chunk')
      note(`${line}   (frames ${framesOf(reply)} of every stem are on disk)`);
    else if (reply?.key !== 'progress') note(line);
    else if (interactive) note(progressLine(reply));
  }
  return stems;
}

/** What the daemon's model calls its stems, by stem. */
async function labelsOf(client: OscClient): Promise<Map<string, string>> {
  const labels = new Map<string, string>();
  const request = { address: '/stemwright/model/stems', args: [text('looks')] };
  for await (const { reply } of client.request(request)) {
    if (reply?.key === 'modelStem') labels.set(reply.values.stem, reply.values.label);
  }
  return labels;
}

function progressLine({ values }: Reply<'progress'>): string {
  const { fraction, etaSeconds, stage } = values;
  const left = etaSeconds === undefined ? '' : `, ${etaSeconds.toFixed(0)} s left`;
  const done = fraction === undefined ? '' : ` ${Math.round(100 * fraction)} %${left}`;
  return `   ${stage}${done}`;
}

function framesOf({ values: { startFrame, frameCount } }: Reply<'chunk'>): string {
  return `${startFrame} to ${startFrame + frameCount}`;
}

/** The table: SI-SDR improvement, how exactly the stems sum to the recording, how long it took, where the files are. */
async function printScores(
  stems: ReadonlyMap<string, string>,
  labels: ReadonlyMap<string, string>,
  result: Console['result'],
): Promise<void> {
  const names = [...stems.keys()];
  const folder = path.dirname([...stems.values()][0] ?? '');
  const [truth, separated] = await Promise.all(
    [CONFIG.demoFolder, folder].map((from) => readTrack({ name: 'demo', folder: from }, names)),
  );
  const file = path.join(folder, MANIFEST_NAME);
  const manifest = parseJson(await readFile(file, 'utf8'), manifestSchema);
  if (manifest === undefined) throw new Error(`${file} is not what the daemon writes`);
  const { active } = summarise(names, [
    scoreTrack(truth!.stems, separated!.stems, truth!.rateHz).map(stemScore),
  ]);
  result('');
  const shown = names.map((stem) => labels.get(stem) ?? stem);
  const width = Math.max(8, ...shown.map(({ length }) => length));
  const row = (name: string, text: string) => {
    result(`${name.padEnd(width)}  ${text}`);
  };
  row('stem', 'SI-SDR improvement over the mixture');
  for (const [index, stem] of names.entries()) {
    row(shown[index]!, `${active.perStemDb[stem]?.toFixed(1) ?? '-'} dB`);
  }
  row('mean', `${active.meanDb?.toFixed(1) ?? '-'} dB`);
  result('');
  result(`The stems sum to the recording within ${manifest.sumErrorDbfs?.toFixed(0) ?? '-'} dBFS.`);
  result(
    `${manifest.seconds.toFixed(1)} s for ${(manifest.frames / manifest.rateHz).toFixed(0)} s of stereo on ` +
      `${manifest.provider}: real-time factor ${manifest.realTimeFactor.toFixed(2)}.`,
  );
  result(`Files: ${folder}`);
  result('');
  result('Next: your own file   node dist/src/main.js separate FILE');
  result(
    '      your DAW        node dist/src/main.js serve, then OSC as in src/control/osc/README.md',
  );
  result('      the docs        README.md, and node dist/src/main.js --help');
}
