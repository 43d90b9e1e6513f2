/**
 * The attacks there are, in the order they are run: those that are quick and most often find something first.
 */
import type { Attack } from './attack.js';
import { absurdNumbers } from './attacks/absurd-numbers.js';
import { earlyCancels } from './attacks/early-cancels.js';
import { emptyBundles } from './attacks/empty-bundles.js';
import { fuzzedPacketsAttack } from './attacks/fuzzed-packets.js';
import { junkConnections } from './attacks/junk-connections.js';
import { listingFloods } from './attacks/listing-floods.js';
import { modelLoads } from './attacks/model-loads.js';
import { queuedJobs } from './attacks/queued-jobs.js';
import { silentConnections } from './attacks/silent-connections.js';
import { slowReaders } from './attacks/slow-readers.js';
import { stalledLog } from './attacks/stalled-log.js';
import { tokenGuesses } from './attacks/token-guesses.js';

export const ATTACKS: readonly Attack[] = [
  fuzzedPacketsAttack,
  emptyBundles,
  junkConnections,
  listingFloods,
  modelLoads,
  slowReaders,
  earlyCancels,
  queuedJobs,
  absurdNumbers,
  tokenGuesses,
  silentConnections,
  stalledLog,
];
