/**
 * Child process that lists MIDI ports: the native layer throws, or prints, where there is no sequencer.
 */
import { answerParent } from '../../ask-child-process.js';

await answerParent(async () => {
  const { default: easymidi } = await import('easymidi');
  return { inputs: easymidi.getInputs(), outputs: easymidi.getOutputs() };
});
