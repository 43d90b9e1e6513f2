/**
 * Pure Data as an OSC client: runs a patch without a window, sound or MIDI.
 */
import { repositoryPath } from './repository.js';
import { withProcess, type ObservedProcess } from './process-output.js';

const CLIENT_PATCH = repositoryPath('test', 'fixtures', 'pure-data', 'client.pd');
/** the one that users get */
export const SURFACE_PATCH = repositoryPath('reaper-scripts', 'osc-surfaces', 'stemwright.pd');
/** moves the controls of that one once its slots have stems */
export const MOVES_PATCH = repositoryPath('test', 'fixtures', 'pure-data', 'moves.pd');
/** a surface that follows one stem */
export const STEM_FADER_PATCH = repositoryPath('test', 'fixtures', 'pure-data', 'stem-fader.pd');

/** @param messages what the patch's receivers get at its start, e.g. "ping 7" */
export function withPureData<Result>(
  messages: readonly string[],
  use: (pd: ObservedProcess) => Promise<Result>,
  patches: readonly string[] = [CLIENT_PATCH],
): Promise<Result> {
  const args = ['-nogui', '-noaudio', '-nomidi', '-noprefs', '-stderr'];
  // in real-time mode it starts a watchdog, which outlives a killed Pd and keeps its outputs open
  args.push('-nrt', ...patches.flatMap((patch) => ['-open', patch]));
  for (const message of messages) args.push('-send', message);
  return withProcess('pd', args, use);
}

/** A symbol in a message as Pd reads it. */
export function pdSymbol(text: string): string {
  return text.replace(/[\\;,$ ]/g, '\\$&');
}

/** What the patch has printed, one reply a line, e.g. "pong 7". */
export function pdReplies(output: string): string[] {
  return [...output.matchAll(/^osc: list stemwright (.*)$/gm)].map(([, reply]) => reply!);
}
