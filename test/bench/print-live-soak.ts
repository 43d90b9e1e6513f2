/**
 * Prints the soak of a live session: npm run soak -- [--minutes N] [--model NAME].
 */
import { parseArgs } from 'node:util';

import { liveSoak } from './live-soak.js';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, model: { type: 'string' } },
});
console.log(await liveSoak(Number(values.minutes), values.model));
