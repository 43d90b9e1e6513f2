/**
 * Ending signals: how people and systems ask a program to end. Ctrl-C, `kill`, and a terminal window that is closed.
 *
 * They often come more than once, and to a whole group of processes: a terminal sends them to every child of the command in
 * it, and timeout(1) first to the command and then to its group. So a child leaves them to its parent, which ends it.
 */
export const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The child's side: it goes on until its parent ends it, or is gone. */
export function leaveSignalsToParent(): void {
  for (const name of ENDING_SIGNALS) process.on(name, () => undefined);
}
