/** One task on the session's own thread: cancelling between evaluations, and how an evaluation's failure is told. */
import assert from 'node:assert/strict';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { describe, it } from 'mocha';
import type { DenoiserCard } from '../../src/model/denoiser-card.js';
import { denoiserCardOf } from '../../src/model/denoiser-card-of.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import type { OnnxSession } from '../../src/model/onnx-session.js';
import { sampleOnSession } from '../../src/model/sample-on-session.js';
import { GAUSSIAN_FOLDER } from '../support/gaussian-model.js';
import { separationTask } from '../support/sampling-task.js';

/** A session that blocks its thread as onnxruntime's does: one turn of the event loop, then all work at once. */
function blockingSession(evaluate: () => void): OnnxSession {
  return {
    inputs: [],
    outputs: [],
    runSeconds: 0,
    run: async () => {
      await eventLoopTurn();
      evaluate();
    },
    release: () => Promise.resolve(),
  };
}

describe('sampling on a session', () => {
  let card: DenoiserCard;
  before(async () => {
    card = denoiserCardOf((await loadModelFolder(GAUSSIAN_FOLDER)).card);
  });

  it('hears a cancel that comes during an evaluation before the next one starts', async () => {
    const { port1: handle, port2: worker } = new MessageChannel();
    const abort = new AbortController();
    worker.on('message', () => {
      abort.abort();
    });
    let evaluations = 0;
    const session = blockingSession(() => {
      evaluations++;
      if (evaluations === 3) handle.postMessage('cancel');
    });
    const sampling = sampleOnSession(session, card, separationTask({ steps: 50 }), {
      signal: abort.signal,
    });
    await assert.rejects(sampling, { code: 'cancelled' });
    assert.equal(evaluations, 3);
    handle.close();
  });

  it('tells at which noise level an evaluation failed, and what to try', async () => {
    const session = blockingSession(() => {
      throw new Error('Failed to allocate memory for requested buffer');
    });
    await assert.rejects(sampleOnSession(session, card, separationTask(), {}), {
      code: 'inference-failed',
      message: /on 2048 frames at sigma 1\.\d+ failed: Failed to allocate .*\. Try .* provider cpu/,
    });
  });
});
