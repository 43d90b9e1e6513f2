/**
 * Child process that loads onnxruntime and answers one question about its providers (probe-provider.ts).
 */
import { answerParent } from '../answer-parent.js';
import { OperationalError } from '../operational-error.js';
import { loadModelFolder } from './model-folder.js';
import { probeQuestionSchema } from './probe-schema.js';

await answerParent(async () => {
  const question = probeQuestionSchema.parse(JSON.parse(process.argv[2] ?? ''));
  if (question.kind === 'surroundings') {
    const { providerSurroundings } = await import('./onnx-session.js');
    return providerSurroundings();
  }
  const { openModel } = await import('./open-model.js');
  try {
    const model = await loadModelFolder(question.modelFolder);
    const { provider } = question;
    await (await openModel(model, { provider, proof: 'at-once' })).release();
    return {};
  } catch (error) {
    if (error instanceof OperationalError) return { refusal: error.message };
    throw error;
  }
});
