/**
 * Writes reaper-scripts/index.xml from the tags v* of the repository:
 *
 *   npm run release:index -- --url-template 'https://HOST/OWNER/stemwright/raw/$commit/$path' [--repository DIR] [--output FILE]
 *
 * The variable STEMWRIGHT_RELEASE_URL stands for --url-template. Exit code 1 with a sentence where there is no address, no tag, or a tag
 * whose scripts say another version.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { messageOf } from '../../src/thrown-error.js';
import { REAPER_FOLDER } from './reaper-package.js';
import { reaperIndexXml } from './reaper-index.js';
import { taggedPackages } from './tagged-packages.js';

const { values } = parseArgs({
  options: {
    'url-template': { type: 'string', default: process.env['STEMWRIGHT_RELEASE_URL'] ?? '' },
    repository: { type: 'string', default: process.cwd() },
    output: { type: 'string', default: path.join(REAPER_FOLDER, 'index.xml') },
  },
});

try {
  if (values['url-template'] === '') {
    throw new Error(
      'Say where released files are to be had: --url-template, or the variable STEMWRIGHT_RELEASE_URL.',
    );
  }
  const released = taggedPackages(values.repository);
  await writeFile(values.output, reaperIndexXml(released, values['url-template']));
  console.log(`Written: ${values.output}, of ${released.length} versions.`);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
