/**
 * Prints the soak of a live session: npm run soak -- [--minutes N] [--model NAME] [--track FOLDER] [--keep].
 * With --keep its figures are written for BENCHMARKS.md, which npm run bench renews.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { CONFIG } from '../../src/config/config.js';
import { liveSoak } from './live-soak.js';
import { SOAK_FILE, soakTable } from './soak-table.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    model: { type: 'string', default: CONFIG.defaultModel },
    track: { type: 'string', default: CONFIG.demoFolder },
    keep: { type: 'boolean', default: false },
  },
});
const figures = await liveSoak({
  minutes: Number(values.minutes),
  model: values.model,
  trackFolder: values.track,
});
console.log(soakTable(figures));
if (values.keep) await writeFile(SOAK_FILE, `${JSON.stringify(figures, null, 2)}\n`);
