/**
 * Examine: what works on this machine and what does not, one sentence each, with what to do about it. Stems can be separated where
 * nothing is broken; what is optional may be missing.
 *
 * A provider is good where it has just run the model. All that touches hardware or native code does so in child processes, each for a
 * limited time.
 */
import path from 'node:path';

import { HOW_TO_GET_FFMPEG, lookForTools, TOOLS } from '../audio/ffmpeg/find-ffmpeg.js';
import { toolVersion } from '../audio/ffmpeg/tool-process.js';
import { listAudioDevices } from '../audio/list-audio-devices.js';
import type { Settings } from '../config/settings.js';
import type { Finding } from '../control/api/set-up.js';
import { installationFindings } from '../installation/installation-findings.js';
import { listMidiPorts } from '../control/midi/list-midi-ports.js';
import { findModel, listModels, type ModelEntry } from '../model/model-library.js';
import { askSurroundings, probeProvider } from '../model/probe-provider.js';
import { WHERE_ONNXRUNTIME_RUNS } from '../model/onnxruntime-platforms.js';
import {
  absentSentence,
  PROVIDERS,
  type Provider,
  type ProviderSurroundings,
} from '../model/provider.js';
import { OperationalError } from '../operational-error.js';

/** @param settings where models are, and which of them is tried */
export async function examine(
  { model, modelFolders }: Pick<Settings, 'model' | 'modelFolders'>,
  signal: AbortSignal,
): Promise<Finding[]> {
  const entries = await listModels(modelFolders);
  const found = await operational(findModel(model, modelFolders));
  const [network, ffmpeg, audio, midi, installed] = await Promise.all([
    networkFindings('failure' in found ? undefined : found.result.folder, signal),
    ffmpegFinding(),
    audioFinding(signal),
    midiFinding(),
    installationFindings(),
  ]);
  return [
    nodeFinding(),
    ...network,
    modelsFinding(found, entries),
    ffmpeg,
    audio,
    midi,
    ...installed,
  ];
}

type Outcome<Result> = { readonly result: Result } | { readonly failure: OperationalError };

async function operational<Result>(promise: Promise<Result>): Promise<Outcome<Result>> {
  try {
    return { result: await promise };
  } catch (error) {
    if (error instanceof OperationalError) return { failure: error };
    throw error;
  }
}

function nodeFinding(): Finding {
  return {
    part: 'Node.js',
    state: 'good',
    detail: `${process.version} on ${process.platform} ${process.arch}.`,
  };
}

/** @param modelFolder of the default model; undefined: there is none to run */
async function networkFindings(
  modelFolder: string | undefined,
  signal: AbortSignal,
): Promise<Finding[]> {
  const asked = await operational(askSurroundings(signal));
  if ('result' in asked) {
    return Promise.all(
      PROVIDERS.map((provider) => providerFinding(provider, asked.result, modelFolder, signal)),
    );
  }
  return [
    {
      part: 'onnxruntime',
      state: 'broken',
      detail: `${asked.failure.message} ${WHERE_ONNXRUNTIME_RUNS}`,
    },
  ];
}

async function providerFinding(
  provider: Provider,
  surroundings: ProviderSurroundings,
  modelFolder: string | undefined,
  signal: AbortSignal,
): Promise<Finding> {
  const part = `onnxruntime ${provider}`;
  if (!surroundings.present.includes(provider)) {
    return { part, state: 'missing', detail: absentSentence(provider, surroundings) };
  }
  if (modelFolder === undefined) {
    const detail = 'Its libraries are installed, but there is no model to try it with.';
    return { part, state: 'untested', detail };
  }
  const probed = await operational(probeProvider(provider, modelFolder, signal));
  const refusal = 'failure' in probed ? probed.failure.message : probed.result;
  if (refusal !== undefined) {
    return { part, state: provider === 'cpu' ? 'broken' : 'missing', detail: refusal };
  }
  return { part, state: 'good', detail: `It ran the model ${path.basename(modelFolder)} once.` };
}

function modelsFinding(
  found: Outcome<{ readonly name: string }>,
  entries: readonly ModelEntry[],
): Finding {
  if ('failure' in found) {
    return { part: 'Models', state: 'broken', detail: found.failure.message };
  }
  const names = entries.filter(({ valid }) => valid).map(({ name }) => name);
  const problems = entries.flatMap((entry) => (entry.valid ? [] : [entry.problem.message]));
  const detail = [`Found: ${names.join(', ')}.`, ...problems].join(' ');
  return { part: 'Models', state: 'good', detail };
}

async function ffmpegFinding(): Promise<Finding> {
  const part = 'ffmpeg';
  const found = await lookForTools();
  const lines: string[] = [];
  let state: Finding['state'] = 'good';
  for (const tool of TOOLS) {
    const program = found[tool];
    const version = program === undefined ? undefined : await toolVersion(program);
    if (version === undefined) state = 'missing';
    if (program === undefined) lines.push(`${tool} is not on the PATH.`);
    else if (version === undefined) lines.push(`${program} does not run.`);
    else lines.push(`${program} is version ${version}.`);
  }
  lines.push(
    state === 'good'
      ? 'M4A, AAC, WMA, video and more are read with them.'
      : `M4A, AAC, WMA, video and more are read only with both. ${HOW_TO_GET_FFMPEG}.`,
  );
  return { part, state, detail: lines.join(' ') };
}

/** The package comes as source, and npm leaves it out where it cannot be built. */
const HOW_TO_BUILD =
  'npm builds it where there are a C++ compiler and Python ("xcode-select --install" on macOS, "apt install build-essential python3" on Debian and Ubuntu, Visual Studio Build Tools and Python on Windows): where it could not, get them, and install Stemwright again.';

async function audioFinding(signal: AbortSignal): Promise<Finding> {
  const part = 'Audio interface (naudiodon)';
  const look = async () => {
    const devices = await listAudioDevices(signal);
    return devices.length === 0
      ? 'PortAudio works but sees no device; files can be separated all the same.'
      : `PortAudio sees ${devices.length} devices; "stemwright devices" lists them.`;
  };
  return orMissing(part, look, HOW_TO_BUILD);
}

async function midiFinding(): Promise<Finding> {
  return orMissing('MIDI (easymidi)', async () => {
    const { inputs, outputs } = await listMidiPorts();
    return `${inputs.length} inputs, ${outputs.length} outputs.`;
  });
}

async function orMissing(
  part: string,
  look: () => Promise<string>,
  howToGet?: string,
): Promise<Finding> {
  const looked = await operational(look());
  if ('result' in looked) return { part, state: 'good', detail: looked.result };
  const optional = 'It is optional: separating files works without it.';
  const sentences = [
    looked.failure.message,
    optional,
    ...(howToGet === undefined ? [] : [howToGet]),
  ];
  return { part, state: 'missing', detail: sentences.join(' ') };
}
