/**
 * Results: what jobs have made since the daemon started, and what the one that runs has made so far, by the job's id. A page names
 * results and stems; which files they are is known here.
 */
import path from 'node:path';

import type { Jobs } from '../../jobs/jobs.js';
import { isEnd, type JobEvent } from '../../jobs/job-event.js';
import { OperationalError } from '../../operational-error.js';
import { openWav, type OpenWav } from './open-wav.js';

/** A stem's file; under its temporary name while it grows. */
export interface StemOfResult {
  readonly path: string;
  /** the result's */
  readonly folder: string;
  readonly isFinished: boolean;
}

export interface Result {
  /** what people call it */
  readonly name: string;
  readonly stems: ReadonlyMap<string, StemOfResult>;
}

/** As a page is told of it. */
export interface ToldResult {
  readonly id: string;
  readonly name: string;
  readonly folder: string;
  readonly isFinished: boolean;
  readonly stems: readonly ToldStem[];
}

export interface ToldStem extends Pick<OpenWav['header'], 'frames'> {
  readonly stem: string;
  readonly path: string;
  readonly rateHz: number;
  readonly channels: number;
  readonly encoding: string;
  /** where its samples begin */
  readonly startByte: number;
}

export interface Results {
  /** the newest first */
  all(): Promise<readonly ToldResult[]>;
  /** @throws OperationalError `input-missing` */
  find(id: string): Result;
  /** @throws OperationalError `input-missing` */
  stem(id: string, stem: string): StemOfResult;
  close(): void;
}

/** The oldest are forgotten here; their files stay. */
const MOST_RESULTS = 200;

interface Kept {
  readonly folder: string;
  isFinished: boolean;
  readonly stems: Map<string, StemOfResult>;
}

export function createResults(jobs: Pick<Jobs, 'subscribe'>): Results {
  const kept = new Map<string, Kept>();

  const close = jobs.subscribe((event) => {
    if (event.kind === 'stem') keep(event);
    else if (event.kind === 'done') finish(event.jobId);
    else if (isEnd(event)) kept.delete(event.jobId);
  });

  function keep({ jobId, stem, path: file, finished }: Extract<JobEvent, { kind: 'stem' }>): void {
    const folder = path.dirname(file);
    const result = kept.get(jobId) ?? { folder, isFinished: false, stems: new Map() };
    result.stems.set(stem, { path: file, folder, isFinished: finished });
    kept.set(jobId, result);
    const [oldest] = kept.keys();
    if (kept.size > MOST_RESULTS && oldest !== undefined) kept.delete(oldest);
  }

  function finish(jobId: string): void {
    const result = kept.get(jobId);
    if (result !== undefined) result.isFinished = true;
  }

  function find(id: string): Result {
    const found = kept.get(id);
    if (found === undefined) throw missing('result', id);
    return { name: path.basename(found.folder), stems: found.stems };
  }

  return {
    all: async () => {
      const told: ToldResult[] = [];
      for (const [id, { folder, isFinished, stems }] of [...kept].reverse()) {
        const name = path.basename(folder);
        told.push({ id, name, folder, isFinished, stems: await toldStems(stems) });
      }
      return told;
    },
    find,
    stem(id, stem) {
      const found = find(id).stems.get(stem);
      if (found === undefined) throw missing('stem', stem);
      return found;
    },
    close,
  };
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
    await wav.handle.close();
    told.push({ stem, path: file.path, ...layout, frames, startByte: bytes });
  }
  return told;
}

function missing(what: string, name: string): OperationalError {
  return new OperationalError('input-missing', `There is no ${what} ${JSON.stringify(name)}.`);
}
