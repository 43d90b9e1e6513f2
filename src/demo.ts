/**
 * The demo: separates the bundled band recording as `stemwright separate` would, and scores the result against its true
 * stems. Run by `npm run demo`; prints where the files are.
 */
import path from 'node:path';

import { openAudioSource } from './audio/open-audio-source.js';
import { storedSample } from './audio/stem-folder.js';
import { createConsole } from './cli/console.js';
import { startProgressBar } from './cli/progress-bar.js';
import { CONFIG } from './config.js';
import type { Manifest } from './engine/manifest.js';
import { samplingPlan } from './engine/sampling-settings.js';
import { separateClip } from './engine/separate-clip.js';
import { writeClip } from './engine/write-clip.js';
import { readTrack } from './evaluation/dataset.js';
import { summarise } from './evaluation/report.js';
import { scoreTrack } from './evaluation/separation-score.js';
import { startInference } from './model/inference-handle.js';
import type { Inference } from './model/inference.js';
import { findModel } from './model/model-library.js';
import { packageVersion } from './package-version.js';

const console = createConsole(false);
const outFolder = path.resolve(CONFIG.outputFolder, 'demo-band');
const { folder: modelFolder } = await findModel(CONFIG.defaultModel, CONFIG.modelFolders);
const inference = await startInference({ folder: modelFolder, provider: CONFIG.defaultProvider });
try {
  const manifest = await separateDemo(inference);
  await tell(inference, manifest);
} finally {
  await inference.close();
}

async function separateDemo(model: Inference): Promise<Manifest> {
  const { card } = model;
  const source = await openAudioSource(path.join(CONFIG.demoFolder, 'mixture.flac'));
  const { rateHz, channels } = source;
  const plan = samplingPlan(card, 'separate', {
    preset: CONFIG.defaultPreset,
    steps: undefined,
    solver: undefined,
    posterior: undefined,
    resamplings: undefined,
    seed: CONFIG.defaultSeed,
  });
  const encoding = CONFIG.encoding;
  console.note(
    `Separating ${source.name} with ${card.name} ${card.version} on ${model.provider} ...`,
  );
  const bar = startProgressBar('demo', console);
  try {
    return await writeClip(
      { folder: outFolder, stems: card.stems, rateHz, channels, encoding },
      { stemwright: packageVersion(), task: 'separate', inputs: [source.name], inference, plan },
      (sink) =>
        separateClip({
          source,
          plan,
          inference: model,
          sink,
          stored: storedSample(encoding),
          onEvent: bar.onEvent,
        }),
    );
  } finally {
    bar.stop();
  }
}

async function tell({ card }: Inference, manifest: Manifest): Promise<void> {
  const truth = await readTrack({ name: 'demo-band', folder: CONFIG.demoFolder }, card.stems);
  const result = await readTrack({ name: 'demo-band', folder: outFolder }, card.stems);
  const { active } = summarise(card.stems, [scoreTrack(truth.stems, result.stems, truth.rateHz)]);
  console.result('');
  console.result('stem      SI-SDR improvement over the mixture');
  for (const stem of card.stems) {
    console.result(`${stem.padEnd(8)}  ${active.perStemDb[stem]?.toFixed(1) ?? '-'} dB`);
  }
  console.result('');
  console.result(
    `The stems sum to the recording within ${manifest.sumErrorDbfs?.toFixed(0) ?? '-'} dBFS.`,
  );
  console.result(
    `${manifest.seconds.toFixed(1)} s for ${(manifest.frames / manifest.rateHz).toFixed(0)} s of stereo: ` +
      `real-time factor ${manifest.realTimeFactor.toFixed(2)}.`,
  );
  console.result(`Files: ${outFolder}`);
  console.result('');
  console.result('Next: npx stemwright separate YOUR-FILE, npx stemwright --help, README.md.');
}
