/**
 * Settings of a daemon on the Gaussian model that keeps everything in one folder.
 */
import path from 'node:path';

import type { Settings } from '../../src/config/settings.js';
import { loadSettings } from '../../src/config/setting-sources.js';
import { MODELS_FOLDER } from './gaussian-model.js';

export async function daemonSettings(folder: string): Promise<Settings> {
  const flags = {
    model: 'gaussian',
    modelFolders: MODELS_FOLDER,
    provider: 'cpu',
    threads: '1',
    outputFolder: path.join(folder, 'out'),
    stateFolder: path.join(folder, 'state'),
  };
  const ownConfigFile = path.join(folder, 'none.json');
  const { settings } = await loadSettings({ flags, env: {}, configFile: undefined, ownConfigFile });
  return settings;
}
