/**
 * Libraries: memory must not grow with how many recordings there are. Measured from outside, as the peak resident memory of
 * the command.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { libraryMegabytes } from '../support/separation-memory.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

describe('A library', () => {
  it('of 200 recordings takes no more memory than one of 20', () =>
    withTemporaryFolder(async (folder) => {
      const library = { model: 'gaussian', rateHz: 44_100 };
      const few = await libraryMegabytes(folder, { ...library, count: 20 });
      const many = await libraryMegabytes(folder, { ...library, count: 200 });
      assert.ok(few > 0, 'nothing was measured');
      // The other 180 recordings are 64 MB as float, and 254 MB as their stems; a decoder or a resampler that was not
      // closed would hold more. The allowance is what garbage collection may leave for later in a longer run.
      assert.ok(many - few < 40, `20: ${few.toFixed(0)} MB, 200: ${many.toFixed(0)} MB`);
    }));
});
