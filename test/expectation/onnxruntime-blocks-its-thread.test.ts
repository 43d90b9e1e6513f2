/**
 * onnxruntime-node's `run` looks asynchronous but does its work in one synchronous native call (its js/node/lib/backend.ts;
 * microsoft/onnxruntime issues 19611 and 26968). That is why the session lives in a worker and why cancelling is heard
 * between evaluations only. When this test fails, that has changed: the worker may be reconsidered.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createSession, type OnnxSession } from '../../src/model/onnx-session.js';
import { MATMUL_CHAIN_GRAPH } from '../support/gaussian-model.js';

/** long against the timer's millisecond, so that a run that does not block could not go unnoticed */
const LONG_RUN_SECONDS = 0.1;

describe('onnxruntime-node', () => {
  it('blocks its thread: no timer fires while a graph runs', async () => {
    const { session } = await createSession(MATMUL_CHAIN_GRAPH, {
      provider: 'cpu',
      prove: () => Promise.resolve(),
    });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    try {
      await ticksWhileIdle();
      for (let n = 256; ; n *= 2) {
        const [ticksBefore, secondsBefore] = [ticks, session.runSeconds];
        await multiply(session, n);
        if (session.runSeconds - secondsBefore < LONG_RUN_SECONDS) continue;
        // one round of timers may come between the call and the native work, which waits for a turn of its own
        assert.ok(ticks - ticksBefore <= 1, `${ticks - ticksBefore} timers fired`);
        return;
      }
    } finally {
      clearInterval(timer);
      await session.release();
    }

    /** The control: the timer does fire when nothing blocks, or this never returns. */
    async function ticksWhileIdle(): Promise<void> {
      while (ticks < 3) await new Promise(setImmediate);
    }
  });
});

/** 16 products of n x n matrices: about 32 n^3 operations. */
function multiply(session: OnnxSession, n: number): Promise<void> {
  const matrix = (): { data: Float32Array; dims: number[] } => ({
    data: new Float32Array(n * n),
    dims: [n, n],
  });
  return session.run({ x: matrix() }, { product: matrix() });
}
