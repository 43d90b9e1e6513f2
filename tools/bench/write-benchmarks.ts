/**
 * Runs the benchmarks and writes BENCHMARKS.md: npm run bench. Ratios within one run are meaningful, absolute figures depend on
 * the machine, which the page names.
 */
import { writeFile } from 'node:fs/promises';
import os from 'node:os';

import { CONFIG } from '../../src/config/config.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { findModel } from '../../src/model/model-library.js';
import { repositoryPath } from '../../test/support/repository.js';
import { installTime } from './install-time.js';
import { longFileMemory } from './long-file-memory.js';
import { oneCoreSpeed } from './one-core-speed.js';
import { oscLatency } from './osc-latency.js';
import { presetSpeed } from './preset-speed.js';
import { samplerOverhead } from './sampler-overhead.js';
import { keptSideBySide } from './side-by-side-table.js';
import { keptSoak } from './soak-table.js';

/** One benchmark after the other: each wants the machine to itself. */
async function measured<Result>(what: string, measure: () => Promise<Result>): Promise<Result> {
  console.error(`${what} ...`);
  return measure();
}

const speedTable = await measured('presets', presetSpeed);
const { folder } = await findModel(CONFIG.defaultModel, CONFIG.modelFolders);
const model = await loadModelFolder(folder);
const oneCoreTable = await measured('one core', () => oneCoreSpeed(model));
const overheadTable = await measured('sampler overhead', samplerOverhead);
const { idleMs, busyMs, firstChunkMs } = await measured('control plane', oscLatency);
const memoryTable = await measured('memory over a long file', longFileMemory);
const installTable = await measured('time from install to first stems', installTime);
const soak = await keptSoak();
const percentile = (values: readonly number[], p: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(p * values.length) - 1]!;
const row = (label: string, values: readonly number[]): string =>
  `| ${label} | ${values.length} | ${percentile(values, 0.5).toFixed(2)} | ${percentile(values, 0.99).toFixed(2)} |`;
const ratioAt = (p: number): string => (percentile(busyMs, p) / percentile(idleMs, p)).toFixed(1);

const page = `# Benchmarks

Written by \`npm run bench\` on ${os.cpus().length} cores (${os.cpus()[0]?.model.trim() ?? 'unknown'}), Node.js ${process.version}, with ${model.card.name} on the
CPU and the bundled 12-second stereo recording, where nothing else is said.

## Presets

Real-time factor: seconds of work for a second of audio, files and all; medians.

${speedTable}

## One core

Seconds for a second of audio, mono at the model's rate; medians. What the model plays as a prior is in [PRIOR.md](PRIOR.md).

${oneCoreTable}

## Sampler overhead

overhead = (job time - time inside the ONNX session) / time inside the session; separation, medians of three runs.

${overheadTable}

## Beside other ways to run it

${await keptSideBySide()}

## Control plane

Ping over UDP, ms. While a job of 8 steps keeps all cores busy, the p99 is ${ratioAt(0.99)} times that of the idle daemon.

| daemon | pings | p50 | p99 |
| --- | --- | --- | --- |
${row('idle', idleMs)}
${row('running a job', busyMs)}
| ratio | | ${ratioAt(0.5)} | ${ratioAt(0.99)} |

From the request (8 steps) to the first stretch of stems on disk: ${(firstChunkMs / 1000).toFixed(2)} s.

## Live

${soak}

## Memory

Peak resident memory of \`stemwright separate\` in one step over 44.1 kHz stereo.

${memoryTable}

## From install to first stems

${installTable}
`;
await writeFile(repositoryPath('BENCHMARKS.md'), page);
console.log(page);
