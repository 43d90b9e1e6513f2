/**
 * ONNX session: a graph, or several, opened with onnxruntime on the first provider that proves it can run them.
 *
 * The only file that imports onnxruntime-node. Its `run` blocks the calling thread until the graph is done
 * (test/expectation/onnxruntime-blocks-its-thread.test.ts), so sessions belong in a worker. onnxruntime throws where a
 * GPU is missing instead of falling back, and silently drops providers it was built without: so providers are tried
 * one at a time, only those present, and each must evaluate the graph once before it is chosen.
 * Knows nothing of cards, stems or noise.
 */
import './no-telemetry.js';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import {
  chooseProvider,
  type Provider,
  type ProviderPreference,
  PROVIDERS,
  type ProviderSurroundings,
} from './provider.js';

/** A float32 tensor: a view of the caller's array, not a copy. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** An input or output of a graph. Dimensions that are not fixed are their name, which may be empty. */
export interface GraphValue {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly (number | string)[];
}

export interface OnnxSession {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  /** time spent inside `run` so far */
  readonly runSeconds: number;
  /**
   * Evaluates the graph and writes its outputs of those names into `outputs`; blocks the thread while it does.
   * @throws Error of onnxruntime's
   */
  run(
    feeds: Readonly<Record<string, FloatTensor>>,
    outputs: Readonly<Record<string, FloatTensor>>,
  ): Promise<void>;
  release(): Promise<void>;
}

export interface SessionRequest<Opened = OnnxSession> {
  readonly provider: ProviderPreference;
  /** threads of one operator on the CPU, >= 1; undefined: as onnxruntime chooses */
  readonly threads?: number | undefined;
  /**
   * Whether memory that an evaluation took is kept on the CPU for the next. What is kept is in pieces: a large network's peak is higher.
   * @default true
   */
  readonly keepsMemory?: boolean;
  /**
   * Evaluates the graph once. An OperationalError means that the graph is unusable anywhere and ends the search; any
   * other error means that this provider cannot run it.
   */
  readonly prove: (opened: Opened, provider: Provider) => Promise<void>;
}

interface Chosen {
  readonly provider: Provider;
  /** why earlier choices were not taken, one sentence each */
  readonly notes: readonly string[];
}

export interface ProvenSession extends Chosen {
  readonly session: OnnxSession;
}

export interface ProvenSessions extends Chosen {
  /** in the order of the graphs */
  readonly sessions: readonly OnnxSession[];
}

/**
 * Threads that wait for work would otherwise go round in a loop, and take the processor from what resamples and writes meanwhile: a
 * stereo recording on two cores took 6.6 to 7.5 s of processor instead of 6.0 to 6.5, and no less time.
 */
const THREADS_THAT_SLEEP = { session: { intra_op: { allow_spinning: '0' } } };

// What goes wrong reaches us as an exception; native lines on stderr would tear the progress bar.
env.logLevel = 'fatal';

/**
 * @throws OperationalError `provider-unavailable` when the provider asked for cannot run; `model-invalid` when the CPU
 *   cannot either, or as `prove` throws
 */
export async function createSession(
  graphPath: string,
  request: SessionRequest,
): Promise<ProvenSession> {
  const { sessions, ...chosen } = await createSessions([graphPath], {
    ...request,
    prove: ([session], provider) => request.prove(session!, provider),
  });
  return { session: sessions[0]!, ...chosen };
}

/** The same of several graphs, which are all run by one provider. */
export async function createSessions(
  graphPaths: readonly string[],
  request: SessionRequest<readonly OnnxSession[]>,
): Promise<ProvenSessions> {
  const { opened, provider, notes } = await chooseProvider(
    request.provider,
    providerSurroundings(),
    graphPaths.join(', '),
    (provider) => openOn(provider, graphPaths, request),
  );
  return { sessions: opened, provider, notes };
}

/** What of onnxruntime is on this machine. CUDA is not part of the package but can be added to it. */
export function providerSurroundings(): ProviderSurroundings {
  const { platform, arch } = process;
  const packageFolder = join(createRequire(import.meta.url).resolve('onnxruntime-node'), '../..');
  const cudaLibrary = `bin/napi-v6/${platform}/${arch}/libonnxruntime_providers_cuda.so`;
  const bundled = listSupportedBackends().filter((backend) => backend.bundled);
  const present = PROVIDERS.filter(
    (provider) =>
      bundled.some((backend) => backend.name === provider) ||
      (provider === 'cuda' && existsSync(join(packageFolder, cudaLibrary))),
  );
  return { platform, arch, present, installScript: join(packageFolder, 'script/install.js') };
}

async function openOn(
  provider: Provider,
  graphPaths: readonly string[],
  { threads, keepsMemory = true, prove }: SessionRequest<readonly OnnxSession[]>,
): Promise<readonly OnnxSession[]> {
  const sessions: OnnxSession[] = [];
  try {
    for (const graphPath of graphPaths) {
      const native = await InferenceSession.create(graphPath, {
        executionProviders: [provider],
        enableCpuMemArena: keepsMemory,
        // a plan of memory for each length of a chunk: views of several lengths took 560 MB instead of 456
        enableMemPattern: false,
        extra: THREADS_THAT_SLEEP,
        ...(threads === undefined ? {} : { intraOpNumThreads: threads }),
      });
      sessions.push(wrap(native));
    }
    await prove(sessions, provider);
  } catch (error) {
    for (const session of sessions) await session.release();
    throw error;
  }
  return sessions;
}

function wrap(native: InferenceSession): OnnxSession {
  let runSeconds = 0;
  return {
    inputs: native.inputMetadata.map(graphValue),
    outputs: native.outputMetadata.map(graphValue),
    get runSeconds() {
      return runSeconds;
    },
    async run(feeds, outputs) {
      const [given, filled] = [tensors(feeds), tensors(outputs)];
      const startMs = performance.now();
      try {
        // an output that exists is filled in place
        await native.run(given, filled);
      } finally {
        runSeconds += (performance.now() - startMs) / 1000;
      }
    },
    release: () => native.release(),
  };
}

function tensors(values: Readonly<Record<string, FloatTensor>>): Record<string, Tensor> {
  const entries = Object.entries(values);
  return Object.fromEntries(
    entries.map(([name, { data, dims }]) => [name, new Tensor('float32', data, dims)]),
  );
}

function graphValue(value: InferenceSession.ValueMetadata): GraphValue {
  return value.isTensor
    ? { name: value.name, type: value.type, dims: value.shape }
    : { name: value.name, type: 'not a tensor', dims: [] };
}
