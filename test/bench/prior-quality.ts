/**
 * Benchmark: the model as a prior, not only as a separator. How often a generated stem is silent, whether imputed stems keep time
 * with the given ones, and what one step costs on one core.
 *
 * A dataset (DATASET/<track>/<stem>.{wav,flac}) says what real bands do. Without one the bundled recording stands for them, and
 * imputation is not measured: it takes other tracks to shuffle with.
 */
import { startInference } from '../../src/model/inference-handle.js';
import type { LoadedModel } from '../../src/model/model-folder.js';
import { generationSilence } from './generation-silence.js';
import { imputationOnsets } from './imputation-onsets.js';
import { oneCoreSpeed } from './one-core-speed.js';
import { excerptSeconds, realBands } from './prior-audio.js';

/** Where the dataset is, for `npm run bench`. */
export const DATASET_VARIABLE = 'STEMWRIGHT_BENCH_DATASET';

/** Markdown: three tables, each with what it shows. */
export async function priorQuality(
  model: LoadedModel,
  dataset: string | undefined,
): Promise<string> {
  const bands = await realBands(dataset, model.card.stems);
  const real =
    dataset === undefined ? 'the bundled recording' : `${bands.length} tracks of a dataset`;
  const inference = await startInference({ model, provider: 'cpu' });
  try {
    const seconds = excerptSeconds(model.card).toFixed(2);
    return `Generated and imputed with the standard preset, ${seconds} s at a time; real bands: ${real}, cut to that length. A stem is silent
when its RMS over those ${seconds} s is below -47.0 dBFS.

${await generationSilence(inference, bands)}

Onset agreement is the correlation of onset strengths with those of the given stems, 1 for the same rhythm and about 0 for unrelated
ones; the real stem is the upper bound, stems imputed for other tracks (shuffled) the lower one. Mean ± standard error over tracks.

${dataset === undefined ? `Not measured: ${DATASET_VARIABLE} names no dataset.` : await imputationOnsets(inference, bands)}

Seconds for a second of audio, mono at the model's rate; medians.

${await oneCoreSpeed(model)}`;
  } finally {
    await inference.close();
  }
}
