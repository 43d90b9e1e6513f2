/**
 * The answering daemon: the one of this user that runs and answers a ping. A runtime file alone says less: its process may hang, or be
 * another's by now.
 */
import { OperationalError } from '../../operational-error.js';
import { openOscClient } from './osc-client.js';
import { text } from './osc-message.js';
import { readRuntimeFile, runtimeFilePath } from './runtime-file.js';
import type { RuntimeRecord } from './runtime-schema.js';

const PING = { address: '/stemwright/ping', args: [text('is-running')] };

export async function answeringDaemon(
  file = runtimeFilePath(),
): Promise<RuntimeRecord | undefined> {
  const record = await readRuntimeFile(file);
  if (record === undefined) return undefined;
  try {
    const client = await openOscClient(record);
    try {
      // a refusal, too, is an answer
      for await (const reply of client.request(PING)) if (reply.address !== '') return record;
      return undefined;
    } finally {
      await client.close();
    }
  } catch (error) {
    if (error instanceof OperationalError) return undefined;
    throw error;
  }
}
