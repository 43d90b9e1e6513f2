/**
 * Benchmark: does memory grow with the length of a recording? Peak resident memory of `stemwright separate` over 20 minutes of
 * 44.1 kHz stereo beside that over two, and what is resident after each minute of the long run.
 */
import { CONFIG } from '../../src/config/config.js';
import { separationMemory } from '../../test/support/separation-memory.js';
import { withTemporaryFolder } from '../../test/support/temporary-folder.js';

const RATE_HZ = 44_100;
const MINUTES = [2, 20];

/** A Markdown table, or a sentence where there is no /proc to read. */
export function longFileMemory(): Promise<string> {
  if (process.platform !== 'linux') return Promise.resolve('Measured on Linux only.');
  return withTemporaryFolder(async (folder) => {
    const lines = [
      '| length | real-time factor | peak MB | MB after each minute of work |',
      '| --- | --- | --- | --- |',
    ];
    for (const minutes of MINUTES) {
      const input = { model: CONFIG.defaultModel, rateHz: RATE_HZ, seconds: 60 * minutes };
      const memory = await separationMemory(folder, input);
      const afterMinutes = memory.minutesMegabytes.map((megabytes) => megabytes.toFixed(0));
      lines.push(
        `| ${minutes} min | ${memory.realTimeFactor.toFixed(2)} | ${memory.peakMegabytes.toFixed(0)} | ` +
          `${afterMinutes.join(' ') || '-'} |`,
      );
    }
    return lines.join('\n');
  });
}
