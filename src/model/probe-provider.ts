/**
 * Probe a provider: whether it runs a model on this machine, found out by running it once.
 *
 * Each question is asked of a process of its own, so that a driver that crashes or hangs ends that process only, and within
 * {@link ANSWER_LIMIT_MS}. It says nothing of how fast a provider is.
 */
import { askChildProcess } from '../ask-child-process.js';
import { runSchema, surroundingsSchema, type ProbeQuestion } from './probe-schema.js';
import type { Provider, ProviderSurroundings } from './provider.js';

/** Of opening a large network on a GPU for the first time, many times over. */
const ANSWER_LIMIT_MS = 60_000;

/** @throws OperationalError `package-missing` where onnxruntime does not load */
export function askSurroundings(signal?: AbortSignal): Promise<ProviderSurroundings> {
  return askChildProcess({
    ...asked({ kind: 'surroundings' }, 'The package onnxruntime-node', signal),
    schema: surroundingsSchema,
  });
}

/**
 * Opens the model on that provider and evaluates it once.
 * @param timeoutMs how long that may take
 * @returns undefined where it ran, else why it did not, in sentences
 * @throws OperationalError `package-missing` where the provider ended the process, or did not answer in time
 */
export async function probeProvider(
  provider: Provider,
  modelFolder: string,
  signal?: AbortSignal,
  timeoutMs = ANSWER_LIMIT_MS,
): Promise<string | undefined> {
  const question: ProbeQuestion = { kind: 'run', modelFolder, provider };
  const { refusal } = await askChildProcess({
    ...asked(question, `The provider ${provider}`, signal),
    schema: runSchema,
    timeoutMs,
  });
  return refusal;
}

function asked(question: ProbeQuestion, what: string, signal?: AbortSignal) {
  return {
    module: new URL('./probe-provider-process.js', import.meta.url),
    args: [JSON.stringify(question)],
    what,
    timeoutMs: ANSWER_LIMIT_MS,
    signal,
  };
}
