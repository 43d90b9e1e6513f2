/**
 * One at a time: of all that change what is installed, one process of this user does it; two would each write a record without what
 * the other has done.
 *
 *   ~/.config/stemwright/installing-<pid>
 *
 * Whoever finds the mark of another that runs gives way. Two that begin together may both do so, and neither has changed anything.
 */
import path from 'node:path';

import { createFolder } from '../audio/create-folder.js';
import { isRunning } from '../audio/output-file.js';
import { outputFailed } from '../audio/output-failed.js';
import { writeFlushed } from '../audio/whole-file.js';
import { CONFIG } from '../config/config.js';
import { readdir, removeFile } from '../file-system.js';
import { OperationalError } from '../operational-error.js';

const FOLDER = path.dirname(CONFIG.configFile);
const MARK = /^installing-(\d+)$/;

/** @throws OperationalError `not-allowed` while another one is at it; `output-failed`; what the work throws */
export async function oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
  const own = path.join(FOLDER, `installing-${process.pid}`);
  try {
    try {
      await createFolder(FOLDER);
      await writeFlushed(own, '', { flags: 'w', mode: 0o600 });
      await refuseBesideAnother();
    } catch (error) {
      throw outputFailed(own, error);
    }
    return await work();
  } finally {
    // one that stays is no other's to wait for: this process ends
    await removeFile(own).catch(() => undefined);
  }
}

async function refuseBesideAnother(): Promise<void> {
  for (const name of await readdir(FOLDER)) {
    const pid = Number(MARK.exec(name)?.[1]);
    if (Number.isNaN(pid) || pid === process.pid) continue;
    const mark = path.join(FOLDER, name);
    if (!isRunning(pid)) {
      await removeFile(mark);
      continue;
    }
    throw new OperationalError(
      'not-allowed',
      `Another "stemwright" installs or removes something, as process ${pid}. Run this again when it has ended; if that process is none of Stemwright's, remove ${mark}.`,
    );
  }
}
