/**
 * The MIDI host process itself, with easymidi in it, on a native layer in memory that brings back what it is sent, two bytes
 * at a time.
 */
import { stubNativeMidi } from './native-midi-stub.js';

const native = stubNativeMidi((bytes) => {
  for (let at = 0; at < bytes.length; at += 2) native.receive(...bytes.slice(at, at + 2));
});
await import('../../src/control/midi/midi-host-process.js');
