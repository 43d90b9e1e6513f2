/**
 * A folder of a test's own, gone after it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function withTemporaryFolder<Result>(
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'stemwright-test-'));
  try {
    return await use(folder);
  } finally {
    // a process that was killed may still be on its way out
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
