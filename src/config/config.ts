/**
 * Configuration that nobody sets: places of the installed package, and what the commands do where the daemon does otherwise. What
 * a file, the environment and flags can change is in settings.ts, with its defaults.
 */
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the installed package (this file is compiled to dist/src/config/config.js). */
const PACKAGE_FOLDER = fileURLToPath(new URL('../../..', import.meta.url));

export const CONFIG = {
  packageFolder: PACKAGE_FOLDER,
  /** where the stems of commands go */
  outputFolder: 'stems',
  configFile: path.join(os.homedir(), '.config', 'stemwright', 'config.json'),
  /** of commands */
  logLevel: 'warn',
  /** the bundled recording and its true stems; only in a checkout */
  demoFolder: path.join(PACKAGE_FOLDER, 'test', 'fixtures', 'demo-band'),
  /** what imports checkpoints: a Python that has PyTorch */
  pythonCommand:
    process.env['STEMWRIGHT_PYTHON'] ?? (process.platform === 'win32' ? 'python' : 'python3'),
  kitFolder: path.join(PACKAGE_FOLDER, 'models', 'kit'),
  checkpointScript: path.join(PACKAGE_FOLDER, 'models', 'kit', 'import_msdm.py'),
  packageFile: path.join(PACKAGE_FOLDER, 'package.json'),
} as const;
