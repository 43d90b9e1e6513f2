/**
 * The page over an hour of stems; by `npm run check:long`.
 */
import { describe, it } from 'mocha';

import { assertBoundedMemory } from '../support/page-memory.js';

const MINUTES = 60;

describe('The page', () => {
  it(`plays and seeks in ${MINUTES} minutes of six stems in less than 300 MB`, () =>
    assertBoundedMemory(MINUTES));
});
