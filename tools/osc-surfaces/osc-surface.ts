/**
 * The files for OSC surfaces: a session for Open Stage Control, a patch for Pure Data, and the list of addresses for TouchOSC and the
 * like, where controls are made by hand. Session and list are made from the routes; session and patch have slots for any model's
 * stems, the list has the stems of the model that ships.
 */
import path from 'node:path';

import { DEFAULTS } from '../../src/config/settings.js';
import { usage, valuesOf } from '../../src/control/api/field.js';
import { REPLIES } from '../../src/control/api/replies.js';
import { ROUTES } from '../../src/control/api/routes.js';
import { repositoryPath } from '../../test/support/repository.js';
import { defaultModelCard } from '../default-model-card.js';
import type { GeneratedFile } from '../generated-file.js';
import { surfaceControls, type Control } from './osc-controls.js';
import { pureDataPatch } from './pure-data-patch.js';
import { SLOT_PROPERTIES, slotFiller, SLOTS } from './stem-slots.js';

const FOLDER = repositoryPath('reaper-scripts', 'osc-surfaces');
export const SESSION_FILE = path.join(FOLDER, 'open-stage-control.json');
const PATCH_FILE = path.join(FOLDER, 'stemwright.pd');
const ADDRESS_FILE = path.join(FOLDER, 'addresses.csv');

const TARGET = `${DEFAULTS.oscHost}:${DEFAULTS.oscPort}`;

export async function oscSurfaceFiles(): Promise<GeneratedFile[]> {
  return [
    { file: SESSION_FILE, content: openStageControlSession() },
    { file: PATCH_FILE, content: pureDataPatch() },
    { file: ADDRESS_FILE, content: addressList((await defaultModelCard()).stems) },
  ];
}

/** What the surface shows of the daemon's answers. */
const SHOWN = ['progress', 'done', 'error', 'status', 'liveStarted', 'liveNews'] as const;

/** what the session asks when it is opened */
const STEMS_ROUTE: (typeof ROUTES)[number]['address'] = '/stemwright/model/stems';

/** requests in a row */
const PER_ROW = 4;
const CELL = { width: 110, high: 260, low: 60, gap: 10 };

/** An Open Stage Control session (format 1): a column a slot, then one for the other faders and switches, then requests. */
function openStageControlSession(): string {
  const controls = surfaceControls(SLOTS);
  const moved = controls.filter(({ kind }) => kind === 'fader' || kind === 'switch');
  const columns = [...SLOTS, undefined].flatMap((slot, index) =>
    column(
      moved.filter(({ stem }) => stem === slot),
      CELL.gap + index * (CELL.width + CELL.gap),
    ),
  );
  const right = (SLOTS.length + 1) * (CELL.width + CELL.gap) + 2 * CELL.gap;
  const requests = controls
    .filter((control) => !moved.includes(control))
    .map((control, index) =>
      widget(control, {
        left: right + CELL.gap + (index % PER_ROW) * (CELL.width + CELL.gap),
        top: CELL.gap + Math.floor(index / PER_ROW) * (CELL.low + CELL.gap),
        width: CELL.width,
        height: CELL.low,
      }),
    );
  const below = Math.max(...requests.map(({ top }) => top)) + CELL.low + 2 * CELL.gap;
  const kinds = moved
    .filter(({ stem }) => stem === SLOTS[0])
    .map(({ label }) => label.split(' ')[0]!);
  const filler = {
    ...slotFiller(kinds, { target: TARGET, address: STEMS_ROUTE }),
    left: 0,
    top: 0,
    width: 0,
    height: 0,
  };
  const shown = SHOWN.map((key, index) => ({
    type: 'text',
    id: `reply ${key}`,
    label: REPLIES[key].address.replace('/stemwright/', ''),
    address: REPLIES[key].address,
    left: right + CELL.gap,
    top: below + index * (CELL.low + CELL.gap),
    width: PER_ROW * CELL.width,
    height: CELL.low,
  }));
  const session = {
    createdWith: 'Open Stage Control',
    version: '1.30.1',
    type: 'session',
    content: {
      type: 'root',
      id: 'root',
      tabs: [],
      widgets: [...columns, ...requests, ...shown, filler],
    },
  };
  return `${JSON.stringify(session, null, 2)}\n`;
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Faders and switches below each other, in the routes' order. */
function column(controls: readonly Control[], left: number) {
  const widgets = [];
  let top = CELL.gap;
  for (const control of controls) {
    const height = control.kind === 'fader' ? CELL.high : CELL.low;
    widgets.push(widget(control, { left, top, width: CELL.width, height }));
    top += height + CELL.gap;
  }
  return widgets;
}

function widget(control: Control, place: Place) {
  const common = {
    id: control.label,
    label: control.label,
    ...place,
    address: control.address,
    preArgs: control.before,
    ...(control.stem !== undefined && slotProperties(control)),
    // one letter an argument, those before the value too
    typeTags: control.tags,
    target: TARGET,
  };
  switch (control.kind) {
    case 'fader':
      return {
        type: 'fader',
        ...common,
        range: { min: control.least, max: control.most },
        default: 0,
      };
    case 'switch':
      return { type: 'button', ...common, mode: 'toggle', on: control.most, off: control.least };
    case 'button':
      // null: its address and id are the whole message
      return { type: 'button', ...common, mode: 'tap', on: null };
    case 'text':
    case 'number':
      return { type: 'input', ...common, numeric: control.kind === 'number' };
  }
}

/** A fader is called after its stem, a switch also after what it does. */
function slotProperties({ kind, label }: Control) {
  const [what] = label.split(' ');
  if (kind === 'fader') return SLOT_PROPERTIES;
  return { ...SLOT_PROPERTIES, label: `${what!} ${SLOT_PROPERTIES.label}` };
}

/** A row a control, and a row a request that takes more. */
function addressList(stems: readonly string[]): string {
  const controls = surfaceControls(stems);
  const rest = ROUTES.filter(({ address }) => !controls.some((one) => one.address === address));
  return [
    ['control', 'address', 'type tags', 'arguments before the value', 'from', 'to', 'meaning'],
    ...controls.map(({ kind, address, tags, before, least, most, description }) => [
      kind,
      address,
      tags,
      before.join(' '),
      kind === 'text' ? '' : String(least ?? ''),
      kind === 'text' ? '' : String(most ?? ''),
      description,
    ]),
    ...rest.map((route) => [
      'message',
      route.address,
      '',
      usage(route.arguments),
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
