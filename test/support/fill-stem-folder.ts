/**
 * Writes stems into a folder until that fails, discards them and prints the error as JSON: run as a process of its
 * own under a limit on the size of files, which is the nearest to a full disk that needs no privileges.
 * Usage: node dist/test/support/fill-stem-folder.js FOLDER
 */
import { createStemFolder } from '../../src/audio/stem-folder.js';
import { OperationalError } from '../../src/operational-error.js';
import { createStemBlock } from '../../src/signal/stem-block.js';

const BLOCKS = 100;

// Without a handler the limit ends the process instead of the write.
process.on('SIGXFSZ', () => undefined);
const [folder = ''] = process.argv.slice(2);
const stems = ['bass', 'drums'];
const sink = await createStemFolder({
  folder,
  stems,
  rateHz: 48_000,
  channels: 1,
  encoding: 'float32',
});
try {
  const block = createStemBlock({ channels: 1, stems: stems.length, frames: 1_000 });
  for (let count = 0; count < BLOCKS; count++) await sink.write(block);
} catch (error) {
  await sink.discard();
  if (!(error instanceof OperationalError)) throw error;
  console.log(JSON.stringify({ code: error.code, message: error.message, frames: sink.frames }));
}
