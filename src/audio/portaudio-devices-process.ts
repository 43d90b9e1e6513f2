/**
 * Child process that lists PortAudio's devices.
 */
import { answerParent } from '../ask-child-process.js';
import { listPortAudioDevices } from './portaudio.js';

await answerParent(listPortAudioDevices);
