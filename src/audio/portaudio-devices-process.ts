/**
 * Child process that lists PortAudio's devices.
 */
import { answerParent } from '../answer-parent.js';
import { listPortAudioDevices } from './portaudio.js';

await answerParent(listPortAudioDevices);
