/**
 * The attacks there are, in the order they are run: those on the daemon they share first. Where time is short, the last are left
 * out.
 */
import type { Attack } from './attack.js';
import { absurdNumbers } from './attacks/absurd-numbers.js';
import { brokenState } from './attacks/broken-state.js';
import { earlyCancels } from './attacks/early-cancels.js';
import { emptyBundles } from './attacks/empty-bundles.js';
import { fewDescriptors } from './attacks/few-descriptors.js';
import { freezes } from './attacks/freezes.js';
import { fullDisk } from './attacks/full-disk.js';
import { fuzzedPacketsAttack } from './attacks/fuzzed-packets.js';
import { hostileInputs } from './attacks/hostile-inputs.js';
import { junkConnections } from './attacks/junk-connections.js';
import { killedJobs } from './attacks/killed-jobs.js';
import { killedRecordings } from './attacks/killed-recordings.js';
import { listingFloods } from './attacks/listing-floods.js';
import { liveFaults } from './attacks/live-faults.js';
import { littleMemory } from './attacks/little-memory.js';
import { modelLoads } from './attacks/model-loads.js';
import { queuedJobs } from './attacks/queued-jobs.js';
import { silentConnections } from './attacks/silent-connections.js';
import { slowReaders } from './attacks/slow-readers.js';
import { smallFiles } from './attacks/small-files.js';
import { stalledLog } from './attacks/stalled-log.js';
import { swappedLinks } from './attacks/swapped-links.js';
import { tokenGuesses } from './attacks/token-guesses.js';
import { twoDaemons } from './attacks/two-daemons.js';
import { webJunk } from './attacks/web-junk.js';

export const ATTACKS: readonly Attack[] = [
  fuzzedPacketsAttack,
  emptyBundles,
  junkConnections,
  webJunk,
  listingFloods,
  earlyCancels,
  fewDescriptors,
  swappedLinks,
  hostileInputs,
  smallFiles,
  absurdNumbers,
  freezes,
  modelLoads,
  slowReaders,
  killedJobs,
  tokenGuesses,
  brokenState,
  stalledLog,
  fullDisk,
  queuedJobs,
  killedRecordings,
  liveFaults,
  littleMemory,
  silentConnections,
  twoDaemons,
];
