/**
 * Checks device files. Usage: npm run validate:m4l -- FILE...
 * Exit code 0 when all are valid; 1, with a line per fault, when not.
 */
import { readFileSync } from 'node:fs';

import { deviceFaults } from './device-faults.js';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('expected the names of .amxd files');
  process.exitCode = 1;
}
for (const file of files) {
  for (const fault of faultsOfFile(file)) {
    console.error(`${file}: ${fault}`);
    process.exitCode = 1;
  }
}

function faultsOfFile(file: string): string[] {
  try {
    return deviceFaults(readFileSync(file));
  } catch (error) {
    return [(error as Error).message];
  }
}
