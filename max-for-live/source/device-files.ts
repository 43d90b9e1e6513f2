/**
 * The files of the device: itself, frozen with its scripts inside, and its picture. `npm run build:m4l` writes them.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { writeFrozenDevice } from './amxd-container.js';
import { deviceScript } from './device-script.js';
import { SCRIPT_NAME, STARTER_NAME, stemwrightPatcher, TYPE_CODE } from './patcher.js';
import { viewPicture, type SlotLook } from './view-picture.js';

export interface DeviceFile {
  readonly name: string;
  readonly content: string | Buffer;
}

const DEVICE_NAME = 'Stemwright.amxd';

/**
 * @param sourceFolder max-for-live/source
 * @param looks of the stems that the picture shows
 */
export function deviceFiles(sourceFolder: string, looks: readonly SlotLook[]): DeviceFile[] {
  const patcher = stemwrightPatcher();
  const boxes = patcher.patcher.boxes.map(({ box }) => box);
  const script = deviceScript(path.join(sourceFolder, 'device'));
  const starter = readFileSync(path.join(sourceFolder, 'node-script', STARTER_NAME), 'utf8');
  const device = writeFrozenDevice({ typeCode: TYPE_CODE, patcher }, DEVICE_NAME, [
    { name: SCRIPT_NAME, content: script },
    { name: STARTER_NAME, content: starter },
  ]);
  return [
    { name: DEVICE_NAME, content: device },
    { name: 'view.svg', content: viewPicture(boxes, looks) },
  ];
}
