/**
 * Long recordings: memory must not grow with length. Measured from outside, as the peak resident memory of the command.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { separationMemory } from '../support/separation-memory.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

describe('A long recording', () => {
  it('of ten minutes takes no more memory than one of two', () =>
    withTemporaryFolder(async (folder) => {
      const peakOf = async (minutes: number): Promise<number> => {
        const input = { model: 'gaussian', rateHz: 22_050, seconds: 60 * minutes };
        return (await separationMemory(folder, input)).peakMegabytes;
      };
      const short = await peakOf(2);
      const long = await peakOf(10);
      assert.ok(short > 0, 'nothing was measured');
      // Eight more minutes are 85 MB as float and 338 MB as its stems: holding one of these would show. The allowance is what garbage collection may leave for later in a longer run.
      assert.ok(long - short < 60, `2 min: ${short.toFixed(0)} MB, 10 min: ${long.toFixed(0)} MB`);
    }));
});
