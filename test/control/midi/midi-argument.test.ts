/**
 * Arguments made from what a control says.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';

import {
  isContinuous,
  parseArgument,
  resolveArgument,
  type Moment,
} from '../../../src/control/midi/midi-argument.js';

function at(word: string, moment: Partial<Moment>): string | number | undefined {
  return resolveArgument(parseArgument(word), { value: 0, presses: 1, job: undefined, ...moment });
}

function along(word: string, ...values: number[]): unknown[] {
  return values.map((value) => at(word, { value }));
}

describe('Arguments of mapped requests', () => {
  it('that are fixed stay what they are', () => {
    assert.deepEqual(
      [parseArgument(8), parseArgument('bass,drums')],
      [
        { kind: 'fixed', value: 8 },
        { kind: 'fixed', value: 'bass,drums' },
      ],
    );
  });

  it('follow the control between two numbers, in either direction', () => {
    assert.deepEqual(along('$value(10,20)', 0, 0.25, 1), [10, 12.5, 20]);
    assert.deepEqual(along('$value(1, -1)', 0, 0.5, 1), [1, 0, -1]);
    assert.deepEqual(along('$whole(0,3)', 0, 0.49, 1), [0, 1, 3]);
  });

  it('follow a fader: 18 dB down halfway, and the least at the bottom', () => {
    const [bottom, low, middle, top] = along('$fader(-60,6)', 0, 0.01, 0.5, 1);
    assert.deepEqual([bottom, low, top], [-60, -60, 6]);
    // 60 log10(1/2) = -18.0618
    assert.ok(Math.abs((middle as number) - (6 - 18.0618)) < 1e-4);
  });

  it('choose among words with equal shares', () => {
    const choice = '$choice(draft,standard,best)';
    assert.deepEqual(along(choice, 0, 0.33, 0.34, 0.67, 1), [
      'draft',
      'draft',
      'standard',
      'best',
      'best',
    ]);
  });

  it('toggle with each press, and know the job', () => {
    assert.deepEqual(
      [1, 2, 3].map((presses) => at('$toggle(0,1)', { presses })),
      [1, 0, 1],
    );
    assert.deepEqual([at('$job', { job: 'job-3' }), at('$job', {})], ['job-3', undefined]);
  });

  it('follow, or wait to be pressed', () => {
    const continuous = ['$value(0,1)', '$whole(0,1)', '$fader(-60,0)', '$choice(a,b)'];
    for (const word of continuous) assert.equal(isContinuous(parseArgument(word)), true, word);
    for (const word of ['$toggle(0,1)', '$job', 'bass']) {
      assert.equal(isContinuous(parseArgument(word)), false, word);
    }
  });

  it('that begin with $ and mean nothing are refused', () => {
    const wrong = [
      '$',
      '$value',
      '$value(1)',
      '$value(a,b)',
      '$value(0,1,2)',
      '$choice(a)',
      '$jobs',
      '$job()',
      '$toggle(a,)',
    ];
    for (const word of wrong) {
      assert.throws(() => parseArgument(word), { code: 'bad-argument' }, word);
    }
  });
});
