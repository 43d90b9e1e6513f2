/**
 * Where a running daemon's page is, as its runtime file says.
 */
import { readRuntimeFile, runtimeFilePath } from '../../src/control/osc/runtime-file.js';

export async function pageAddress({
  runtimeFolder,
}: {
  readonly runtimeFolder: string;
}): Promise<string> {
  const record = await readRuntimeFile(runtimeFilePath({ XDG_RUNTIME_DIR: runtimeFolder }));
  if (record?.page === undefined) throw new Error('the daemon has no page');
  return record.page;
}
