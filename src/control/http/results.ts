/**
 * Results: what lay in the output folder when the daemon started, what its jobs have made since, and what the one that runs has made so
 * far. A page names results, by the names of their folders, and stems; which files they are is known here.
 */
import path from 'node:path';

import type { Jobs } from '../../jobs/jobs.js';
import { isEnd, type JobEvent } from '../../jobs/job-event.js';
import { OperationalError } from '../../operational-error.js';
import { earlierResults } from './earlier-results.js';
import { openWav } from './open-wav.js';

/** A stem's file; under its temporary name while it grows. */
export interface StemOfResult {
  readonly path: string;
  /** the result's */
  readonly folder: string;
  readonly isFinished: boolean;
}

/** As a page is told of it. */
export interface ToldResult {
  readonly id: string;
  readonly folder: string;
  readonly isFinished: boolean;
  readonly stems: readonly ToldStem[];
}

interface ToldStem {
  readonly stem: string;
  readonly path: string;
  readonly rateHz: number;
  readonly channels: number;
  readonly encoding: string;
  readonly frames: number;
  /** where its samples begin */
  readonly startByte: number;
}

export interface Results {
  /** the newest first */
  all(): Promise<readonly ToldResult[]>;
  /** @throws OperationalError `input-missing` */
  stems(id: string): ReadonlyMap<string, StemOfResult>;
  /** @throws OperationalError `input-missing` */
  stem(id: string, stem: string): StemOfResult;
  /** Of a finished one, absolute. @throws OperationalError `input-missing`, `not-allowed` */
  finishedFolder(id: string): string;
  /** Its folder is another one now. @param folder absolute; undefined: it is gone */
  moved(id: string, folder: string | undefined): void;
  close(): void;
}

/** The oldest are forgotten here; their files stay. */
const MOST_RESULTS = 200;

interface Kept {
  readonly folder: string;
  isFinished: boolean;
  readonly stems: Map<string, StemOfResult>;
  /** of a finished one: its files do not change any more */
  told: ToldResult | undefined;
}

/** @param outputFolder absolute; folders of jobs lie in it */
export async function openResults(
  outputFolder: string,
  jobs: Pick<Jobs, 'subscribe'>,
): Promise<Results> {
  const kept = new Map<string, Kept>();
  /** of jobs that have not ended */
  const underWay = new Map<string, string>();

  function add(folder: string, isFinished: boolean): Kept {
    const added: Kept = { folder, isFinished, stems: new Map(), told: undefined };
    kept.set(path.basename(folder), added);
    const [oldest] = kept.keys();
    if (kept.size > MOST_RESULTS && oldest !== undefined) kept.delete(oldest);
    return added;
  }

  for (const { folder, stems } of await earlierResults(outputFolder, MOST_RESULTS)) {
    const result = add(folder, true);
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
    const result = kept.get(id) ?? add(folder, false);
    result.stems.set(stem, { path: file, folder, isFinished: finished });
  }

  function end({ kind, jobId }: JobEvent): void {
    const id = underWay.get(jobId);
    underWay.delete(jobId);
    if (id === undefined) return;
    const result = kept.get(id);
    if (kind !== 'done') kept.delete(id);
    else if (result !== undefined) result.isFinished = true;
  }

  function stems(id: string): ReadonlyMap<string, StemOfResult> {
    const found = kept.get(id);
    if (found === undefined) throw missing('result', id);
    return found.stems;
  }

  function moved(id: string, folder: string | undefined): void {
    const all = [...kept];
    kept.clear();
    for (const [each, result] of all) {
      // what is told of others may name it
      result.told = undefined;
      if (each !== id) kept.set(each, result);
      else if (folder !== undefined) {
        const stems = [...result.stems].map(([stem, { path: file }]): [string, StemOfResult] => [
          stem,
          { path: path.join(folder, path.basename(file)), folder, isFinished: true },
        ]);
        kept.set(path.basename(folder), { ...result, folder, stems: new Map(stems) });
      }
    }
  }

  return {
    all: async () => {
      const told: ToldResult[] = [];
      for (const [id, result] of [...kept].reverse()) told.push(await toldOf(id, result));
      return told;
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

async function toldOf(id: string, result: Kept): Promise<ToldResult> {
  if (result.told !== undefined) return result.told;
  const { folder, isFinished } = result;
  const told = { id, folder, isFinished, stems: await toldStems(result.stems) };
  if (isFinished) result.told = told;
  return told;
}

/** Those whose files are there: others move and delete them. */
async function toldStems(stems: ReadonlyMap<string, StemOfResult>): Promise<ToldStem[]> {
  const told: ToldStem[] = [];
  for (const [stem, file] of stems) {
    const wav = await openWav(file).catch((error: unknown) => {
      if (error instanceof OperationalError) return undefined;
      throw error;
    });
    if (wav === undefined) continue;
    const { layout, frames, bytes } = wav.header;
    await wav.file.close();
    told.push({ stem, path: file.path, ...layout, frames, startByte: bytes });
  }
  return told;
}

function missing(what: string, name: string): OperationalError {
  return new OperationalError('input-missing', `There is no ${what} ${JSON.stringify(name)}.`);
}
