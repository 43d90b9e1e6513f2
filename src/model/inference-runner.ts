/**
 * Inference runner: where a model is run, as its handle talks to it (inference-handle.ts): a worker thread, or a process that has
 * one. Both speak worker-protocol.ts. Arrays go to a thread without being copied; a process is sent copies, and can be ended while
 * it evaluates a network.
 */
import type { Worker } from 'node:worker_threads';

import { startModule } from '../start-child.js';
import { messageOf } from '../thrown-error.js';
import type { WorkerCommand, WorkerReply, WorkerSetup } from './worker-protocol.js';

export interface RunnerListener {
  readonly onReply: (reply: WorkerReply) => void;
  /** It is of no more use, and its end follows. @param error what it threw */
  readonly onFailed: (reason: string, error: unknown) => void;
  /** @param reason as in "the inference worker stopped: ..." */
  readonly onEnded: (reason: string) => void;
}

export interface InferenceRunner {
  /** To be called once, before the first turn of the event loop is over. */
  listen(listener: RunnerListener): void;
  send(command: WorkerCommand, transfer: ArrayBuffer[]): void;
  /** Whether it keeps this process alive. */
  holdProcess(isHeld: boolean): void;
  /** Ends it, whatever it is doing; undefined: it can only be asked to end. */
  readonly kill: (() => void) | undefined;
}

export function threadRunner(worker: Worker): InferenceRunner {
  return {
    listen({ onReply, onFailed, onEnded }) {
      worker.on('message', onReply);
      for (const event of ['error', 'messageerror'] as const) {
        worker.on(event, (error: unknown) => {
          onFailed(messageOf(error), error);
        });
      }
      worker.once('exit', (code) => {
        onEnded(`it ended with code ${code}`);
      });
    },
    send: (command, transfer) => {
      worker.postMessage(command, transfer);
    },
    holdProcess: (isHeld) => {
      if (isHeld) worker.ref();
      else worker.unref();
    },
    kill: undefined,
  };
}

/** Starts a process for a model. One that does not start has ended. */
export function processRunner(setup: WorkerSetup): InferenceRunner {
  const { process: child, ended } = startModule(
    new URL('./inference-process.js', import.meta.url),
    [],
    { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced' },
  );
  child?.send(setup);
  // what it has said is heard before its end
  const heard = new Promise<void>((resolve) => {
    if (child === undefined) resolve();
    else child.once('disconnect', resolve);
  });
  return {
    listen({ onReply, onEnded }) {
      // what our own module sends, compiled with this one
      child?.on('message', (reply) => {
        onReply(reply as WorkerReply);
      });
      void Promise.all([ended, heard]).then(([{ reason }]) => {
        onEnded(reason);
      });
    },
    send: (command) => {
      // it may have ended already, which is told anyway
      if (child?.connected === true) child.send(command);
    },
    holdProcess: (isHeld) => {
      if (isHeld) {
        child?.ref();
        child?.channel?.ref();
      } else {
        child?.unref();
        child?.channel?.unref();
      }
    },
    kill: () => void child?.kill('SIGKILL'),
  };
}
