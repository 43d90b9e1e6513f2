/** What a finished clip is reported with. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { summaryLines } from '../../src/cli/summary-line.js';
import { manifestOf } from '../support/osc-recording-engine.js';

describe('The summary of a finished clip', () => {
  const manifest = { ...manifestOf(2, 0.5), stems: { bass: 'a.mp4', drums: 'a.mp4' } };

  it('names each file once, and the steps of diffusion, of which a separator has none', () => {
    const [file, line, ...more] = summaryLines('out', { ...manifest, steps: 1, solver: 'euler' });
    assert.deepEqual([file, more], ['out/a.mp4', []]);
    assert.match(line!, / on cpu, 1 step; the stems sum/);
    const separated = summaryLines('out', { ...manifest, steps: 1, solver: null });
    assert.match(separated[1]!, / on cpu; the stems sum/);
  });
});
