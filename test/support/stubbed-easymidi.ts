/**
 * easymidi on a native layer in memory, for tests of its defects.
 */
import { stubNativeMidi, type NativeMidiStub } from './native-midi-stub.js';

export interface StubbedEasymidi extends NativeMidiStub {
  readonly easymidi: typeof import('easymidi');
}

export function withStubbedEasymidi(use: (stub: StubbedEasymidi) => void): void {
  const native = stubNativeMidi();
  try {
    use({ ...native, easymidi: native.loadEasymidi() });
  } finally {
    native.remove();
  }
}
