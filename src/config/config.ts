/**
 * Configuration: every default a user can change, in one place, with units. What the daemon takes from a file, the
 * environment and flags instead is in config-settings.ts.
 */
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the installed package (this file is compiled to dist/src/config/config.js). */
const PACKAGE_FOLDER = fileURLToPath(new URL('../../..', import.meta.url));

export const CONFIG = {
  /** where models are looked for, in this order; the first that has the name, version included, wins */
  modelFolders: [
    path.join(os.homedir(), '.stemwright', 'models'),
    path.join(PACKAGE_FOLDER, 'models'),
  ],
  /** the released model `separate`, `impute` and `generate` use when none is named, in its newest version */
  defaultModel: 'band',
  defaultPreset: 'standard',
  defaultProvider: 'auto',
  /** [0, 2^32); fixed, so that the same command gives the same bytes */
  defaultSeed: 0,
  outputFolder: 'stems',
  /** stems of the daemon's jobs: where people look, whichever folder the daemon was started in */
  daemonOutputFolder: path.join(os.homedir(), 'Stemwright'),
  /** the journal of running jobs, and what else must survive the daemon's end */
  stateFolder: path.join(os.homedir(), '.stemwright', 'state'),
  configFile: path.join(os.homedir(), '.config', 'stemwright', 'config.json'),
  /** need not exist: src/control/midi/default-midi-map.ts counts then */
  midiMapFile: path.join(os.homedir(), '.config', 'stemwright', 'midi-map.json'),
  encoding: 'float32',
  logLevel: 'warn',
  /** a daemon's log is its only voice */
  daemonLogLevel: 'info',
  oscHost: '127.0.0.1',
  oscPort: 9130,
  /** how many jobs may wait */
  queueLimit: 16,
  /** what live sessions are without being told */
  liveDevice: 'default',
  liveRateHz: 44_100,
  liveChannels: 2,
  liveLatencyMs: 1500,
  /** how much of the live input is kept: 109 MB for stereo at 44.1 kHz */
  captureSeconds: 300,
  captureOffsetMs: 0,
  outputOffsetMs: 0,
  /** the bundled recording and its true stems; only in a checkout */
  demoFolder: path.join(PACKAGE_FOLDER, 'test', 'fixtures', 'demo-band'),
  /** what imports checkpoints: a Python that has PyTorch */
  pythonCommand:
    process.env['STEMWRIGHT_PYTHON'] ?? (process.platform === 'win32' ? 'python' : 'python3'),
  kitFolder: path.join(PACKAGE_FOLDER, 'models', 'kit'),
  checkpointScript: path.join(PACKAGE_FOLDER, 'models', 'kit', 'import_msdm.py'),
  packageFile: path.join(PACKAGE_FOLDER, 'package.json'),
} as const;
