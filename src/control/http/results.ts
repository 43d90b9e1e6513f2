/**
 * Results: what lay in the output folder when the daemon started, what its jobs have made since, and what the one that runs has made so
 * far. A page names results, by the names of their folders, and stems; which files they are is known here.
 */
import path from 'node:path';

import { realpath, stat } from '../../file-system.js';
import type { Jobs } from '../../jobs/jobs.js';
import { isEnd, type JobEvent } from '../../jobs/job-event.js';
import type { Manifest } from '../../jobs/manifest-schema.js';
import { OperationalError } from '../../operational-error.js';
import type { Models } from '../api/engine.js';
import { earlierResults } from './earlier-results.js';
import { knownFolders, movedInputs, originOf, sumsToRecording } from './result-origin.js';
import type { StemOfResult } from './stem-of-result.js';
import { toldRecording, toldStems, type ToldResult } from './told-result.js';

export interface Results {
  /** the newest first */
  all(): Promise<readonly ToldResult[]>;
  /** @throws OperationalError `input-missing` */
  stems(id: string): ReadonlyMap<string, StemOfResult>;
  /** @throws OperationalError `input-missing` */
  stem(id: string, stem: string): StemOfResult;
  /** Of a finished one, absolute. @throws OperationalError `input-missing`, `not-allowed` */
  finishedFolder(id: string): string;
  /**
   * Its folder is another one now.
   * @param move undefined: it is gone
   * @returns the folders of results whose inputs lay in it, and lie in the other now
   */
  moved(id: string, move: Move | undefined): readonly string[];
  close(): void;
}

/** Of a folder, by another name. Each is absolute. */
export interface Move {
  readonly folder: string;
  /** as inputs name it, links followed: where it was, and is */
  readonly from: string;
  readonly to: string;
}

/** The oldest are forgotten here; their files stay. */
const MOST_RESULTS = 200;

interface Kept {
  readonly folder: string;
  readonly stems: Map<string, StemOfResult>;
  isFinished: boolean;
  /** undefined also of what an earlier release has made */
  manifest: Manifest | undefined;
  /** of a finished one: it holds as long as nobody adds, renames or deletes a file of it */
  told: { readonly folderMs: number; readonly result: ToldResult } | undefined;
}

export interface ResultsParts {
  readonly jobs: Pick<Jobs, 'subscribe'>;
  readonly models: Pick<Models, 'card'>;
}

/** @param outputFolder absolute; folders of jobs lie in it */
export async function openResults(
  outputFolder: string,
  { jobs, models }: ResultsParts,
): Promise<Results> {
  const kept = new Map<string, Kept>();
  /** of jobs that have not ended */
  const underWay = new Map<string, string>();

  function add(folder: string): Kept {
    const added: Kept = {
      folder,
      stems: new Map(),
      isFinished: false,
      manifest: undefined,
      told: undefined,
    };
    kept.set(path.basename(folder), added);
    const [oldest] = kept.keys();
    if (kept.size > MOST_RESULTS && oldest !== undefined) kept.delete(oldest);
    return added;
  }

  for (const { folder, stems, manifest } of await earlierResults(outputFolder, MOST_RESULTS)) {
    const result = add(folder);
    result.isFinished = true;
    result.manifest = manifest;
    for (const [stem, file] of stems) {
      result.stems.set(stem, { path: file, folder, isFinished: true });
    }
  }

  const close = jobs.subscribe((event) => {
    if (event.kind === 'stem') keep(event);
    else if (isEnd(event)) end(event);
  });

  function keep({ jobId, stem, path: file, finished }: Extract<JobEvent, { kind: 'stem' }>): void {
    const folder = path.dirname(file);
    const id = path.basename(folder);
    underWay.set(jobId, id);
    const result = kept.get(id) ?? add(folder);
    result.stems.set(stem, { path: file, folder, isFinished: finished });
  }

  function end(event: JobEvent): void {
    const id = underWay.get(event.jobId);
    underWay.delete(event.jobId);
    if (id === undefined) return;
    const result = kept.get(id);
    if (event.kind !== 'done') kept.delete(id);
    else if (result !== undefined) {
      result.isFinished = true;
      result.manifest = event.manifest;
    }
  }

  function stems(id: string): ReadonlyMap<string, StemOfResult> {
    const found = kept.get(id);
    if (found === undefined) throw missing('result', id);
    return found.stems;
  }

  function moved(id: string, move: Move | undefined): readonly string[] {
    const all = [...kept];
    const changed: string[] = [];
    kept.clear();
    for (const [each, result] of all) {
      // what is told of others may name it
      result.told = undefined;
      const { manifest } = result;
      if (move !== undefined && manifest !== undefined) {
        const inputs = movedInputs(manifest.inputs, move);
        if (inputs.some((input, place) => input !== manifest.inputs[place])) {
          result.manifest = { ...manifest, inputs };
          changed.push(result.folder);
        }
      }
      if (each !== id) kept.set(each, result);
      else if (move !== undefined) {
        const { folder } = move;
        const stems = [...result.stems].map(([stem, { path: file }]): [string, StemOfResult] => [
          stem,
          { path: path.join(folder, path.basename(file)), folder, isFinished: true },
        ]);
        kept.set(path.basename(folder), { ...result, folder, stems: new Map(stems) });
      }
    }
    return changed;
  }

  /**
   * The result that an imputation was made to fit; of one that fits other takes, theirs.
   * @param passed those that led here: what others have written may lead round
   */
  async function takeOf(
    manifest: Manifest,
    passed: ReadonlySet<string> = new Set(),
  ): Promise<string | undefined> {
    for (const folder of knownFolders(manifest)) {
      const id = path.basename(folder);
      const found = kept.get(id);
      if (found === undefined || passed.has(id) || !(await isSameFolder(found.folder, folder))) {
        continue;
      }
      if (found.manifest?.task !== 'impute') return id;
      const original = await takeOf(found.manifest, new Set([...passed, id]));
      if (original !== undefined) return original;
    }
    return undefined;
  }

  /** @returns undefined where its folder is gone: it may come back from the trash */
  async function toldOf(id: string, result: Kept): Promise<ToldResult | undefined> {
    const { folder, isFinished, manifest } = result;
    if (!isFinished) return told(id, result);
    const folderMs = (await stat(folder).catch(() => undefined))?.mtimeMs;
    if (folderMs === undefined) return undefined;
    if (result.told?.folderMs === folderMs) return result.told.result;
    const card = manifest && (await models.card(manifest.model.name).catch(() => undefined));
    const plain = await told(id, result);
    const isRecorded =
      manifest !== undefined &&
      sumsToRecording(manifest, card) &&
      plain.stems.length === result.stems.size;
    const full = {
      ...plain,
      origin: manifest && originOf(manifest),
      takeOf: manifest && (await takeOf(manifest)),
      recording: isRecorded ? toldRecording(id, plain.stems) : undefined,
    };
    result.told = { folderMs, result: full };
    return full;
  }

  async function told(id: string, { folder, isFinished, stems: own }: Kept): Promise<ToldResult> {
    return { id, folder, isFinished, stems: await toldStems(id, own) };
  }

  return {
    all: async () => {
      const all: ToldResult[] = [];
      for (const [id, result] of [...kept].reverse()) {
        const found = await toldOf(id, result);
        if (found !== undefined) all.push(found);
      }
      return all;
    },
    stems,
    stem(id, stem) {
      const found = stems(id).get(stem);
      if (found === undefined) throw missing('stem', stem);
      return found;
    },
    finishedFolder(id) {
      const found = kept.get(id);
      if (found === undefined) throw missing('result', id);
      if (found.isFinished) return found.folder;
      throw new OperationalError(
        'not-allowed',
        `${JSON.stringify(id)} is not done yet. Wait for its job, or cancel it.`,
      );
    },
    moved,
    close,
  };
}

/** Jobs are given real paths, links followed. */
async function isSameFolder(a: string, b: string): Promise<boolean> {
  if (a === b) return true;
  const [realA, realB] = await Promise.all([a, b].map((each) => realpath(each).catch(() => each)));
  return realA === realB;
}

function missing(what: string, name: string): OperationalError {
  return new OperationalError('input-missing', `There is no ${what} ${JSON.stringify(name)}.`);
}
