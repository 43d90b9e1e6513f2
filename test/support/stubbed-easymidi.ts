/**
 * easymidi on a native layer in memory, for tests of its defects.
 */
import type * as Easymidi from 'easymidi';

import { stubNativeMidi, type NativeMidiStub } from './native-midi-stub.js';

export interface StubbedEasymidi extends NativeMidiStub {
  readonly easymidi: typeof Easymidi;
}

export function withStubbedEasymidi(use: (stub: StubbedEasymidi) => void): void {
  const native = stubNativeMidi();
  try {
    use({ ...native, easymidi: native.loadEasymidi() });
  } finally {
    native.remove();
  }
}
