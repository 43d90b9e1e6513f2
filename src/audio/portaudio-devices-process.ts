/**
 * Child process that lists PortAudio's devices: the only importer of naudiodon that looks for devices.
 */
import { answerParent } from '../ask-child-process.js';

await answerParent(async () => {
  const { getDevices } = await import('naudiodon');
  return getDevices();
});
