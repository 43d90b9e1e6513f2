/**
 * stemwright devices: the audio devices and MIDI ports the daemon could use, as it would see them.
 */
import { Command } from 'commander';

import { listAudioDevices, type AudioDevice } from '../audio/list-audio-devices.js';
import { listMidiPorts } from '../control/midi/list-midi-ports.js';
import type { MidiPortNames } from '../control/midi/midi-transport.js';
import { untilAborted } from '../until-aborted.js';
import { OperationalError } from '../operational-error.js';
import { addCommonOptions, type CommonOptions } from './options.js';
import { runCommand, type Run } from './run-command.js';

export function devicesCommand(): Command {
  return addCommonOptions(
    new Command('devices').description('list audio devices and MIDI ports'),
  ).action((options: CommonOptions) => runCommand(options, listDevices));
}

async function listDevices({ console, signal }: Run): Promise<void> {
  const audio = await untilAborted(
    orProblem(() => listAudioDevices(signal)),
    signal,
  );
  const midi = await untilAborted(orProblem(listMidiPorts), signal);
  console.jsonResult({ audio, midi });
  for (const line of audioLines(audio)) console.result(line);
  for (const line of midiLines(midi)) console.result(line);
}

interface Problem {
  readonly problem: string;
}

/** A part that cannot be looked at is reported, not fatal: the other may still be there. */
async function orProblem<T>(look: () => Promise<T>): Promise<T | Problem> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof OperationalError) return { problem: error.message };
    throw error;
  }
}

function audioLines(audio: AudioDevice[] | Problem): string[] {
  if ('problem' in audio) return [audio.problem];
  if (audio.length === 0) return ['No audio devices.'];
  return audio.map(
    (device) =>
      `${device.name} (${device.hostApi}): ${device.inputChannels} in, ${device.outputChannels} out, ` +
      `${device.defaultRateHz} Hz`,
  );
}

function midiLines(midi: MidiPortNames | Problem): string[] {
  if ('problem' in midi) return [midi.problem];
  const lines = [
    ...midi.inputs.map((name) => `MIDI in: ${name}`),
    ...midi.outputs.map((name) => `MIDI out: ${name}`),
  ];
  return lines.length === 0 ? ['No MIDI ports.'] : lines;
}
