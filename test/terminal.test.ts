/**
 * Terminals: which may get cursor movements and colours.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { terminalOf } from '../src/terminal.js';

describe('A terminal', () => {
  it('has a cursor and colours, unless it is dumb or NO_COLOR says otherwise', () => {
    const all = { isTerminal: true, hasCursor: true, hasColours: true };
    assert.deepEqual(terminalOf(true, { TERM: 'xterm' }), all);
    // Windows has no TERM
    assert.deepEqual(terminalOf(true, {}), all);
    assert.deepEqual(terminalOf(true, { TERM: 'xterm', NO_COLOR: '' }), all);
    assert.deepEqual(terminalOf(true, { TERM: 'xterm', NO_COLOR: '1' }), {
      ...all,
      hasColours: false,
    });
    assert.deepEqual(terminalOf(true, { TERM: 'dumb' }), {
      isTerminal: true,
      hasCursor: false,
      hasColours: false,
    });
  });

  it('is no file and no pipe', () => {
    const none = { isTerminal: false, hasCursor: false, hasColours: false };
    assert.deepEqual(terminalOf(undefined, { TERM: 'xterm' }), none);
  });
});
