/**
 * A set-up that looks at no machine and writes no file: it says what a test has it say, and keeps what it was told to change.
 */
import type { SetUp } from '../../src/control/api/set-up.js';

export interface RecordedSetUp extends SetUp {
  readonly changed: { readonly name: string; readonly text: string | undefined }[];
  /** if set, everything that may fail throws it */
  refusal: Error | undefined;
}

export function createRecordedSetUp(said: Partial<SetUp> = {}): RecordedSetUp {
  const setUp: RecordedSetUp = {
    changed: [],
    refusal: undefined,
    soundDevices: () => answer([]),
    examine: () => answer([]),
    settings: () => answer([]),
    changeSetting: (name, text) => {
      setUp.changed.push({ name, text });
      return answer(undefined);
    },
    logLines: () => [],
    ...said,
  };
  function answer<Value>(value: Value): Promise<Value> {
    return setUp.refusal === undefined ? Promise.resolve(value) : Promise.reject(setUp.refusal);
  }
  return setUp;
}
