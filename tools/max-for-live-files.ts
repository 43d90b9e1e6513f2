/**
 * The Max for Live device as it is in the repository: the device, its script and its picture.
 */
import path from 'node:path';

import { deviceFiles } from '../max-for-live/source/device-files.js';
import { stemLooks } from '../src/model/stem-looks.js';
import { repositoryPath } from '../test/support/repository.js';
import { defaultModelCard } from './default-model-card.js';
import type { GeneratedFile } from './generated-file.js';

export async function maxForLiveFiles(): Promise<GeneratedFile[]> {
  const looks = stemLooks(await defaultModelCard());
  const folder = repositoryPath('max-for-live');
  return deviceFiles(path.join(folder, 'source'), looks).map(({ name, content }) => ({
    file: path.join(folder, name),
    content,
  }));
}
