/**
 * The session for Open Stage Control, laid out: on the left a strip a stem with fader, meter, mute and solo, on the right what is
 * asked for, in groups, and what the daemon answers. All in places of a grid, so that nothing lies over anything else.
 */
import { faderPosition, STEM_FADER_DB } from '../../src/control/api/fader-law.js';
import { REPLIES } from '../../src/control/api/replies.js';
import { stemControlAddress } from '../../src/control/api/stem-controls.js';
import { sessionSchema, type PlacedWidget, type Session } from './open-stage-control-schema.js';
import { surfaceControls, type Control } from './osc-controls.js';
import {
  INPUT_METER,
  METER_FILLER,
  SLOT_FILLER,
  SLOT_PROPERTIES,
  SLOT_STEM,
  SLOTS,
  TARGET,
} from './stem-slots.js';

const VERSION = '1.30.1';

const MARGIN = 12;
const GAP = 8;
const STRIP = { width: 84, name: 26, fader: 330, switch: 44, meter: 18 };
const CELL = { width: 124, height: 44, title: 20, perRow: 5 };
const REPLY = { height: 30, name: 90 };
const METER_DBFS = { min: -60, max: 0 };
/** dB that are printed beside a fader */
const MARKS_DB = [-24, -12, -6, 0];
const FADER_DECIMALS = 4;

/** Groups of requests, by the first words of their addresses; what is in none is the daemon's. */
const GROUPS: readonly (readonly [title: string, words: readonly string[]])[] = [
  ['Live', ['live']],
  ['Capture', ['capture']],
  ['Jobs', ['separate', 'impute', 'generate', 'cancel', 'job', 'waiting']],
  ['Models', ['model']],
];
const OTHERS = 'Daemon';

/** What the surface shows of the daemon's answers. */
const SHOWN = ['progress', 'done', 'error', 'status', 'liveStarted', 'liveNews'] as const;

/** @throws ZodError where it says what such a session cannot */
export function openStageControlSession(): Session {
  const right = MARGIN + STRIP.meter + GAP + SLOTS.length * (STRIP.width + GAP) + MARGIN;
  const requests = requestWidgets(right);
  const below = Math.max(...requests.map(({ top, height }) => top + height)) + 2 * GAP;
  return sessionSchema.parse({
    createdWith: 'Open Stage Control',
    version: VERSION,
    type: 'session',
    content: {
      type: 'root',
      id: 'root',
      tabs: [],
      widgets: [
        meter(INPUT_METER, MARGIN, {}),
        ...SLOTS.flatMap((slot, index) =>
          strip(slot, MARGIN + STRIP.meter + GAP + index * (STRIP.width + GAP)),
        ),
        ...requests,
        ...SHOWN.flatMap((key, index) =>
          replyWidgets(key, right, below + index * (REPLY.height + GAP)),
        ),
        SLOT_FILLER,
        METER_FILLER,
      ],
    },
  });
}

const FADER_TOP = MARGIN + STRIP.name + GAP;

function strip(slot: string, left: number): PlacedWidget[] {
  const hidden = SLOT_PROPERTIES;
  const muteTop = FADER_TOP + STRIP.fader + GAP;
  return [
    {
      type: 'text',
      id: `name ${slot}`,
      ...hidden,
      left,
      top: MARGIN,
      width: STRIP.width,
      height: STRIP.name,
      default: '',
    },
    {
      type: 'fader',
      id: `fader ${slot}`,
      ...hidden,
      left,
      top: FADER_TOP,
      width: STRIP.width - STRIP.meter - GAP,
      height: STRIP.fader,
      pips: true,
      doubleTap: true,
      range: faderMarks(),
      default: position(0),
      decimals: FADER_DECIMALS,
      address: stemControlAddress(SLOT_STEM, 'fader'),
      typeTags: 'f',
      target: TARGET,
    },
    meter(`meter ${slot}`, left + STRIP.width - STRIP.meter, hidden),
    stemSwitch('mute', slot, { left, top: muteTop }),
    stemSwitch('solo', slot, { left, top: muteTop + STRIP.switch + GAP }),
  ];
}

/** The daemon has the law; the fader has its marks. */
function faderMarks(): Record<string, Record<string, number>> {
  const between = MARKS_DB.map((db) => [
    `${(100 * faderPosition(db, STEM_FADER_DB)).toFixed(2)}%`,
    { [String(db)]: position(db) },
  ]);
  return {
    min: { [String(STEM_FADER_DB.from)]: 0 },
    ...(Object.fromEntries(between) as Record<string, Record<string, number>>),
    max: { [`+${STEM_FADER_DB.to}`]: 1 },
  };
}

function position(db: number): number {
  return Number(faderPosition(db, STEM_FADER_DB).toFixed(FADER_DECIMALS));
}

/** Open Stage Control has no meter: a fader that nobody can move, and that sends nothing. */
function meter(id: string, left: number, hidden: object): PlacedWidget {
  return {
    type: 'fader',
    id,
    ...hidden,
    left,
    top: FADER_TOP,
    width: STRIP.meter,
    height: STRIP.fader,
    interaction: false,
    design: 'compact',
    range: METER_DBFS,
    default: METER_DBFS.min,
    bypass: true,
  };
}

function stemSwitch(
  control: 'mute' | 'solo',
  slot: string,
  place: { readonly left: number; readonly top: number },
): PlacedWidget {
  return {
    type: 'button',
    id: `${control} ${slot}`,
    ...SLOT_PROPERTIES,
    ...place,
    width: STRIP.width,
    height: STRIP.switch,
    label: control,
    mode: 'toggle',
    on: 1,
    off: 0,
    address: stemControlAddress(SLOT_STEM, control),
    typeTags: 'i',
    target: TARGET,
  };
}

/** Of everything that is for no stem, group below group. A press is there where nothing else is that is pressed. */
function requestWidgets(left: number): PlacedWidget[] {
  const all = surfaceControls([]);
  const controls = all.filter(
    ({ kind, address }) =>
      kind !== 'press' ||
      !all.some((other) => other.kind === 'button' && other.address === address),
  );
  const titles = [...GROUPS.map(([title]) => title), OTHERS];
  let top = MARGIN;
  return titles.flatMap((title) => {
    const members = controls.filter((control) => groupOf(control) === title);
    const titleTop = top;
    const cellsTop = titleTop + CELL.title + GAP / 2;
    const rows = Math.ceil(members.length / CELL.perRow);
    top = cellsTop + rows * (CELL.height + GAP) + GAP;
    const width = CELL.perRow * (CELL.width + GAP) - GAP;
    return [
      heading(`title ${title}`, title, { left, top: titleTop, width, height: CELL.title }),
      ...members.flatMap((control, index) =>
        requestWidget(control, {
          left: left + (index % CELL.perRow) * (CELL.width + GAP),
          top: cellsTop + Math.floor(index / CELL.perRow) * (CELL.height + GAP),
        }),
      ),
    ];
  });
}

function groupOf({ address }: Control): string {
  const [, , word = ''] = address.split('/');
  return GROUPS.find(([, words]) => words.includes(word))?.[0] ?? OTHERS;
}

interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function heading(id: string, words: string, place: Place): PlacedWidget {
  return { type: 'text', id, ...place, default: words, align: 'left' };
}

function requestWidget(
  control: Control,
  { left, top }: { readonly left: number; readonly top: number },
): PlacedWidget[] {
  const { kind, label, least, most, address, before, tags } = control;
  const id = kind === 'press' ? `${label} now` : label;
  const sent = { address, preArgs: [...before], typeTags: tags, target: TARGET };
  const place = { left, top, width: CELL.width, height: CELL.height };
  switch (kind) {
    case 'switch':
      return [
        { type: 'button', id, ...place, label, mode: 'toggle', on: most!, off: least!, ...sent },
      ];
    case 'press':
      return [{ type: 'button', id, ...place, label: id, mode: 'tap', on: most!, ...sent }];
    case 'button':
      // null: its address and id are the whole message
      return [{ type: 'button', id, ...place, label, mode: 'tap', on: null, ...sent }];
    case 'text':
    case 'number':
    // a number of a request is typed: faders are for stems
    case 'fader': {
      const nameHeight = CELL.title - GAP / 2;
      const field = { ...place, top: top + nameHeight, height: CELL.height - nameHeight };
      return [
        heading(`name of ${id}`, label, { ...place, height: nameHeight }),
        { type: 'input', id, ...field, numeric: kind !== 'text', ...sent },
      ];
    }
  }
}

function replyWidgets(key: (typeof SHOWN)[number], left: number, top: number): PlacedWidget[] {
  const { address } = REPLIES[key];
  const width = CELL.perRow * (CELL.width + GAP) - GAP;
  return [
    heading(`name of reply ${key}`, address.replace('/stemwright/', ''), {
      left,
      top,
      width: REPLY.name,
      height: REPLY.height,
    }),
    {
      type: 'text',
      id: `reply ${key}`,
      left: left + REPLY.name + GAP,
      top,
      width: width - REPLY.name - GAP,
      height: REPLY.height,
      default: '',
      align: 'left',
      address,
    },
  ];
}
