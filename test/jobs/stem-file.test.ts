/** Known stems as people write them, and which of them contradict each other. */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { refuseRepeated, stemFileOf } from '../../src/jobs/stem-file.js';

describe('A stem and its file', () => {
  it('are parted at the first equals sign', () => {
    assert.deepEqual(stemFileOf('drums=/music/a=b.wav'), { stem: 'drums', path: '/music/a=b.wav' });
    assert.deepEqual(stemFileOf('drums=takes/1.wav'), { stem: 'drums', path: 'takes/1.wav' });
  });

  it('are none where the equals sign belongs to a path, or nothing is before it', () => {
    for (const text of ['/music/a=b', '/a=b/c.wav', 'song', '=song.wav', '']) {
      assert.equal(stemFileOf(text), undefined, text);
    }
  });

  it('are refused where a stem is known twice, or known and to be generated', () => {
    refuseRepeated(['drums', 'piano'], ['bass']);
    for (const [known, generate] of [
      [['drums', 'piano', 'drums'], ['bass']],
      [
        ['piano', 'drums'],
        ['bass', 'drums'],
      ],
    ] as const) {
      assert.throws(
        () => {
          refuseRepeated(known, generate);
        },
        { code: 'bad-argument', message: /^The stem "drums" is given more than once, or both/ },
      );
    }
  });
});
