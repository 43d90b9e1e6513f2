/**
 * Draws the pictures of reaper-scripts/README.md with the released model, from the demo recording: npm run docs:reaper.
 * Each run draws seeds of its own and the network rounds as the processor does, so no two runs give the same pictures.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { openAudioSource } from '../../src/audio/open-audio-source.js';
import { CONFIG } from '../../src/config/config.js';
import { runScenario } from '../../test/support/lua.js';
import { joined } from '../../test/support/planar.js';
import { withRunningDaemon } from '../../test/support/running-daemon.js';
import { writeWav16 } from '../../test/support/wav-file.js';
import { REAPER_FOLDER } from './reaper-package.js';

const PICTURES = path.join(REAPER_FOLDER, 'pictures');

/** The stand-in reads WAV only. */
async function toWav(recording: string, file: string): Promise<void> {
  const source = await openAudioSource(path.join(CONFIG.demoFolder, recording));
  const blocks = [];
  for await (const block of source.blocks()) blocks.push(block.map((row) => row.slice()));
  await writeWav16(file, source.rateHz, joined(blocks));
}

await mkdir(PICTURES, { recursive: true });
await withRunningDaemon(
  async (daemon) => {
    for (const name of ['mixture', 'drums', 'guitar']) {
      await toWav(`${name}.flac`, path.join(daemon.mediaFolder, `${name}.wav`));
    }
    await runScenario('pictures', {
      daemon,
      mediaFolder: daemon.mediaFolder,
      env: { STAND_IN_PICTURES: PICTURES },
    });
  },
  { model: CONFIG.defaultModel },
);
