/**
 * Child process that opens a graph with onnxruntime and tells its inputs and outputs (graph-shape.ts).
 */
import { answerParent } from '../answer-parent.js';
import { OperationalError } from '../operational-error.js';

await answerParent(async () => {
  const { createSession } = await import('./onnx-session.js');
  try {
    const prove = () => Promise.resolve();
    const { session } = await createSession(process.argv[2] ?? '', { provider: 'cpu', prove });
    const { inputs, outputs } = session;
    await session.release();
    return { inputs, outputs };
  } catch (error) {
    if (error instanceof OperationalError) return { refusal: error.message };
    throw error;
  }
});
