/**
 * The files for OSC surfaces: a session for Open Stage Control and a picture of it, a patch for Pure Data, and the list of addresses
 * for TouchOSC and the like, where controls are made by hand. Session and list are made from the routes; session and patch have slots
 * for any model's stems, the list and the picture have the stems of the model that ships.
 */
import path from 'node:path';

import { carriedArguments } from '../../src/control/api/define-route.js';
import { usage, valuesOf } from '../../src/control/api/field.js';
import { ROUTES } from '../../src/control/api/routes.js';
import { stemLooks, type StemLook } from '../../src/model/stem-looks.js';
import { repositoryPath } from '../../test/support/repository.js';
import { defaultModelCard } from '../default-model-card.js';
import type { GeneratedFile } from '../generated-file.js';
import { openStageControlSession } from './open-stage-control.js';
import { surfaceControls } from './osc-controls.js';
import { pureDataPatch } from './pure-data-patch.js';
import { sessionPicture } from './session-picture.js';

const FOLDER = repositoryPath('reaper-scripts', 'osc-surfaces');
export const SESSION_FILE = path.join(FOLDER, 'open-stage-control.json');
const PATCH_FILE = path.join(FOLDER, 'stemwright.pd');
const ADDRESS_FILE = path.join(FOLDER, 'addresses.csv');
const PICTURE_FILE = repositoryPath('reaper-scripts', 'pictures', 'open-stage-control.svg');

export async function oscSurfaceFiles(): Promise<GeneratedFile[]> {
  const card = await defaultModelCard();
  const session = openStageControlSession();
  return [
    { file: SESSION_FILE, content: `${JSON.stringify(session, null, 2)}\n` },
    { file: PICTURE_FILE, content: sessionPicture(session, stemLooks(card)) },
    { file: PATCH_FILE, content: pureDataPatch() },
    { file: ADDRESS_FILE, content: addressList(stemLooks(card)) },
  ];
}

/** A row a control, and a row a request that takes more. */
function addressList(looks: readonly StemLook[]): string {
  const controls = surfaceControls(looks.map(({ stem }) => stem));
  const rest = ROUTES.filter(
    ({ address, given }) =>
      given === undefined &&
      !controls.some((one) => one.kind !== 'press' && one.address === address),
  );
  return [
    [
      'control',
      'address',
      'type tags',
      'arguments before the value',
      'from',
      'to',
      'colour',
      'meaning',
    ],
    ...controls.map(({ kind, address, tags, before, least, most, stem, description }) => [
      kind,
      address,
      tags,
      before.join(' '),
      kind === 'text' ? '' : String(least ?? ''),
      kind === 'text' ? '' : String(most ?? ''),
      looks.find((look) => look.stem === stem)?.colour ?? '',
      description,
    ]),
    ...rest.map((route) => [
      'message',
      route.address,
      '',
      usage(carriedArguments(route)),
      '',
      '',
      '',
      `${route.description} ${route.arguments.map((field) => `${field.name}: ${valuesOf(field)}`).join('; ')}`,
    ]),
  ]
    .map((cells) => `${cells.map(csvCell).join(',')}\n`)
    .join('');
}

function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
