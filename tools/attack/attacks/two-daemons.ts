/**
 * Two daemons of one user: the newer ends, and scripts still find the older.
 */
import { readRuntimeFile, runtimeFilePath } from '../../../src/control/osc/runtime-file.js';
import type { Attack } from '../attack.js';

export const twoDaemons: Attack = {
  name: 'two-daemons',
  holds: 'The runtime file names a daemon that runs, as long as one does.',
  seconds: { long: 10 },
  run: async ({ target, tried, expect }) => {
    const older = await target({});
    const { runtimeFolder, pid } = older.daemon;
    const newer = await target({ runtimeFolder });
    await newer.stop();
    tried('stops of the newer');
    const record = await readRuntimeFile(runtimeFilePath({ XDG_RUNTIME_DIR: runtimeFolder }));
    expect(record?.pid === pid, 'nothing leads to the older daemon when the newer has ended');
    await newer.restart();
  },
};
