/**
 * The tiny network of the published architecture (test/fixtures/models/msdm-tiny): its graph, noise and what PyTorch
 * gives, written by models/kit/tests/tiny_msdm.py.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryPath } from './repository.js';

export const MSDM_TINY_FOLDER = repositoryPath('test', 'fixtures', 'models', 'msdm-tiny');
export const MSDM_TINY_SHAPE = { channels: 1, stems: 4, frames: 256 } as const;

export interface MsdmTinyNumbers {
  readonly seed: number;
  readonly startFrame: number;
  /** [stem][frame], flat: what the sampler draws first for that seed and frame */
  readonly noise: readonly number[];
  /** sigma -> D(sigma * noise; sigma), flat as the noise */
  readonly denoised: Readonly<Record<string, readonly number[]>>;
}

export async function msdmTinyNumbers(): Promise<MsdmTinyNumbers> {
  const read = async (file: string): Promise<object> =>
    JSON.parse(await readFile(path.join(MSDM_TINY_FOLDER, file), 'utf8')) as object;
  return { ...(await read('noise.json')), ...(await read('expected.json')) } as MsdmTinyNumbers;
}
