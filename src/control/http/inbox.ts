/**
 * Inbox: recordings that pages upload, each streamed into a file in a folder of its own, so that it keeps its name.
 *
 *   <folder>/<pid of the daemon>/<number>/<safe name>
 *
 * They are copies: all of a daemon's go when it ends, those of a daemon that was killed when the next one starts, one that is an hour old
 * as soon as no job waits or runs, and where there are too many the oldest that no job needs. One that comes too slowly is given up, so that nobody holds the places of others.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';

import { createFolder } from '../../audio/create-folder.js';
import { outputFailed } from '../../audio/output-failed.js';
import { isRunning } from '../../audio/output-file.js';
import { ifMissing } from '../../file-errors.js';
import { open, readdir, realpath } from '../../file-system.js';
import type { Jobs } from '../../jobs/jobs.js';
import type { LogPort } from '../../log-port.js';
import { OperationalError } from '../../operational-error.js';
import { safeFileName } from '../../safe-file-name.js';

export interface Inbox {
  /**
   * Resolves when all of it is there.
   * @param name what the user calls it
   * @returns the file's absolute path
   * @throws OperationalError `queue-full`, `bad-argument`, `output-failed`, `cancelled`; then nothing of it is left
   */
  take(name: string, body: ReadableStream<Uint8Array> | null, signal: AbortSignal): Promise<string>;
  /** Removes everything. */
  close(): Promise<void>;
}

export interface InboxOptions {
  /** absolute */
  readonly folder: string;
  readonly jobs: Pick<Jobs, 'list'>;
  readonly log: LogPort;
  readonly limits?: Partial<InboxLimits>;
}

export interface InboxLimits {
  /** of one recording */
  readonly mostBytes: number;
  readonly mostAtOnce: number;
  readonly mostFiles: number;
  /** what is waited for must bring so many bytes each paceMs */
  readonly leastPaceBytes: number;
  readonly paceMs: number;
  /** so old it goes, where no job waits or runs */
  readonly unusedMs: number;
  readonly sweepPeriodMs: number;
}

const LIMITS: InboxLimits = {
  // 6 hours of 8 channels of float32 at 96 kHz are 66 GB: nobody drops that onto a page
  mostBytes: 16 * 2 ** 30,
  mostAtOnce: 8,
  mostFiles: 200,
  // a tenth of a slow network's
  leastPaceBytes: 64 * 1024,
  paceMs: 10_000,
  unusedMs: 60 * 60 * 1000,
  sweepPeriodMs: 10 * 60 * 1000,
};

/** Clears away what daemons have left that were killed; where that cannot be done it says so. */
export async function openInbox(options: InboxOptions): Promise<Inbox> {
  const { jobs, log } = options;
  const limits = { ...LIMITS, ...options.limits };
  const { mostAtOnce, mostFiles, unusedMs, sweepPeriodMs } = limits;
  const own = path.join(options.folder, String(process.pid));
  await removeOfOthersGone(options.folder).catch((error: unknown) => {
    log.warn(
      { err: error, folder: options.folder },
      'the inbox cannot be cleared of an earlier daemon’s recordings',
    );
  });
  /** folder of one recording -> when it was whole */
  const held = new Map<string, number>();
  const underWay = new Set<AbortController>();
  let count = 0;

  async function sweep(): Promise<void> {
    if (jobs.list().length > 0) return;
    const old = [...held].filter(([, sinceMs]) => performance.now() - sinceMs > unusedMs);
    for (const [folder] of old) {
      held.delete(folder);
      await rm(folder, { recursive: true, force: true });
    }
  }
  /** For one that is counted among those under way already. @throws OperationalError `queue-full` where all are needed */
  async function makeRoom(): Promise<void> {
    if (held.size + underWay.size <= mostFiles) return;
    // jobs name them with links followed
    const real = await realpath(own);
    const inUse = jobs.list().flatMap(({ inputs }) => inputs.map((input) => path.dirname(input)));
    const isNeeded = (folder: string) =>
      [own, real].some((each) => inUse.includes(path.join(each, path.basename(folder))));
    const oldest = [...held.keys()].find((folder) => !isNeeded(folder));
    if (oldest === undefined) throw full();
    held.delete(oldest);
    await rm(oldest, { recursive: true, force: true });
  }

  function full(): OperationalError {
    return new OperationalError(
      'queue-full',
      `The inbox takes ${mostAtOnce} recordings at once and holds ${mostFiles}. Wait until some are done.`,
    );
  }

  const sweeping = setInterval(() => {
    sweep().catch((error: unknown) => {
      log.warn({ err: error }, 'a recording cannot be removed from the inbox');
    });
  }, sweepPeriodMs);
  sweeping.unref();

  return {
    async take(name, body, signal) {
      if (underWay.size >= mostAtOnce) throw full();
      if (body === null)
        throw new OperationalError('bad-argument', 'Expected a recording, got nothing.');
      const ending = new AbortController();
      underWay.add(ending);
      const folder = path.join(own, String(++count));
      const file = path.join(folder, safeFileName(name));
      try {
        await makeRoom();
        await createFolder(folder, 0o700);
        await write(file, body, { ...limits, signal: AbortSignal.any([signal, ending.signal]) });
        held.set(folder, performance.now());
        return file;
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        if (error instanceof OperationalError) throw error;
        throw outputFailed(`The upload ${JSON.stringify(name)}`, error);
      } finally {
        underWay.delete(ending);
      }
    },
    async close() {
      clearInterval(sweeping);
      for (const ending of underWay) ending.abort();
      await rm(own, { recursive: true, force: true });
    },
  };
}

/** @throws OperationalError `bad-argument` where there is too much, `cancelled`; what the system says */
async function write(
  file: string,
  body: ReadableStream<Uint8Array>,
  { mostBytes, leastPaceBytes, paceMs, signal }: InboxLimits & { readonly signal: AbortSignal },
): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  const reader = body.getReader();
  const stop = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', stop);
  let [bytes, bytesBefore] = [0, 0];
  let [isWaiting, isTooSlow] = [false, false];
  const pace = setInterval(() => {
    // the disk may be what is slow
    isTooSlow ||= isWaiting && bytes - bytesBefore < leastPaceBytes;
    bytesBefore = bytes;
    if (isTooSlow) stop();
  }, paceMs);
  try {
    for (;;) {
      isWaiting = true;
      const { done, value } = await reader.read().catch(() => {
        throw brokenOff();
      });
      isWaiting = false;
      if (signal.aborted) throw brokenOff();
      if (isTooSlow) throw tooSlow();
      if (done) break;
      bytes += value.length;
      if (bytes > mostBytes) {
        throw new OperationalError(
          'bad-argument',
          `Expected a recording of at most ${mostBytes} bytes. Separate longer ones with "stemwright separate".`,
        );
      }
      await handle.writeFile(value);
    }
    if (bytes === 0)
      throw new OperationalError('bad-argument', 'Expected a recording, got nothing.');
  } finally {
    clearInterval(pace);
    signal.removeEventListener('abort', stop);
    stop();
    await handle.close();
  }
}

function brokenOff(): OperationalError {
  return new OperationalError('cancelled', 'The upload was broken off.');
}

function tooSlow(): OperationalError {
  return new OperationalError('cancelled', 'The upload came too slowly, and was given up.');
}

async function removeOfOthersGone(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(ifMissing<string[]>([]))) {
    const pid = Number(name);
    if (!Number.isSafeInteger(pid) || pid <= 0 || (pid !== process.pid && isRunning(pid))) continue;
    await rm(path.join(folder, name), { recursive: true, force: true });
  }
}
