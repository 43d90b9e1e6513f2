/**
 * The files for OSC surfaces: a session for Open Stage Control, and the list of addresses for TouchOSC and the like, where controls
 * are made by hand. Both are made from the routes.
 */
import path from 'node:path';

import { CONFIG } from '../../src/config/config.js';
import { usage, valuesOf } from '../../src/control/api/field.js';
import { REPLIES } from '../../src/control/api/replies.js';
import { ROUTES } from '../../src/control/api/routes.js';
import { repositoryPath } from '../../test/support/repository.js';
import type { GeneratedFile } from '../generated-file.js';
import { surfaceControls, type Control } from './osc-controls.js';

const FOLDER = repositoryPath('reaper-scripts', 'osc-surfaces');
export const SESSION_FILE = path.join(FOLDER, 'open-stage-control.json');
const ADDRESS_FILE = path.join(FOLDER, 'addresses.csv');

/** of the models that ship */
export const SURFACE_STEMS = ['bass', 'drums', 'guitar', 'piano'];
const TARGET = `${CONFIG.oscHost}:${CONFIG.oscPort}`;

export function oscSurfaceFiles(): GeneratedFile[] {
  return [
    { file: SESSION_FILE, content: openStageControlSession() },
    { file: ADDRESS_FILE, content: addressList() },
  ];
}

/** What the surface shows of the daemon's answers. */
const SHOWN = ['progress', 'done', 'error', 'status', 'liveStarted', 'liveNews'] as const;

const CELL = { width: 110, high: 260, low: 60, gap: 10 };

/** An Open Stage Control session (format 1). */
function openStageControlSession(): string {
  const controls = surfaceControls(SURFACE_STEMS);
  const faders = controls.filter(({ kind }) => kind === 'fader');
  const switches = controls.filter(({ kind }) => kind === 'switch');
  const others = controls.filter(({ kind }) => kind !== 'fader' && kind !== 'switch');
  const row = (list: readonly Control[], top: number, height: number, perRow = 4) =>
    list.map((control, index) =>
      widget(control, {
        left: CELL.gap + (index % perRow) * (CELL.width + CELL.gap),
        top: top + Math.floor(index / perRow) * (height + CELL.gap),
        width: CELL.width,
        height,
      }),
    );
  const switchesTop = CELL.gap + CELL.high + CELL.gap;
  const live = [...row(faders, CELL.gap, CELL.high), ...row(switches, switchesTop, CELL.low)];
  const right = 4 * (CELL.width + CELL.gap) + 2 * CELL.gap;
  const requests = row(others, CELL.gap, CELL.low).map((each) => ({
    ...each,
    left: each.left + right,
  }));
  const shown = SHOWN.map((key, index) => ({
    type: 'text',
    id: `reply ${key}`,
    label: REPLIES[key].address.replace('/stemwright/', ''),
    address: REPLIES[key].address,
    left: right + CELL.gap,
    top: 300 + index * (CELL.low + CELL.gap),
    width: 4 * CELL.width,
    height: CELL.low,
  }));
  const session = {
    createdWith: 'Open Stage Control',
    version: '1.30.1',
    type: 'session',
    content: { type: 'root', id: 'root', tabs: [], widgets: [...live, ...requests, ...shown] },
  };
  return `${JSON.stringify(session, null, 2)}\n`;
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function widget(control: Control, place: Place) {
  const common = {
    id: control.label,
    label: control.label,
    ...place,
    address: control.address,
    preArgs: control.before,
    typeTags: control.tags.slice(control.before.length),
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

/** A row a control, and a row a request that takes more. */
function addressList(): string {
  const controls = surfaceControls(SURFACE_STEMS);
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
