/**
 * Packed files: what the npm package would hold, and what it must hold for "npm i -g stemwright" and "stemwright setup" to work, and for its pages to lead somewhere.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { z } from 'zod';

import { CONFIG } from '../../src/config/config.js';
import { deviceCopies } from '../../src/installation/install-live.js';
import { reaperCopies } from '../../src/installation/install-reaper.js';
import { parseJson } from '../../src/json-file.js';

/** What those who install it read. */
const PAGES = ['README.md', 'max-for-live/README.md', 'reaper-scripts/README.md'];

const packSchema = z.array(z.object({ files: z.array(z.object({ path: z.string() })) })).length(1);

/** Of what is built now; nothing is run or written. */
export function packedFiles(): string[] {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'];
  const said = execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const parsed = parseJson(said, packSchema);
  if (parsed === undefined) throw new Error(`npm pack says what is not understood: ${said}`);
  return parsed[0]!.files.map((file) => file.path);
}

export async function packageFaults(files: readonly string[]): Promise<string[]> {
  const installed = [...(await deviceCopies()), ...(await reaperCopies())];
  const needed = [
    'dist/src/main.js',
    ...installed.map(({ from }) => path.relative(CONFIG.packageFolder, from)),
    'models/band-v5/model.json',
    'models/band-v5/model.onnx',
    'README.md',
    'LICENSE',
  ];
  const missing = needed.filter((file) => !files.includes(file));
  const foreign = files.filter((file) => /^(test|tools|dist\/(test|tools)|\.ci)\//.test(file));
  return [
    ...missing.map((file) => `The package lacks ${file}.`),
    ...foreign.slice(0, 3).map((file) => `The package has ${file}, which nobody needs.`),
    ...PAGES.flatMap((page) => deadLinks(page, files)),
  ];
}

function deadLinks(page: string, files: readonly string[]): string[] {
  const text = readFileSync(path.join(CONFIG.packageFolder, page), 'utf8');
  return [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, link]) => link!)
    .filter((link) => !link.includes(':'))
    .map((link) => path.posix.join(path.posix.dirname(page), link))
    .filter((target) => !files.some((file) => file === target || file.startsWith(`${target}/`)))
    .map((target) => `${page} leads to ${target}, which the package lacks.`);
}
