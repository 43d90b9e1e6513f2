/**
 * The files of the device: itself, its script and its picture. `npm run build:m4l` writes them.
 */
import { writeDevice } from './amxd-container.js';
import { deviceScript } from './device-script.js';
import { SCRIPT_NAME, stemwrightPatcher, TYPE_CODE } from './patcher.js';
import { viewPicture, type SlotLook } from './view-picture.js';

export interface DeviceFile {
  readonly name: string;
  readonly content: string | Buffer;
}

/**
 * @param scriptFolder max-for-live/source/device
 * @param looks of the stems that the picture shows
 */
export function deviceFiles(scriptFolder: string, looks: readonly SlotLook[]): DeviceFile[] {
  const patcher = stemwrightPatcher();
  const boxes = patcher.patcher.boxes.map(({ box }) => box);
  return [
    { name: 'Stemwright.amxd', content: writeDevice({ typeCode: TYPE_CODE, patcher }) },
    { name: SCRIPT_NAME, content: deviceScript(scriptFolder) },
    { name: 'view.svg', content: viewPicture(boxes, looks) },
  ];
}
