/**
 * Runs the benchmarks and writes BENCHMARKS.md: npm run bench. Ratios within one run are meaningful, absolute figures depend on
 * the machine, which the page names.
 */
import { writeFile } from 'node:fs/promises';
import os from 'node:os';

import { repositoryPath } from '../support/repository.js';
import { oscLatency } from './osc-latency.js';
import { samplerOverhead } from './sampler-overhead.js';

const overheadTable = await samplerOverhead();
const { idleMs, busyMs, firstChunkMs } = await oscLatency();
const percentile = (values: readonly number[], p: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(p * values.length) - 1]!;
const row = (label: string, values: readonly number[]): string =>
  `| ${label} | ${values.length} | ${percentile(values, 0.5).toFixed(2)} | ${percentile(values, 0.99).toFixed(2)} |`;
const ratio = percentile(busyMs, 0.99) / percentile(idleMs, 0.99);

const page = `# Benchmarks

Written by \`npm run bench\` on ${os.cpus().length} cores (${os.cpus()[0]?.model.trim() ?? 'unknown'}), Node.js ${process.version}, with the released model on the
CPU and the bundled 12-second stereo recording.

## Separation

overhead = (job time - time inside the ONNX session) / time inside the session; medians of three runs.

${overheadTable}

The standard preset takes one step.

## Control plane

Ping over UDP, ms. While a job of 8 steps runs, the p99 is ${ratio.toFixed(1)} times that of the idle daemon.

| daemon | pings | p50 | p99 |
| --- | --- | --- | --- |
${row('idle', idleMs)}
${row('running a job', busyMs)}

From the request (8 steps) to the first stretch of stems on disk: ${(firstChunkMs / 1000).toFixed(2)} s.
`;
await writeFile(repositoryPath('BENCHMARKS.md'), page);
console.log(page);
