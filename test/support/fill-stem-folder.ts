/**
 * Writes stems into a folder until that fails, discards them and prints the error as JSON: run as a process of its
 * own under a limit on the size of files, which is the nearest to a full disk that needs no privileges.
 * Usage: node dist/test/support/fill-stem-folder.js FOLDER [wav | flac]
 */
import { createStemFolder } from '../../src/audio/stem-folder.js';
import { OperationalError } from '../../src/operational-error.js';
import { createStemBlock } from '../../src/signal/stem-block.js';
import { whiteNoise } from './white-noise.js';

const BLOCKS = 100;

// Without a handler the limit ends the process instead of the write.
process.on('SIGXFSZ', () => undefined);
const [folder = '', name] = process.argv.slice(2);
const format = name === 'flac' ? name : 'wav';
const stems = ['bass', 'drums'];
const sink = await createStemFolder({
  folder,
  stems,
  format,
  rateHz: 48_000,
  channels: 1,
  encoding: 'float32',
});
try {
  const block = createStemBlock({ channels: 1, stems: stems.length, frames: 1_000 });
  // silence would be small in every format but WAV
  block.data.set(whiteNoise(block.data.length, 1));
  for (let count = 0; count < BLOCKS; count++) await sink.write(block);
  await sink.measureFiles();
} catch (error) {
  await sink.discard();
  if (!(error instanceof OperationalError)) throw error;
  console.log(JSON.stringify({ code: error.code, message: error.message, frames: sink.frames }));
}
