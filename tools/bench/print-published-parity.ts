/**
 * By hand, not in CI, because the published code's numbers have no licence to be kept here: what that code gave for its own
 * checkpoints against what ours gives, imported as users import them: npm run parity:msdm -- FOLDER.
 *
 * FOLDER/checkpoints holds full-keys.json and, for each network, tiny.ckpt and expected.npz. Prints the largest differences in PyTorch
 * and in onnxruntime-node, and fails where one is beyond its limit. Needs a Python with PyTorch (STEMWRIGHT_PYTHON).
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { z } from 'zod';

import { denoiserCardOf } from '../../src/model/denoiser-card-of.js';
import { CONFIG } from '../../src/config/config.js';
import { parseJson } from '../../src/json-file.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { openModelSession } from '../../src/model/model-session.js';
import { bindDenoiser } from '../../src/model/onnx-denoiser.js';
import { createStemBlock, samplesOf } from '../../src/signal/stem-block.js';
import { withTemporaryFolder } from '../../test/support/temporary-folder.js';

/** What the published code was run on: its own network at a small size, joint, and one of four independent ones. */
const NETWORKS = [
  { kind: 'joint-4ch', stems: 'bass,drums,guitar,piano' },
  { kind: 'single-1ch', stems: 'bass' },
] as const;
const PYTORCH_LIMIT = 1e-5;
const ONNXRUNTIME_LIMIT = 1e-4;

const casesSchema = z.array(
  z.object({
    sigma: z.number(),
    /** batch, stems, frames */
    shape: z.tuple([z.number(), z.number(), z.number()]),
    /** largest difference from the published numbers */
    pytorch: z.number(),
  }),
);

interface Figures {
  readonly network: string;
  readonly sigma: number;
  readonly pytorch: number;
  readonly onnxruntimeNode: number;
}

const NUMBERS_SCRIPT = path.join(CONFIG.kitFolder, 'tests', 'published_numbers.py');

async function python(...args: string[]): Promise<string> {
  return (await promisify(execFile)(CONFIG.pythonCommand, args)).stdout.trim();
}

async function readFloats(file: string): Promise<Float32Array> {
  return new Float32Array(new Uint8Array(await readFile(file)).buffer);
}

async function compare(
  folder: string,
  work: string,
  stems: string,
): Promise<Omit<Figures, 'network'>[]> {
  const checkpoint = path.join(folder, 'tiny.ckpt');
  await python(CONFIG.checkpointScript, checkpoint, '--out', work, '--stems', stems);
  await python(NUMBERS_SCRIPT, 'NUMBERS', checkpoint, path.join(folder, 'expected.npz'), work);
  const cases = parseJson(await readFile(path.join(work, 'cases.json'), 'utf8'), casesSchema);
  if (cases === undefined) throw new Error(`${NUMBERS_SCRIPT} wrote no cases`);
  const inputs = await readFloats(path.join(work, 'x.f32'));
  const wanted = await readFloats(path.join(work, 'wanted.f32'));
  const model = await loadModelFolder(work);
  const { session } = await openModelSession(model, 'cpu');
  const figures: Omit<Figures, 'network'>[] = [];
  let from = 0;
  for (const { sigma, shape, pytorch } of cases) {
    const [channels, stemCount, frames] = shape;
    const x = createStemBlock({ channels, stems: stemCount, frames });
    const to = from + samplesOf(x);
    x.data.set(inputs.subarray(from, to));
    const conditions = { channels, frames, mixture: null, known: null, knownMask: null };
    const { data } = await bindDenoiser(session, denoiserCardOf(model.card), conditions)(x, sigma);
    const expected = wanted.subarray(from, to);
    const onnxruntimeNode = data.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - expected[i]!)),
      0,
    );
    figures.push({ sigma, pytorch, onnxruntimeNode });
    from = to;
  }
  await session.release();
  return figures;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('npm run parity:msdm -- FOLDER: a folder is missing');
const checkpoints = path.join(folder, 'checkpoints');
const keys = await python(NUMBERS_SCRIPT, 'KEYS', path.join(checkpoints, 'full-keys.json'));
console.log(`The full network has the ${keys} published names and shapes.\n`);
const all: Figures[] = [];
for (const { kind, stems } of NETWORKS) {
  const figures = await withTemporaryFolder((work) =>
    compare(path.join(checkpoints, kind), work, stems),
  );
  all.push(...figures.map((figure) => ({ network: kind, ...figure })));
}
console.log('| network | sigma | PyTorch | onnxruntime-node |\n| --- | --- | --- | --- |');
for (const { network, sigma, pytorch, onnxruntimeNode } of all) {
  console.log(
    `| ${network} | ${sigma} | ${pytorch.toExponential(1)} | ${onnxruntimeNode.toExponential(1)} |`,
  );
}
const isWithin = ({ pytorch, onnxruntimeNode }: Figures) =>
  pytorch <= PYTORCH_LIMIT && onnxruntimeNode <= ONNXRUNTIME_LIMIT;
if (!all.every(isWithin)) {
  console.error(
    `A difference is beyond ${PYTORCH_LIMIT} (PyTorch) or ${ONNXRUNTIME_LIMIT} (onnxruntime-node).`,
  );
  process.exitCode = 1;
}
