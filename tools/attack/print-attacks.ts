/**
 * Attacks daemons of its own, on loopback only, and prints what held: npm run attack -- [--seconds N] [--seed N] [--only NAME]
 * [--short]. Exits with 1 when something did not. Linux only: it puts limits on processes and reads /proc.
 */
import { parseArgs } from 'node:util';

import { attackTable } from './attack-table.js';
import { ATTACKS } from './attacks.js';
import { runAttacks } from './run-attacks.js';
import { endTargetsOnSignals } from './target-daemon.js';

const LONG_SECONDS = 600;
const SHORT_SECONDS = 75;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    short: { type: 'boolean', default: false },
  },
});
const { only, short: isShort } = values;
const chosen = ATTACKS.filter(
  ({ name, seconds }) =>
    (only === undefined || only.split(',').includes(name)) &&
    (!isShort || seconds.short !== undefined),
);
if (process.platform !== 'linux') throw new Error(`expected Linux, got ${process.platform}`);
if (chosen.length === 0) {
  throw new Error(`no attack is called ${only ?? ''}: ${ATTACKS.map(({ name }) => name).join()}`);
}
endTargetsOnSignals();
let beganMs = performance.now();
const results = await runAttacks(chosen, {
  seconds: Number(values.seconds ?? (isShort ? SHORT_SECONDS : LONG_SECONDS)),
  seed: Number(values.seed),
  isShort,
  onResult: ({ name, outcome, tried }) => {
    const seconds = (performance.now() - beganMs) / 1000;
    beganMs += 1000 * seconds;
    console.error(`${name}: ${outcome} after ${seconds.toFixed(1)} s (${tried})`);
  },
});
console.log(attackTable(results));
// at once: an attack that was given up may still wait for something
process.exit(results.some(({ outcome }) => outcome === 'did not hold') ? 1 : 0);
