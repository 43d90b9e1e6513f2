/**
 * Measures a model as a prior, not as a separator, and writes PRIOR.md:
 * npm run bench:prior -- --dataset FOLDER [--model FOLDER] [--embedding FOLDER] [--preset NAME] [--tracks N] [--minutes M] [--out FILE].
 *
 * One thread. A track takes 15 times the preset's steps in evaluations of the network; with --minutes no track is begun later.
 */
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { stepsOf } from '../../src/sampler/sampling-plan.js';
import { DEFAULTS } from '../../src/config/settings.js';
import { presetSampling, samplingPlan } from '../../src/sampling/sampling-settings.js';
import { openEmbedding } from '../../src/evaluation/embedding.js';
import { startInference } from '../../src/model/inference-handle.js';
import { loadModelFolder } from '../../src/model/model-folder.js';
import { findModel } from '../../src/model/model-library.js';
import { repositoryPath } from '../../test/support/repository.js';
import { keyTable, onsetTable } from './prior-agreement.js';
import { bandExcerpts, excerptSeconds } from './prior-audio.js';
import { priorDistances, type DistanceRow } from './prior-distances.js';
import { playedBands } from './prior-samples.js';
import { silenceTable } from './prior-silence.js';
import { PRESET_NAMES } from '../../src/sampling/preset-names.js';

const USUAL = { embedding: 'test/fixtures/embeddings/log-mel', preset: 'draft', tracks: 12 };

const { values } = parseArgs({
  options: {
    dataset: { type: 'string' },
    model: { type: 'string' },
    embedding: { type: 'string', default: USUAL.embedding },
    preset: { type: 'string', default: USUAL.preset },
    tracks: { type: 'string', default: String(USUAL.tracks) },
    minutes: { type: 'string', default: 'Infinity' },
    out: { type: 'string', default: repositoryPath('PRIOR.md') },
  },
});
const preset = PRESET_NAMES.find((name) => name === values.preset);
if (values.dataset === undefined || preset === undefined) {
  throw new Error(
    `npm run bench:prior -- --dataset FOLDER [--preset ${PRESET_NAMES.join('|')}]: a dataset is missing, or the preset unknown`,
  );
}
const model = await loadModelFolder(
  values.model ?? (await findModel(DEFAULTS.model, DEFAULTS.modelFolders)).folder,
);
const { card } = model;
const { stems } = card;
const available = await bandExcerpts(values.dataset, card, Number(values.tracks));
const startMs = performance.now();
const minutesSince = (): number => (performance.now() - startMs) / 60_000;
const tell = (what: string): void => {
  console.error(`${minutesSince().toFixed(1)} min: ${what}`);
};
const embedding = await openEmbedding(values.embedding, 1);
const inference = await startInference({ model, provider: 'cpu', threads: 1 });
const played = await playedBands(
  { inference, preset, goOn: () => minutesSince() < Number(values.minutes), onTrack: tell },
  available,
);
await inference.close();
const excerpts = available.slice(0, played[0]!.bands.length);
tell('embeddings');
const { rows, embeddings } = await priorDistances(embedding, excerpts, played, card.sampleRateHz);
await embedding.close();
const cpuSeconds = process.cpuUsage().user / 1e6;

const seconds = excerptSeconds(card).toFixed(2);
const steps = stepsOf(samplingPlan(card, 'impute', presetSampling(preset, 0)));
const distance = (value: number | undefined): string => value?.toFixed(2) ?? '';
const distanceRow = ({ generated: made, real, played: got, shuffled, givenAlone }: DistanceRow) => {
  const names = made.map((stem) => stems[stem]).join(', ');
  const label = made.length === stems.length ? `${names} (from nothing)` : names;
  return `| ${[label, ...[real, got, shuffled, givenAlone].map(distance)].join(' | ')} |`;
};
const options = [
  ...(values.model === undefined ? [] : ['--model FOLDER']),
  ...(values.embedding === USUAL.embedding ? [] : ['--embedding FOLDER']),
  ...(preset === USUAL.preset ? [] : [`--preset ${preset}`]),
  ...(excerpts.length === USUAL.tracks ? [] : [`--tracks ${excerpts.length}`]),
];

const page = `# ${card.name} as a prior

Written by \`npm run bench:prior -- ${['--dataset DATASET', ...options].join(' ')}\` in ${(cpuSeconds / 60).toFixed(0)} minutes of processor time (${os.cpus()[0]?.model.trim() ?? 'unknown'}): how ${card.name} plays
where it is not told what, measured without listeners. From each of ${excerpts.length} tracks of ${path.basename(values.dataset)} two excerpts of ${seconds} s, one model input, are taken: in the first, every choice of
stems is imputed to the others (${played.length - 1} of them), and ${excerpts.length} bands are generated from nothing; the second stands for other real music. A stem is imputed where the real band leaves it out, too. Preset ${preset}, ${steps}
steps: so many that all of it takes minutes (\`--preset\` chooses another).

**${excerpts.length} excerpts are few.** They tell large differences only: two standard errors, where there are any.

## Distance from real bands

Fréchet distances between Gaussians, fitted to embeddings of the mixes of such bands, generated and given stems together, and of the real bands' second excerpts: the form of the paper's sub-FAD. Smaller is nearer.
The embedding is **${embedding.card.name}** (${embedding.card.description}): values compare with one another, not with distances by other embeddings. Every set has ${embeddings} embeddings of ${embedding.card.dimensions} values, from windows that
overlap, of ${excerpts.length} bands. Distances between sets as small as that are too large (their covariances are of a few points), even where both are real: **the real column is the zero of this scale**, the distance between the
first and the second excerpts of the same real bands, at the same size. That zero is one draw, too: a row can lie below it by chance, and differences as large as that tell nothing. *Shuffled* has stems that were generated for the next track in the place of those generated for this one:
nearly the same sounds, so that this measure hardly tells them from stems that fit; the agreements below do. *Given alone* has none in their place: a generated stem that sounds like one takes the mix from there towards real.

| generated | real | with generated stems | shuffled | given alone |
| --- | --- | --- | --- | --- |
${rows.map(distanceRow).join('\n')}

## Silence

A stem is silent when its RMS over those ${seconds} s is below -47.0 dBFS. Bands do leave players out; the real ones', in both excerpts, are the last row.

${silenceTable(stems, excerpts, played)}

## Keeping time

Onset agreement is the correlation of an imputed stem's onset strength with that of the three given ones, smoothed over 100 ms: 1 for the same rhythm, about 0 for unrelated ones. The real stem is the upper
bound, stems imputed for other tracks (shuffled) are the lower one. Only imputed above shuffled shows that the model listened. Mean ± standard error over tracks in which the stem plays.

${onsetTable(stems, excerpts, played)}

## Keeping the key

Key agreement is the correlation of how well an imputed stem and the three given ones fit each of 24 keys (Krumhansl and Kessler's profiles): 1 for the same harmony, about 0 on the mean over unrelated keys. Bounds as above.

${keyTable(stems, excerpts, played)}
`;
await writeFile(values.out, page);
console.log(page);
