/**
 * What makes the files that follow from the code alone: the same bytes on every machine, nothing measured.
 *
 * Benchmarks measure, and the Reaper pictures need the network: these have commands of their own.
 */
import type { GeneratedFile } from './generated-file.js';
import { maxForLiveFiles } from './max-for-live-files.js';
import { oscSurfaceFiles } from './osc-surfaces/osc-surface.js';
import { oscPage } from './pages/osc-page.js';
import { qualityPages } from './pages/quality-pages.js';
import { readmeTables } from './pages/readme-tables.js';
import { toolbarIcons } from './reaper/toolbar-icon.js';

type Generator = () => readonly GeneratedFile[] | Promise<readonly GeneratedFile[]>;

export const GENERATORS: ReadonlyMap<string, Generator> = new Map<string, Generator>([
  ['osc-page', () => [oscPage()]],
  ['osc-surfaces', oscSurfaceFiles],
  ['readme-tables', async () => [await readmeTables()]],
  ['quality-pages', qualityPages],
  ['toolbar-icons', toolbarIcons],
  ['max-for-live', maxForLiveFiles],
]);
