/**
 * The MIDI host process itself, with easymidi in it, on a native layer in memory that brings back every byte it is sent, each as a
 * message of its own.
 */
import { stubNativeMidi } from './native-midi-stub.js';

const native = stubNativeMidi((bytes) => {
  for (const byte of bytes) native.receive(byte);
});
await import('../../src/control/midi/midi-host-process.js');
