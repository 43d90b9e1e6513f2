/**
 * By hand, not in CI: what a separator of HTDemucs' cost and shape takes (a network of random weights, made on the fly), from
 * import to stems: npm run bench:separator -- [--seconds N] [--graph FILE.onnx].
 *
 * Each separation is a process of its own, as a user starts it; of one chunk: its first run, with what opening the graph takes.
 * Needs a Python with PyTorch (STEMWRIGHT_PYTHON), and Linux, whose /proc says how much memory is resident.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { CONFIG } from '../../src/config/config.js';
import { createFreshHome } from '../../test/support/fresh-home.js';
import { runCli } from '../../test/support/run-cli.js';
import { separationMemory } from '../../test/support/separation-memory.js';
import { withTemporaryFolder } from '../../test/support/temporary-folder.js';

const RATE_HZ = 44_100;
const MODEL = 'large';
/** no more than one chunk of 343980 frames */
const FIRST_RUN_SECONDS = 7;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    graph: { type: 'string' },
  },
});
await withTemporaryFolder(async (folder) => {
  const graph = values.graph === undefined ? await randomGraph(folder) : path.resolve(values.graph);
  const { env } = await createFreshHome(folder);
  await inSeconds('import', () =>
    succeed(runCli(['models', 'import', graph, '--name', MODEL], { env })),
  );
  console.log(
    '| recording, s | from start to end, s | seconds of audio per second of work | peak MB |\n| --- | --- | --- | --- |',
  );
  for (const seconds of [FIRST_RUN_SECONDS, Number(values.seconds)]) {
    const startMs = performance.now();
    const { peakMegabytes, realTimeFactor } = await separationMemory(folder, {
      model: MODEL,
      rateHz: RATE_HZ,
      seconds,
      sampling: [],
      env,
    });
    const wholeSeconds = (performance.now() - startMs) / 1000;
    console.log(
      `| ${seconds} | ${wholeSeconds.toFixed(1)} | ${(1 / realTimeFactor).toFixed(2)} | ${peakMegabytes.toFixed(0)} |`,
    );
  }
});

async function randomGraph(folder: string): Promise<string> {
  const file = path.join(folder, `${MODEL}.onnx`);
  const made = await promisify(execFile)(
    CONFIG.pythonCommand,
    ['-m', 'stemwright_kit.separators.large_graph', file],
    { cwd: CONFIG.kitFolder },
  );
  console.log(`Graph: ${made.stdout.trim()}`);
  return file;
}

async function succeed(command: ReturnType<typeof runCli>): Promise<void> {
  const { exitCode, stderr } = await command;
  if (exitCode !== 0) throw new Error(stderr);
}

async function inSeconds(what: string, work: () => Promise<void>): Promise<void> {
  const startMs = performance.now();
  await work();
  console.log(`${what}: ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}
