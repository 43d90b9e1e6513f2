/**
 * Prints a soak of the daemon: npm run soak:daemon -- [--minutes N] [--seed N]. Exits with 1 when a job had no end or more than
 * one, memory grew, pings took longer than is promised of a machine that does nothing else, or the log has errors.
 */
import { parseArgs } from 'node:util';

import { withPulseServer } from '../../test/support/pulse-server.js';
import { withTemporaryFolder } from '../../test/support/temporary-folder.js';
import { JUNK_PACKETS_PER_SECOND, soakDaemon, type SoakFigures } from './daemon-soak.js';
import { hasSoundServer, SINKS } from './sound-devices.js';
import { endTargetsOnSignals } from './target-daemon.js';

const MOST_GROWTH_PERCENT = 5;
/** the 99th percentile, by phase: beside a job alone, and under junk */
const MOST_P99_MS = [10, 25, 25];

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
  },
});
endTargetsOnSignals();
const options = { minutes: Number(values.minutes), seed: Number(values.seed) };
const figures = await withTemporaryFolder((folder) =>
  hasSoundServer()
    ? withPulseServer(SINKS, [], (sound) => soakDaemon({ ...options, folder, sound }))
    : soakDaemon({ ...options, folder, sound: undefined }),
);
console.log(table(figures));
const { ends, faults, growthPercent, oddLines, phases } = figures;
for (const sentence of [...faults, ...oddLines]) console.error(sentence);
const isFlat = Number.isNaN(growthPercent) || growthPercent <= MOST_GROWTH_PERCENT;
const isWhole = !ends.has('none') && faults.length === 0 && oddLines.length === 0;
const isPrompt = phases.every(({ p99Ms }, phase) => p99Ms <= MOST_P99_MS[phase]!);
process.exitCode = isFlat && isWhole && isPrompt ? 0 : 1;

function table(soak: SoakFigures): string {
  const rows: (readonly [string, string])[] = [
    ['minutes', values.minutes],
    ['live session', hasSoundServer() ? 'between two sound devices' : 'none: no sound server'],
    [`junk packets, ${JUNK_PACKETS_PER_SECOND} a second`, String(soak.junkPackets)],
    ['jobs accepted', String(soak.acceptedJobs)],
    ['their ends', [...soak.ends].map(([end, count]) => `${count} ${end}`).join(', ')],
    ...soak.phases.map(
      ({ name, pings, lost, medianMs, p99Ms }, phase) =>
        [
          `ping ${name}: median, 99th percentile (promised: ${MOST_P99_MS[phase]!}), ms`,
          `${medianMs.toFixed(2)}, ${p99Ms.toFixed(2)} (${lost} of ${pings} lost)`,
        ] as const,
    ),
    [
      'resident memory each minute, MB',
      soak.residentMegabytes.map((mb) => mb.toFixed(0)).join(' '),
    ],
    [
      `growth after the first minutes (promised: ${MOST_GROWTH_PERCENT}), %`,
      shownGrowth(soak.growthPercent),
    ],
    ['descriptors more at the end', String(soak.descriptorsMore)],
    ['log, KB', soak.logKilobytes.toFixed(0)],
    ['errors in the log', String(soak.oddLines.length)],
  ];
  return [
    '| figure | value |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
  ].join('\n');
}

function shownGrowth(percent: number): string {
  return Number.isNaN(percent) ? 'too short to say' : percent.toFixed(1);
}
