/**
 * The page over a long result, in the form that is short enough for CI.
 */
import { describe, it } from 'mocha';

import { assertBoundedMemory } from '../support/page-memory.js';

const MINUTES = 10;

describe('The page', () => {
  it(`plays and seeks in ${MINUTES} minutes of six stems in less than 300 MB`, () =>
    assertBoundedMemory(MINUTES));
});
