/**
 * The lines a finished clip is reported with.
 */
import path from 'node:path';

import type { Manifest } from '../jobs/manifest-schema.js';

export function summaryLines(folder: string, manifest: Manifest): string[] {
  const { seconds, realTimeFactor, model, provider, sumErrorDbfs } = manifest;
  const sum =
    sumErrorDbfs === null
      ? ''
      : `; the stems sum to the input within ${sumErrorDbfs.toFixed(0)} dBFS`;
  return [
    ...[...new Set(Object.values(manifest.stems))].map((file) => path.join(folder, file)),
    `${seconds.toFixed(1)} s (real-time factor ${realTimeFactor.toFixed(2)}), ` +
      `${model.name} ${model.version} on ${provider}${stepsText(manifest)}${sum}`,
  ];
}

/** A separator has none. */
function stepsText({ steps, solver }: Manifest): string {
  return solver === null ? '' : `, ${steps} ${steps === 1 ? 'step' : 'steps'}`;
}
