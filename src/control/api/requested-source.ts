/**
 * Requested source: what a request names as its sound, a file within the media roots or a part of the live input.
 *
 * A part is cut at once, while the music is where the client meant; its file is written into the job's folder and stays there
 * beside the stems, whatever becomes of the job.
 */
import { rm, rmdir } from 'node:fs/promises';
import path from 'node:path';

import type { Capture } from '../../capture/capture.js';
import { parseCaptureSpan, spanName } from '../../capture/capture-span.js';
import { saveCut } from '../../capture/save-cut.js';
import type { JobCommand } from '../../jobs/job-command.js';
import { inputsOf } from '../../jobs/job-inputs.js';
import { OperationalError } from '../../operational-error.js';
import type { MediaRoots } from './media-roots.js';

export interface RequestedSource {
  /** what the job is called after */
  readonly name: string;
  readonly isCapture: boolean;
  /** @returns the path, absolute; a part is written there. @throws OperationalError `output-failed` */
  pathIn(outputFolder: string): Promise<string>;
}

export interface RequestedSourceParts {
  readonly mediaRoots: MediaRoots;
  readonly capture: Capture;
  /** parts that are being cut or written now, of all requests */
  readonly captures: { underWay: number };
}

/** More at once are a pad that is stuck, and would fill the disk. */
const MOST_UNDER_WAY = 8;

/**
 * @param place 1, or more where a job has several sources
 * @throws OperationalError as the media roots and the capture do; `queue-full`
 */
export async function requestedSource(
  words: string,
  { mediaRoots, capture, captures }: RequestedSourceParts,
  place = 1,
): Promise<RequestedSource> {
  const span = parseCaptureSpan(words);
  if (span === undefined) {
    const file = await mediaRoots.file(words);
    return {
      name: path.parse(file).name,
      isCapture: false,
      pathIn: () => Promise.resolve(file),
    };
  }
  const cut = await counted(captures, () => capture.cut(span));
  return {
    name: `capture-${spanName(span)}`,
    isCapture: true,
    pathIn: async (outputFolder) => {
      const file = path.join(outputFolder, captureName(place));
      await counted(captures, () => saveCut(cut, file));
      return file;
    },
  };
}

function captureName(place: number): string {
  return place === 1 ? 'capture.wav' : `capture-${place}.wav`;
}

/** Whether a file in a job's folder is a part of the live input. */
export function isCaptureName(name: string): boolean {
  return /^capture(?:-\d+)?\.wav$/.test(name);
}

/** @throws OperationalError `queue-full` */
async function counted<Result>(
  captures: RequestedSourceParts['captures'],
  work: () => Promise<Result>,
): Promise<Result> {
  if (captures.underWay >= MOST_UNDER_WAY) {
    throw new OperationalError(
      'queue-full',
      `${MOST_UNDER_WAY} captures are being written already. Wait until one is.`,
    );
  }
  captures.underWay++;
  try {
    return await work();
  } finally {
    captures.underWay--;
  }
}

/** Removes the parts that were written for a job which is not done. */
export async function discardCaptures(command: JobCommand): Promise<void> {
  await removeCaptures(inputsOf(command), command.outputFolder);
}

/** Removes those of some inputs that are captures, for they lie in the job's own folder. */
export async function removeCaptures(
  inputs: readonly string[],
  outputFolder: string,
): Promise<void> {
  const folder = path.resolve(outputFolder);
  const captures = inputs.filter((input) => path.dirname(input) === folder);
  if (captures.length === 0) return;
  for (const file of captures) await rm(file, { force: true });
  // what somebody else has put there stays
  await rmdir(folder).catch(() => undefined);
}
