/**
 * Whether Reaper runs. While it does, what others write to its list of actions is lost: it has the list in memory, and writes it when
 * it ends.
 */
import path from 'node:path';

import { readdir, readText } from '../file-system.js';
import { runSystemCommand } from './system-command.js';

/** False, too, where the system does not tell. */
export async function isReaperRunning(platform: NodeJS.Platform): Promise<boolean> {
  if (platform === 'win32') {
    const { stdout } = await runSystemCommand([
      'tasklist',
      '/NH',
      '/FI',
      'IMAGENAME eq reaper.exe',
    ]);
    return /reaper\.exe/i.test(stdout);
  }
  if (platform === 'darwin') {
    return (await runSystemCommand(['pgrep', '-x', 'REAPER'])).exitCode === 0;
  }
  return (await processNames()).includes('reaper');
}

/** Of Linux. */
async function processNames(): Promise<string[]> {
  const pids = (await readdir('/proc').catch((): string[] => [])).filter((name) =>
    /^\d+$/.test(name),
  );
  const names = await Promise.all(
    // one that has ended meanwhile has no name
    pids.map((pid) => readText(path.join('/proc', pid, 'comm')).catch(() => '')),
  );
  return names.map((name) => name.trimEnd());
}
