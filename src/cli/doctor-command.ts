/**
 * stemwright doctor: what works here and what does not, one sentence each, with what to do about it.
 *
 * Exit code 0 when stems can be separated here; what is optional may be missing.
 */
import { Command } from 'commander';

import { HOW_TO_GET_FFMPEG, lookForTools, TOOLS } from '../audio/ffmpeg/find-ffmpeg.js';
import { toolVersion } from '../audio/ffmpeg/tool-process.js';
import { listAudioDevices } from '../audio/list-audio-devices.js';
import { listMidiPorts } from '../control/midi/list-midi-ports.js';
import { listModels } from '../model/model-library.js';
import { fullModelName } from '../model/model-version.js';
import { absentSentence, PROVIDERS } from '../model/provider.js';
import { untilAborted } from '../jobs/until-aborted.js';
import { OperationalError } from '../operational-error.js';
import { configuredModels } from './configured-options.js';
import { addCommonOptions, type CommonOptions } from './options.js';
import { runCommand, type Run } from './run-command.js';

interface Finding {
  readonly part: string;
  /** missing: works without it; broken: stems cannot be separated */
  readonly state: 'good' | 'missing' | 'broken';
  readonly detail: string;
}

export function doctorCommand(): Command {
  return addCommonOptions(
    new Command('doctor').description('check what works on this machine, and how to get the rest'),
  ).action((options: CommonOptions) => runCommand(options, examine));
}

async function examine({ console, signal }: Run): Promise<void> {
  const findings = await untilAborted(allFindings(), signal);
  console.jsonResult({ findings });
  for (const { part, state, detail } of findings) console.result(`${part}: ${state}. ${detail}`);
  if (findings.some(({ state }) => state === 'broken')) process.exitCode = 1;
}

async function allFindings(): Promise<Finding[]> {
  return [
    nodeFinding(),
    ...(await networkFindings()),
    await modelsFinding(),
    await ffmpegFinding(),
    await audioFinding(),
    await midiFinding(),
  ];
}

function nodeFinding(): Finding {
  return {
    part: 'Node.js',
    state: 'good',
    detail: `${process.version} on ${process.platform} ${process.arch}.`,
  };
}

/** The native library is loaded only here, so that doctor can still say that it does not load. */
async function networkFindings(): Promise<Finding[]> {
  try {
    const { providerSurroundings } = await import('../model/onnx-session.js');
    const surroundings = providerSurroundings();
    return PROVIDERS.map((provider): Finding => {
      const part = `onnxruntime ${provider}`;
      return surroundings.present.includes(provider)
        ? {
            part,
            state: 'good',
            detail: 'Its libraries are installed; a job reports the provider it really ran on.',
          }
        : { part, state: 'missing', detail: absentSentence(provider, surroundings) };
    });
  } catch (error) {
    return [
      {
        part: 'onnxruntime',
        state: 'broken',
        detail:
          `The package onnxruntime-node does not load (${firstLine(error)}). It has binaries for Linux and Windows ` +
          'on x64 and arm64 and for macOS on arm64; run "npm ci" again on one of these.',
      },
    ];
  }
}

async function modelsFinding(): Promise<Finding> {
  const { model, modelFolders } = await configuredModels();
  const entries = await listModels(modelFolders);
  const usable = entries.filter((entry) => entry.valid);
  const problems = entries.flatMap((entry) => (entry.valid ? [] : [entry.problem.message]));
  if (fullModelName(model, usable) !== undefined) {
    const names = usable.map(({ name }) => name).join(', ');
    return { part: 'Models', state: 'good', detail: [`Found: ${names}.`, ...problems].join(' ') };
  }
  return {
    part: 'Models',
    state: 'broken',
    detail: [`The default model "${model}" was not found.`, ...problems].join(' '),
  };
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

async function audioFinding(): Promise<Finding> {
  return orMissing('Audio interface (naudiodon)', async () => {
    const devices = await listAudioDevices();
    return devices.length === 0
      ? 'PortAudio works but sees no device; files can be separated all the same.'
      : `PortAudio sees ${devices.length} devices; "stemwright devices" lists them.`;
  });
}

async function midiFinding(): Promise<Finding> {
  return orMissing('MIDI (easymidi)', async () => {
    const { inputs, outputs } = await listMidiPorts();
    return `${inputs.length} inputs, ${outputs.length} outputs.`;
  });
}

async function orMissing(part: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { part, state: 'good', detail: await look() };
  } catch (error) {
    if (!(error instanceof OperationalError)) throw error;
    return {
      part,
      state: 'missing',
      detail: `${error.message} It is optional: separating files works without it.`,
    };
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
