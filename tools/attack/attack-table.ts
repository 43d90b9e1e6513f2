/**
 * The results of a run as a Markdown table, with what did not hold below it.
 */
import type { AttackResult } from './attack-result.js';

const HEADERS = [
  'attack',
  'tried',
  'outcome',
  'worst ping, ms',
  'pings lost',
  'peak RSS, MB',
  'log, KB',
  'descriptors',
  'also',
];

export function attackTable(results: readonly AttackResult[]): string {
  const rows = results.map((result) => `| ${cells(result).join(' | ')} |`);
  const broken = results.flatMap(({ name, broken }) =>
    broken.map((sentence) => `- ${name}: ${sentence}`),
  );
  const accepted = sum(results, ({ jobs }) => jobs.accepted);
  const ended = sum(results, ({ jobs }) => jobs.ended);
  return [
    `| ${HEADERS.join(' | ')} |`,
    `|${' --- |'.repeat(HEADERS.length)}`,
    ...rows,
    '',
    `${accepted} jobs were accepted, ${ended} of them have ended.`,
    ...(broken.length === 0 ? [] : ['', 'What did not hold:', '', ...broken]),
  ].join('\n');
}

function cells({ name, tried, outcome, figures, others }: AttackResult): string[] {
  const also = [...others].map(([what, value]) => `${what} ${shown(value)}`).join(', ');
  const measured =
    figures === undefined
      ? ['', '', '', '', '']
      : [
          figures.worstPingMs.toFixed(0),
          String(figures.lostPings),
          figures.peakMegabytes.toFixed(0),
          figures.logKilobytes.toFixed(0),
          `${figures.descriptors >= 0 ? '+' : ''}${figures.descriptors}`,
        ];
  return [name, tried, outcome, ...measured, also];
}

function shown(value: number | string): string {
  return typeof value === 'string' || Number.isInteger(value) ? String(value) : value.toFixed(1);
}

function sum(results: readonly AttackResult[], of: (result: AttackResult) => number): number {
  return results.reduce((total, result) => total + of(result), 0);
}
