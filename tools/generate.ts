/**
 * Writes the files that are made from code, or with --check says which of them are out of date and writes nothing:
 *
 *   npm run generate [-- NAME...]       NAME of tools/generators.ts; all of them by default
 *   npm run check:generated
 *
 * Exit code 1 when --check finds one, or a NAME is unknown.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';

import { outdated, write, type GeneratedFile } from './generated-file.js';
import { GENERATORS } from './generators.js';

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : [...GENERATORS.keys()];
const unknown = names.filter((name) => !GENERATORS.has(name));
if (unknown.length > 0) {
  console.error(
    `No generator is called ${unknown.join(', ')}. There are: ${[...GENERATORS.keys()].join(', ')}.`,
  );
  process.exitCode = 1;
} else {
  const files: GeneratedFile[] = [];
  for (const name of names) files.push(...(await GENERATORS.get(name)!()));
  const stale = await outdated(files);
  const list = stale.map(({ file }) => `  ${path.relative(process.cwd(), file)}\n`).join('');
  if (!values.check) {
    await write(stale);
    process.stdout.write(stale.length === 0 ? 'Nothing has changed.\n' : `Written:\n${list}`);
  } else if (stale.length > 0) {
    process.stderr.write(
      `These files are made from code, and the code would make them otherwise:\n${list}` +
        'Run "npm run generate" and commit what it writes. Do not edit these files by hand.\n',
    );
    process.exitCode = 1;
  } else {
    process.stdout.write(`All ${files.length} generated files are up to date.\n`);
  }
}
