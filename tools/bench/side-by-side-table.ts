/**
 * Side-by-side figures as a Markdown table, and the file that keeps the last ones for BENCHMARKS.md.
 */
import { readFile } from 'node:fs/promises';

import { parseJson } from '../../src/json-file.js';
import { repositoryPath } from '../../test/support/repository.js';
import { sideBySideSchema, type SideBySide } from './side-by-side-schema.js';

/** Written by `npm run bench:msdm -- FOLDER --keep`. */
export const SIDE_BY_SIDE_FILE = repositoryPath('tools', 'bench', 'last-side-by-side.json');

/** 150 steps, each repeated once: src/sampling/published-presets.ts */
const PUBLISHED_EVALUATIONS = 300;

export function sideBySideTable({ model, seconds }: SideBySide): string {
  const row = (network: string, runner: string, value: number): string =>
    `| ${network} | ${runner} | ${value.toPrecision(2)} | ${(value / seconds.ownHere).toPrecision(2)} |`;
  return [
    '| network | in | s | ratio |',
    '| --- | --- | --- | --- |',
    row(model, 'onnxruntime, our sampler', seconds.ownHere),
    row(model, 'PyTorch, the published sampler', seconds.ownPytorch),
    row('published size', 'onnxruntime, our sampler', seconds.publishedHere),
    row('published size', 'PyTorch', seconds.publishedPytorch),
  ].join('\n');
}

/** The figures that were kept, with what they are; a sentence when none were. */
export async function keptSideBySide(): Promise<string> {
  const text = await readFile(SIDE_BY_SIDE_FILE, 'utf8').catch(() => undefined);
  if (text === undefined)
    return 'Not measured: `npm run bench:msdm -- FOLDER --keep` has not been run.';
  const figures = parseJson(text, sideBySideSchema);
  if (figures === undefined) throw new Error(`${SIDE_BY_SIDE_FILE} holds no figures: delete it.`);
  const publishedSeconds = (PUBLISHED_EVALUATIONS * figures.seconds.publishedPytorch).toFixed(0);
  return `\`npm run bench:msdm -- FOLDER --keep\` with ${figures.model} on ${figures.day}; \`npm run bench\` copies these figures. Processor time of one thread for one evaluation of a second of
audio, mono at 22,050 Hz, by turns in one run (${figures.rounds} rounds of ${figures.frames} frames, medians); the published size is 405 million random weights.

${sideBySideTable(figures)}

A separation with the published settings takes ${PUBLISHED_EVALUATIONS} evaluations of the published network (README.md): ${publishedSeconds} s for a second of audio in PyTorch.
${figures.model} takes one evaluation for a draft.`;
}
