/**
 * A result as a job leaves it: a folder of stems and what their stems.json says, told to the page's server by the engine under test.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { createWavWriter } from '../../src/audio/wav-writer.js';
import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { manifestOf } from './osc-recording-engine.js';
import type { PageUnderTest } from './page-under-test.js';

export interface MadeStem {
  readonly stem: string;
  /** [channel][frame], at 44.1 kHz */
  readonly rows: readonly Float32Array[];
}

export const MADE_RATE_HZ = 44_100;

/** @returns the stems' files, in their order */
export async function madeResult(
  { engine, folder, client }: Pick<PageUnderTest, 'engine' | 'folder' | 'client'>,
  id: string,
  stems: readonly MadeStem[],
  said: Partial<Manifest> = {},
): Promise<readonly string[]> {
  const own = path.join(folder, 'out', id);
  await mkdir(own, { recursive: true });
  const files = stems.map(({ stem }) => path.join(own, `${stem}.wav`));
  for (const [index, { rows }] of stems.entries()) {
    const writer = await createWavWriter(files[index]!, {
      rateHz: MADE_RATE_HZ,
      channels: rows.length,
      encoding: 'float32',
    });
    await writer.write(rows);
    await writer.close();
  }
  await client.ask('generate', id, 1);
  await client.reply(({ key, id: asked }) => key === 'ack' && asked === id);
  const jobId = `job-${engine.submitted.length}`;
  for (const [index, { stem }] of stems.entries()) {
    engine.tell(jobId, { kind: 'stem', stem, path: files[index]!, finished: true });
  }
  const names = Object.fromEntries(stems.map(({ stem }) => [stem, `${stem}.wav`]));
  engine.tell(jobId, {
    kind: 'done',
    manifest: { ...manifestOf(1, 1), stems: names, ...said },
  });
  return files;
}
