/**
 * Write a clip: runs a job into a folder of stems with its manifest, whole or not at all.
 */
import { basename } from 'node:path';

import type { OutputRules } from '../audio/output-claim.js';
import { createStemFolder, type StemFolder, type StemFolderOptions } from '../audio/stem-folder.js';
import { throwIfCancelled } from '../operational-error.js';
import type { OnClipEvent } from '../clips/clip-event.js';
import type { ClipReport } from '../clips/clip-report.js';
import { manifest, type ClipOrigin } from './manifest.js';
import type { Manifest } from './manifest-schema.js';

/** An earlier result in the folder is replaced when the job is done, not before. */
export interface ClipOutput extends Omit<StemFolderOptions, keyof OutputRules> {
  /** what may be replaced (run-job.ts) */
  readonly rules: OutputRules;
}

export interface ClipWatch {
  readonly signal: AbortSignal;
  /** gets the events of the files, too: `stem` and `writing` */
  readonly onEvent: OnClipEvent;
}

/** @throws whatever the job throws; then nothing of it is left in the folder */
export async function writeClip(
  output: ClipOutput,
  origin: ClipOrigin,
  { signal, onEvent }: ClipWatch,
  job: (sink: StemFolder) => Promise<ClipReport>,
): Promise<Manifest> {
  const { rules, ...place } = output;
  const sink = await createStemFolder({ ...rules, ...place, signal });
  let facts: Manifest;
  try {
    emitFiles(sink, false, onEvent);
    const report = await job(sink);
    throwIfCancelled(signal);
    onEvent({ kind: 'writing' });
    const { encoding, format = 'wav' } = output;
    const stems = Object.fromEntries(sink.files.map(({ stem, path }) => [stem, basename(path)]));
    const files = await sink.measureFiles();
    const { peak, clippedSamples } = sink;
    facts = manifest({ ...origin, report, encoding, format, stems, files, peak, clippedSamples });
    await sink.writeManifest(facts);
    await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
  for (const path of sink.replaced) onEvent({ kind: 'replaced', path });
  emitFiles(sink, true, onEvent);
  return facts;
}

function emitFiles({ files }: StemFolder, finished: boolean, onEvent: OnClipEvent): void {
  for (const { stem, path, temporaryPath } of files) {
    onEvent({ kind: 'stem', stem, path: finished ? path : temporaryPath, finished });
  }
}
