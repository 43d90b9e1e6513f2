/**
 * Progress where no bar can be drawn: a line now and then.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { startProgressLines } from '../../src/cli/progress-lines.js';

/** Shows so much at each second, and returns the lines with the seconds that they came at. */
function lines(fractionAt: (second: number) => number | undefined, seconds: number): string[] {
  let second = 0;
  const told: string[] = [];
  const bar = startProgressLines(
    (line) => told.push(`${second}: ${line}`),
    () => second * 1000,
  );
  for (; second <= seconds; second++) {
    const fraction = fractionAt(second);
    const etaSeconds = fraction === undefined ? undefined : seconds - second;
    bar.show({ label: 'song', fraction, done: `${second} s`, etaSeconds });
  }
  bar.stop();
  return told;
}

describe('Progress without a bar', () => {
  it('is a line for each tenth of long work', () => {
    assert.deepEqual(
      lines((second) => second / 300, 300),
      [
        '30: song: 10 %, 30 s, 4:30 left',
        '60: song: 20 %, 60 s, 4:00 left',
        '90: song: 30 %, 90 s, 3:30 left',
        '120: song: 40 %, 120 s, 3:00 left',
        '150: song: 50 %, 150 s, 2:30 left',
        '180: song: 60 %, 180 s, 2:00 left',
        '210: song: 70 %, 210 s, 1:30 left',
        '240: song: 80 %, 240 s, 1:00 left',
        '270: song: 90 %, 270 s, 0:30 left',
      ],
    );
  });

  it('is at least ten seconds apart, and nothing for what is done before', () => {
    assert.deepEqual(
      lines((second) => second / 25, 25),
      ['10: song: 40 %, 10 s, 0:15 left', '20: song: 80 %, 20 s, 0:05 left'],
    );
    assert.deepEqual(
      lines((second) => second / 9, 9),
      [],
    );
  });

  it('is a line a minute where nobody knows how much there is', () => {
    assert.deepEqual(
      lines(() => undefined, 130),
      ['60: song: 60 s', '120: song: 120 s'],
    );
  });
});
