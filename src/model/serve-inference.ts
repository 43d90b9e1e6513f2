/**
 * Serve inference [worker thread]: owns a model's ONNX sessions and runs one sampling task at a time on them.
 *
 * Its messages are in worker-protocol.ts. It closes the port by itself after `close`, so that onnxruntime is
 * torn down before the thread is. An exception that is not a task's own ends the thread; the handle then fails what is
 * pending. Where the noise comes from is the entry point's to say.
 */
import type { MessagePort } from 'node:worker_threads';
import { OperationalError } from '../operational-error.js';
import type { NoiseSource } from '../signal/gaussian-noise.js';
import { Scratch } from '../signal/scratch.js';
import { systemLimit } from '../system-limit.js';
import { WHERE_ONNXRUNTIME_RUNS } from './onnxruntime-platforms.js';
import type { SamplingTask } from './inference.js';
import type { OpenedModel } from './opened-model.js';
import { lowerThreadPriority } from './thread-priority.js';
import {
  sendableError,
  wholeBuffers,
  type WorkerCommand,
  type WorkerReply,
  type WorkerSetup,
} from './worker-protocol.js';
import { messageOf } from '../thrown-error.js';

/** Opens the model, says `ready` or `refused`, and then answers on the port. */
export async function serveInference(
  port: MessagePort,
  setup: WorkerSetup,
  createNoise: NoiseSource,
): Promise<void> {
  lowerThreadPriority();
  try {
    serve(port, createNoise, await open(setup));
  } catch (error) {
    reply(port, { kind: 'refused', error: sendableError(error) });
  }
}

/** Loads onnxruntime only now: where its native library does not load, that is a reply and not a crash. */
async function open({ model, ...request }: WorkerSetup): Promise<OpenedModel> {
  const { openModel } = await import('./open-model.js').catch((error: unknown) => {
    const limit = systemLimit(error);
    if (limit !== undefined) throw limit;
    // what follows is from where in our files it was asked for
    const [reason] = messageOf(error).split('\n');
    throw new OperationalError(
      'package-missing',
      `The package onnxruntime-node does not load: ${reason}. ${WHERE_ONNXRUNTIME_RUNS}`,
    );
  });
  return openModel(model, request);
}

function serve(port: MessagePort, createNoise: NoiseSource, model: OpenedModel): void {
  const scratch = new Scratch();
  let running: { abort: AbortController; settled: Promise<void> } | undefined;

  port.on('message', (command: WorkerCommand) => {
    switch (command.kind) {
      case 'sample': {
        if (running !== undefined) throw new Error('serveInference: a task still runs');
        const abort = new AbortController();
        const settled = runTask(command.task, abort.signal).finally(() => (running = undefined));
        running = { abort, settled };
        break;
      }
      case 'cancel':
        running?.abort.abort();
        break;
      case 'close':
        running?.abort.abort();
        void Promise.resolve(running?.settled)
          .then(() => model.release())
          .finally(() => {
            port.close();
          });
        break;
    }
  });
  reply(port, { kind: 'ready', provider: model.provider, notes: model.notes });

  async function runTask(task: SamplingTask, signal: AbortSignal): Promise<void> {
    try {
      const result = await model.sample(task, {
        signal,
        scratch,
        createNoise,
        onProgress: (fraction) => {
          reply(port, { kind: 'progress', fraction });
        },
      });
      reply(port, { kind: 'done', result }, wholeBuffers([result.stems.data]));
    } catch (error) {
      reply(port, { kind: 'failed', error: sendableError(error) });
    }
  }
}

function reply(port: MessagePort, message: WorkerReply, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
