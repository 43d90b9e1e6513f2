/**
 * The figures of a soak as a Markdown table, and the file that keeps the last one for BENCHMARKS.md.
 */
import { readFile } from 'node:fs/promises';

import { parseJson } from '../../src/json-file.js';
import { repositoryPath } from '../../test/support/repository.js';
import { soakSchema, type SoakFigures } from './soak-schema.js';

/** Written by `npm run soak -- --keep`. */
export const SOAK_FILE = repositoryPath('tools', 'bench', 'last-soak.json');

export function soakTable(figures: SoakFigures): string {
  const { pingMs, loss } = figures;
  const rows: [string, string][] = [
    ['minutes', String(figures.minutes)],
    ['xruns and overruns in the first minute', String(figures.xrunsInFirstMinute)],
    ['xruns and overruns after it', String(figures.xrunsAfterIt)],
    ['latency the status says, ms', figures.reportedLatencyMs.toFixed(1)],
    ['delay between the devices at the beginning, ms', figures.firstDelayMs.toFixed(1)],
    ['delay between the devices at the end, ms', figures.lastDelayMs.toFixed(1)],
    ['longest stretch at the end that sums exactly, s', figures.exactSeconds.toFixed(1)],
    ['resident memory after a minute, MB', figures.residentMegabytes.toFixed(0)],
    ['growth from there, %', figures.growthPercent.toFixed(1)],
    [
      'ping, median and 99th percentile, ms',
      `${pingMs.median.toFixed(2)}, ${pingMs.p99.toFixed(2)}`,
    ],
    ['SI-SDR improvement live, dB', loss?.liveDb.toFixed(2) ?? 'no run without a gap'],
    ['SI-SDR improvement offline, dB', loss?.offlineDb.toFixed(2) ?? 'no run without a gap'],
  ];
  return [
    '| figure | value |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
  ].join('\n');
}

/** The last soak that was kept, with what it was; a sentence when none was. */
export async function keptSoak(): Promise<string> {
  const text = await readFile(SOAK_FILE, 'utf8').catch(() => undefined);
  if (text === undefined)
    return 'Not measured: `npm run soak -- --minutes 10 --keep` has not been run.';
  const figures = parseJson(text, soakSchema);
  if (figures === undefined) throw new Error(`${SOAK_FILE} holds no figures of a soak: delete it.`);
  return (
    `\`npm run soak -- --minutes ${figures.minutes} --keep\` with ${figures.model} on ${figures.day}: stereo at the recording's rate ` +
    `to 8 channels, between\nPulseAudio's null sinks. \`npm run bench\` copies these figures.\n\n${soakTable(figures)}`
  );
}
