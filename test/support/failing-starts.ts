/**
 * Child processes that do not start: while `use` runs, node's own program is not where it was, as when it is updated under a running
 * daemon. The system refuses the process itself, by the way that it refuses one too many (an error, and no exit).
 */
export async function withFailingStarts(use: () => Promise<void>): Promise<void> {
  const { execPath } = process;
  process.execPath = '/nowhere/node';
  try {
    await use();
  } finally {
    process.execPath = execPath;
  }
}
