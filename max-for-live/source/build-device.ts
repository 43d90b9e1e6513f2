/** Writes the device, its script and its picture. Usage: npm run build:m4l */
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { writeDevice } from './amxd-container.js';
import { deviceScript } from './device-script.js';
import { SCRIPT_NAME, stemwrightPatcher, TYPE_CODE } from './patcher.js';
import { viewPicture } from './view-picture.js';

const folder = path.join(process.cwd(), 'max-for-live');
const patcher = stemwrightPatcher();
writeFileSync(path.join(folder, 'Stemwright.amxd'), writeDevice({ typeCode: TYPE_CODE, patcher }));
writeFileSync(path.join(folder, SCRIPT_NAME), deviceScript(path.join(folder, 'source', 'device')));
writeFileSync(
  path.join(folder, 'view.svg'),
  viewPicture(patcher.patcher.boxes.map(({ box }) => box)),
);
