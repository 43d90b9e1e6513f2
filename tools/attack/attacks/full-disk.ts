/**
 * Full disk: outputs and the journal lie on a file system of a megabyte, which is full, and then has room again.
 */
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { repositoryPath } from '../../../test/support/repository.js';
import { NotTried, type Attack } from '../attack.js';
import { lookAtOutputs } from '../whole-results.js';

const run = promisify(execFile);
const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');

export const fullDisk: Attack = {
  name: 'full-disk',
  holds:
    'A full disk ends the job at hand with a sentence; what lay there stays, and the next job is done when there is room.',
  seconds: { short: 3, long: 15 },
  needs: ['root'],
  run: async ({ isOver, folder, target, tried, expect }) => {
    const disk = await folder();
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).catch((error: unknown) => {
      throw new NotTried(`no file system may be mounted (${String(error)})`);
    });
    try {
      const outputs = path.join(disk, 'out');
      const watched = await target({
        args: ['--out', outputs, '--state-folder', path.join(disk, 'state')],
      });
      do {
        const kept = (await lookAtOutputs(outputs)).whole;
        const full = await watched.ask('separate', RECORDING, 'steps', 1);
        expect(full.end === 'output-failed', `a job on a full disk ended in ${full.end}`);
        const filler = path.join(disk, 'filler');
        // to the last byte: not even a journal's entry has room
        await writeFile(filler, Buffer.alloc(2 ** 20)).catch(() => undefined);
        const last = await watched.separate();
        expect(last === 'output-failed', `a job without a byte of room ended in ${last}`);
        await rm(filler);
        const now = await lookAtOutputs(outputs);
        expect(
          kept.every((result) => now.whole.includes(result)),
          'an older result is damaged',
        );
        const left = [...now.broken, ...now.temporary];
        expect(left.length === 0, `it left ${left.join()}`);
        const end = await watched.separate();
        expect(end === 'done', `with room again a job ended in ${end}`);
        tried('full disks');
        for (const result of now.whole) await rm(path.join(outputs, result), { recursive: true });
      } while (!isOver());
    } finally {
      await run('umount', ['-l', disk]);
    }
  },
};
