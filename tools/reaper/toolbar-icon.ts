/**
 * The icon for Reaper's toolbars: bars in the colours of the stems. A toolbar icon is three pictures side by side: as it is, under the
 * mouse, and switched on; Reaper takes larger ones for finer screens from the folders 150 and 200.
 */
import path from 'node:path';

import { stemLooks } from '../../src/model/stem-looks.js';
import { defaultModelCard } from '../default-model-card.js';
import type { GeneratedFile } from '../generated-file.js';
import { indexedPng, type Colour } from './indexed-png.js';
import { REAPER_FOLDER } from './reaper-package.js';

const NAME = 'stemwright.png';
/** pixels of one picture at 100 % */
const SIZE = 30;
const FOLDERS = new Map([
  [1, ''],
  [1.5, '150'],
  [2, '200'],
]);
/** of the middle, in pixels at 100 % */
const BAR_HEIGHTS = [20, 12, 24, 15];
const BAR_WIDTH = 4;
const BAR_PITCH = 6;
const OPAQUE = 255;
const NOTHING: Colour = [0, 0, 0, 0];
const BACKGROUND: Colour = [255, 255, 255, 64];
/** what each of the three pictures adds to a colour */
const BRIGHTER = [0, 40, 0];
const SWITCHED_ON = 2;

export async function toolbarIcons(): Promise<GeneratedFile[]> {
  const looks = stemLooks(await defaultModelCard()).slice(0, BAR_HEIGHTS.length);
  const colours = looks.map(({ colour }) => colour);
  return [...FOLDERS].map(([scale, folder]) => ({
    file: path.join(REAPER_FOLDER, 'toolbar_icons', folder, NAME),
    content: icon(colours, scale),
  }));
}

function icon(colours: readonly string[], scale: number): Buffer {
  const size = SIZE * scale;
  const palette = [
    NOTHING,
    BACKGROUND,
    ...BRIGHTER.flatMap((more) => colours.map((colour) => brighter(colour, more))),
  ];
  const firstBar = (SIZE - BAR_PITCH * colours.length + BAR_PITCH - BAR_WIDTH) / 2;
  return indexedPng(palette, BRIGHTER.length * size, size, (x, y) => {
    const state = Math.floor(x / size);
    const [across, down] = [(x % size) / scale - firstBar, (y + 0.5) / scale];
    const bar = Math.floor(across / BAR_PITCH);
    const isInBar =
      bar >= 0 &&
      bar < colours.length &&
      across - bar * BAR_PITCH < BAR_WIDTH &&
      Math.abs(down - SIZE / 2) < BAR_HEIGHTS[bar]! / 2;
    if (isInBar) return 2 + state * colours.length + bar;
    return state === SWITCHED_ON ? 1 : 0;
  });
}

/** @param colour as "#4a90e2" */
function brighter(colour: string, more: number): Colour {
  const [red, green, blue] = [1, 3, 5].map((at) =>
    Math.min(OPAQUE, Number.parseInt(colour.slice(at, at + 2), 16) + more),
  );
  return [red!, green!, blue!, OPAQUE];
}
