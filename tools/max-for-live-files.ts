/**
 * The Max for Live device as it is in the repository: the device, its script and its picture.
 */
import path from 'node:path';

import { deviceFiles } from '../max-for-live/source/device-files.js';
import { repositoryPath } from '../test/support/repository.js';
import type { GeneratedFile } from './generated-file.js';

export function maxForLiveFiles(): GeneratedFile[] {
  const folder = repositoryPath('max-for-live');
  return deviceFiles(path.join(folder, 'source', 'device')).map(({ name, content }) => ({
    file: path.join(folder, name),
    content,
  }));
}
