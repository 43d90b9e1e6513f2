/**
 * Install report: what an installation did, or took back, as sentences for people and as a value for programs.
 */
import path from 'node:path';

export interface InstallReport {
  readonly program: 'live' | 'reaper';
  /** Live's User Library, or Reaper's resource path */
  readonly folder: string;
  /** paths below the folder: written now, the user's that lie beside under another name, taken away, left as the user has them */
  readonly written: readonly string[];
  readonly kept: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
  readonly left: readonly string[];
  readonly restored: readonly string[];
  /** more sentences, such as what to do next */
  readonly notes: readonly string[];
}

const NAMES = { live: 'Ableton Live', reaper: 'Reaper' } as const;

export function reportLines(report: InstallReport, isRemoval: boolean): string[] {
  const { program, folder, written, kept, removed, left, restored, notes } = report;
  const lines: string[] = [];
  const files = (names: readonly string[], what: string): void => {
    if (names.length === 0) return;
    lines.push(`${NAMES[program]}: ${what} ${counted(names)} in ${commonFolder(folder, names)}.`);
  };
  files(written, 'wrote');
  for (const [to, name] of Object.entries(kept)) {
    lines.push(`What was at ${path.join(folder, to)} is kept as ${path.basename(name)}.`);
  }
  files(removed, 'removed');
  for (const to of restored) lines.push(`${path.join(folder, to)} is back as it was before.`);
  for (const to of left) {
    lines.push(`${path.join(folder, to)} has been changed since, and stays.`);
  }
  if (lines.length === 0) {
    const what = isRemoval ? 'nothing of Stemwright is left' : 'all of Stemwright is there already';
    lines.push(`${NAMES[program]}: ${what} in ${folder}.`);
  }
  return [...lines, ...notes];
}

function counted(names: readonly string[]): string {
  return names.length === 1 ? path.basename(names[0]!) : `${names.length} files`;
}

/** The innermost folder that has them all. */
function commonFolder(folder: string, names: readonly string[]): string {
  const [first, ...rest] = names.map((name) => name.split('/').slice(0, -1));
  const shared = first!.filter((part, depth) => rest.every((other) => other[depth] === part));
  return path.join(folder, ...shared);
}
