/**
 * Execution providers: which there are, how one is chosen, and what to do when one cannot run.
 *
 * Pure facts and decisions; onnxruntime itself is only touched in onnx-session.ts, so that this file can be read by
 * the command line without loading the native library.
 */
import { OperationalError } from '../operational-error.js';
import { messageOf } from '../thrown-error.js';

export const PROVIDERS = ['cpu', 'cuda', 'webgpu', 'dml', 'coreml'] as const;
export type Provider = (typeof PROVIDERS)[number];

export const PROVIDER_PREFERENCES = ['auto', ...PROVIDERS] as const;
export type ProviderPreference = (typeof PROVIDER_PREFERENCES)[number];

/** What decides the choice, as data: the machine and what of onnxruntime is on it. */
export interface ProviderSurroundings {
  readonly platform: string;
  readonly arch: string;
  /** providers whose libraries are on this machine */
  readonly present: readonly Provider[];
  /** onnxruntime-node's own script that fetches the CUDA libraries */
  readonly installScript: string;
}

/**
 * Order of "auto". A provider is tried inside the process, and a driver that crashes takes the process with it: so
 * "auto" asks for WebGPU only where the system always brings a driver for it (macOS, Windows), never on Linux, where
 * it may find a broken Vulkan set-up. CoreML is left to those who ask: it takes graphs of fixed shape, and hands what
 * it cannot take to the CPU without saying so.
 */
const AUTO_ORDER: Readonly<Record<string, readonly Provider[]>> = {
  linux: ['cuda', 'cpu'],
  win32: ['dml', 'webgpu', 'cpu'],
  darwin: ['webgpu', 'cpu'],
};

/**
 * Opens a graph on the first provider that can run it, trying one at a time: onnxruntime itself throws where a GPU is
 * missing, and drops providers it was built without in silence. A provider that was asked for by name has no
 * substitute; with "auto", what did not run is in `notes`.
 * @param open opens and proves; an OperationalError means that the graph runs nowhere and ends the search, any other
 *   error that this provider cannot run it
 * @throws OperationalError `provider-unavailable`; `model-invalid` when not even the CPU runs the graph; `system-limit`
 */
export async function chooseProvider<Opened>(
  preference: ProviderPreference,
  surroundings: ProviderSurroundings,
  graphPath: string,
  open: (provider: Provider) => Promise<Opened>,
): Promise<{ opened: Opened; provider: Provider; notes: readonly string[] }> {
  const providers = providersToTry(preference, surroundings);
  if (preference !== 'auto' && providers.length === 0) {
    throw new OperationalError('provider-unavailable', absentSentence(preference, surroundings));
  }
  const notes: string[] = [];
  for (const provider of providers) {
    try {
      return { opened: await open(provider), provider, notes };
    } catch (error) {
      if (error instanceof OperationalError) throw error;
      if (isThreadLimit(error)) throw threadLimit(error);
      if (provider === 'cpu') throw unusableGraph(graphPath, error);
      const sentence = failedSentence(provider, surroundings, error);
      if (preference !== 'auto') {
        throw new OperationalError('provider-unavailable', sentence, { cause: error });
      }
      notes.push(sentence);
    }
  }
  throw new Error(`chooseProvider: onnxruntime has no provider on ${surroundings.platform}`);
}

/** Providers to try, first choice first; empty when what was asked for is not on this machine. */
export function providersToTry(
  preference: ProviderPreference,
  { platform, present }: ProviderSurroundings,
): readonly Provider[] {
  const wanted = preference === 'auto' ? (AUTO_ORDER[platform] ?? ['cpu']) : [preference];
  return wanted.filter((provider) => present.includes(provider));
}

const PLATFORMS: Record<Provider, string> = {
  cpu: 'everywhere',
  cuda: 'on Linux x64',
  webgpu: 'on Windows, macOS and Linux x64',
  dml: 'on Windows',
  coreml: 'on macOS',
};

/** One or two sentences: why a provider whose libraries are not here cannot run, and what to do. */
export function absentSentence(provider: Provider, surroundings: ProviderSurroundings): string {
  const { platform, arch, installScript, present } = surroundings;
  if (provider === 'cuda' && platform === 'linux' && arch === 'x64') {
    return (
      'The libraries of the provider cuda are not installed: the npm registry does not carry them. ' +
      `Fetch them with: ONNXRUNTIME_NODE_INSTALL=cuda12 node "${installScript}" (they also need CUDA 12 and cuDNN 9).`
    );
  }
  return (
    `onnxruntime has the provider ${provider} ${PLATFORMS[provider]} only, ` +
    `and this is ${platform} ${arch}. Choose one of: auto, ${present.join(', ')}.`
  );
}

/** One or two sentences: why a provider that is here did not run, and what to do. */
function failedSentence(
  provider: Provider,
  { platform }: Pick<ProviderSurroundings, 'platform'>,
  error: unknown,
): string {
  const needs: Partial<Record<Provider, string>> = {
    cuda: 'It needs an NVIDIA driver, CUDA 12 and cuDNN 9 (does nvidia-smi list a GPU?)',
    webgpu:
      platform === 'linux'
        ? 'It needs a GPU with a Vulkan driver (does vulkaninfo list one?)'
        : 'It needs a GPU with a current driver',
    dml: 'It needs a GPU with a DirectX 12 driver',
  };
  if (NO_KERNELS.test(messageOf(error))) {
    return (
      `The provider ${provider} cannot run the model on this GPU: the onnxruntime that is installed has no kernels for it ` +
      `(${firstLine(error)}). Install one that has, or choose auto or cpu.`
    );
  }
  const advice = needs[provider] ?? 'It may not support this graph';
  return `The provider ${provider} could not run the model: ${firstLine(error)}. ${advice}; otherwise choose auto or cpu.`;
}

function unusableGraph(graphPath: string, error: unknown): OperationalError {
  return new OperationalError(
    'model-invalid',
    `${graphPath}: onnxruntime cannot run this graph on the CPU (${firstLine(error)}). Export the model anew, or ` +
      'download it again; "stemwright models verify" checks the result.',
    { cause: error },
  );
}

/** onnxruntime's own words for a thread that it is not given; which graph it is for is all the same. */
function isThreadLimit(error: unknown): boolean {
  return error instanceof Error && error.message.includes('pthread_create failed');
}

function threadLimit(error: unknown): OperationalError {
  return new OperationalError(
    'system-limit',
    'The network needs a thread for each processor that it uses, and the system gives no more. Close other programs, ' +
      'raise the limit (ulimit -u), or set threads to 1.',
    { cause: error },
  );
}

/** CUDA's and cuDNN's words for a GPU that a library was not built for. */
const NO_KERNELS =
  /no kernel image|NoKernelImage|invalid device function|InvalidDeviceFunction|ARCH_MISMATCH/i;
const REASON_CHARACTERS = 300;
/** What onnxruntime puts before its reason: which file it is, and where in its sources something did not hold. */
const FILE = /^Load model from .* failed:\s*/;
const SOURCE_POSITION =
  /(^|Status Message: )\S+\.(?:cc|h):\d+ .*?(?:was false\.|\) (?=[A-Z[]))\s*(?:\[ONNXRuntimeError\] : \d+ : \w+ : )?/;

/** onnxruntime's messages go on for lines of notes and stack frames. */
function firstLine(error: unknown): string {
  const line = messageOf(error).trim().split('\n')[0] ?? '';
  return line
    .replace(FILE, '')
    .replace(SOURCE_POSITION, '$1')
    .slice(0, REASON_CHARACTERS)
    .replace(/\.$/, '');
}
