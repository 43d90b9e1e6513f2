/**
 * Child process that loads onnxruntime and answers one question about its providers (probe-provider.ts).
 */
import { answerParent } from '../ask-child-process.js';
import { OperationalError } from '../operational-error.js';
import { loadModelFolder } from './model-folder.js';
import type { ProbeQuestion } from './probe-provider.js';

await answerParent(async () => {
  const question = JSON.parse(process.argv[2] ?? '') as ProbeQuestion;
  if (question.kind === 'surroundings') {
    const { providerSurroundings } = await import('./onnx-session.js');
    return providerSurroundings();
  }
  const { openModelSession } = await import('./model-session.js');
  try {
    const model = await loadModelFolder(question.modelFolder);
    const { session } = await openModelSession(model, question.provider);
    await session.release();
    return {};
  } catch (error) {
    if (error instanceof OperationalError) return { refusal: error.message };
    throw error;
  }
});
