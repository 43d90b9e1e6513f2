/**
 * The device's one view: what a clip becomes, on the left; settings, in the middle; and levels of live stems, on the right, which
 * are folded away until they are wanted.
 */
import type { Control, Rect } from './view-control.js';

export const VIEW_HEIGHT = 169;
/** without the levels of live stems */
export const FOLDED_WIDTH = 472;
export const VIEW_WIDTH = 840;

/** for the stems of a model; the script fills and shows as many as it has (device/08-stems.js) */
const STEM_SLOTS = 8;
const SLOTS = Array.from({ length: STEM_SLOTS }, (_, index) => index + 1);
/** of one row of slots on the left */
const SLOTS_PER_ROW = 4;
const PRESETS = ['draft', 'standard', 'best'];
const GAIN_RANGE_DB = [-60, 12] as const;
const PORT_RANGE = [1024, 65_535] as const;
export const DAEMON_PORT = 9130;

const GAP = 4;
const LEFT = 8;
const LEFT_WIDTH = 284;
const MIDDLE = 308;
const MIDDLE_WIDTH = 156;
const RIGHT = 484;
const RIGHT_WIDTH = 348;
const STEM_WIDTH = 40;
const STEM_STEP = 44;
const HALF_WIDTH = 18;
/** a label, the field behind it, and the same again */
const FIELD_WIDTHS = { label: 52, field: 84, secondLabel: 56, secondField: 80 };
const ROW_HEIGHT = 15;

/** One of so many equal columns on the left. */
function left(index: number, count: number, y: number, height: number): Rect {
  const width = (LEFT_WIDTH - GAP * (count - 1)) / count;
  return [Math.round(LEFT + index * (width + GAP)), y, Math.floor(width), height];
}

const { label, field, secondLabel, secondField } = FIELD_WIDTHS;
const FIELD = LEFT + label;
const SECOND_LABEL = FIELD + field + 3 * GAP;
const SECOND_FIELD = SECOND_LABEL + secondLabel;

/** A row of the middle: its label and its field, or all of it. */
function middle(row: number): { label: Rect; field: Rect; all: Rect } {
  const y = 5 + 17 * row;
  return {
    label: [MIDDLE, y, secondLabel, ROW_HEIGHT],
    field: [MIDDLE + secondLabel + GAP, y, MIDDLE_WIDTH - secondLabel - GAP, ROW_HEIGHT],
    all: [MIDDLE, y, MIDDLE_WIDTH, ROW_HEIGHT],
  };
}

const CLIP_CONTROLS: readonly Control[] = [
  { kind: 'light', name: 'light', rect: [LEFT, 8, 12, 12] },
  { kind: 'shown-text', name: 'version', label: 'looking', rect: [24, 5, 100, 18], align: 'left' },
  { kind: 'shown-text', name: 'stage', label: '', rect: [128, 5, 100, 18], align: 'right' },
  {
    kind: 'button',
    name: 'Start',
    label: 'Start',
    rect: [232, 5, 60, 16],
    says: 'start_daemon',
    keeping: 'passing',
    info: 'Starts Stemwright on this computer, as it was set up there. It goes on when Live ends.',
    isHidden: true,
  },
  {
    kind: 'button',
    name: 'Separate',
    label: 'Separate',
    rect: left(0, 3, 26, 20),
    says: 'separate',
    keeping: 'mapped',
    info: 'Makes a track of each stem that is lit below of the selected clip. Together they sound as the clip does.',
  },
  {
    kind: 'button',
    name: 'Accompany',
    label: 'Accompany',
    rect: left(1, 3, 26, 20),
    says: 'accompany',
    keeping: 'passing',
    info: 'Generates the stems that are lit below to fit the selected clip. Clip plays says what the clip is.',
  },
  {
    kind: 'button',
    name: 'Generate',
    label: 'Generate',
    rect: left(2, 3, 26, 20),
    says: 'generate',
    keeping: 'passing',
    info: 'Generates all stems from nothing, into the view that is in front: at the song’s position, or in the selected scene.',
  },
  ...SLOTS.map((slot): Control => {
    const [column, row] = [(slot - 1) % SLOTS_PER_ROW, Math.floor((slot - 1) / SLOTS_PER_ROW)];
    return {
      kind: 'toggle',
      name: `Want ${slot}`,
      label: `Stem ${slot}`,
      rect: left(column, SLOTS_PER_ROW, 50 + 18 * row, ROW_HEIGHT),
      says: `choose ${slot}`,
      on: 1,
      keeping: 'kept',
      info: 'Whether this stem is made.',
      isHidden: true,
    };
  }),
  { kind: 'text', name: 'Preset label', label: 'Preset', rect: [LEFT, 87, label, ROW_HEIGHT] },
  {
    kind: 'menu',
    name: 'Preset',
    choices: PRESETS,
    start: 1,
    rect: [FIELD, 87, field, ROW_HEIGHT],
    says: 'preset',
    tells: 'words',
    keeping: 'kept',
    info: 'Speed against quality.',
  },
  { kind: 'text', name: 'Seconds label', label: 'Seconds', rect: [LEFT, 105, label, ROW_HEIGHT] },
  {
    kind: 'number',
    name: 'Seconds',
    range: [1, 600],
    start: 12,
    rect: [FIELD, 105, field, ROW_HEIGHT],
    says: 'seconds',
    keeping: 'kept',
    info: 'How long what Generate makes is.',
  },
  {
    kind: 'text',
    name: 'Role label',
    label: 'Clip plays',
    rect: [SECOND_LABEL, 87, secondLabel, ROW_HEIGHT],
  },
  {
    kind: 'menu',
    name: 'Clip plays',
    choices: [...SLOTS.map((slot) => `Stem ${slot}`), 'a mix'],
    start: 1,
    rect: [SECOND_FIELD, 87, secondField, ROW_HEIGHT],
    says: 'role',
    tells: 'index',
    keeping: 'kept',
    info: 'What the selected clip is to Accompany: one stem, or a mix, which is separated first.',
  },
  {
    kind: 'toggle',
    name: 'Mute original',
    label: 'Mute original clip',
    rect: [SECOND_LABEL, 105, secondLabel + secondField, ROW_HEIGHT],
    says: 'mute_original',
    on: 1,
    keeping: 'kept',
    info: 'Mutes the clip when its stems are in place, so that it does not sound twice.',
  },
  { kind: 'bar', name: 'progress', rect: [LEFT, 123, 212, 14] },
  {
    kind: 'button',
    name: 'Cancel',
    label: 'Cancel',
    rect: left(3, 4, 121, 18),
    says: 'cancel',
    keeping: 'passing',
    info: 'Ends the job. No track is made.',
  },
  { kind: 'divider', name: 'Divider', rect: [298, 8, 4, 130] },
];

const SETTINGS: readonly Control[] = [
  { kind: 'text', name: 'Model label', label: 'Model', rect: middle(0).label },
  {
    kind: 'menu',
    name: 'Model',
    choices: ['-'],
    start: 0,
    rect: middle(0).field,
    says: 'model',
    tells: 'index',
    keeping: 'passing',
    info: 'The model that Stemwright works with. It is the same for everybody who uses this Stemwright.',
  },
  { kind: 'text', name: 'Separator label', label: 'Separator', rect: middle(1).label },
  {
    kind: 'menu',
    name: 'Separator',
    choices: ['the model'],
    start: 0,
    rect: middle(1).field,
    says: 'separator',
    tells: 'index',
    keeping: 'passing',
    info: 'What separates a mix before Accompany adds to it: the model itself, or another one.',
  },
  { kind: 'shown-text', name: 'voices', label: '', rect: middle(2).all, align: 'left' },
  {
    kind: 'toggle',
    name: 'Whole file',
    label: 'Whole file',
    rect: middle(3).all,
    says: 'whole_file',
    on: 0,
    keeping: 'kept',
    info: 'Works on all of the clip’s file, so that the stems’ edges can be moved anywhere. Otherwise on what the clip plays and some seconds around it, which is faster.',
  },
  { kind: 'text', name: 'Port label', label: 'Port', rect: middle(4).label },
  {
    kind: 'number',
    name: 'Port',
    range: PORT_RANGE,
    start: DAEMON_PORT,
    rect: middle(4).field,
    says: 'port',
    keeping: 'kept',
    info: 'Where Stemwright listens on this computer: 9130 unless it was started otherwise.',
  },
  { kind: 'text', name: 'Token label', label: 'Token', rect: middle(5).label },
  {
    kind: 'entry',
    name: 'Token',
    rect: middle(5).field,
    says: 'token',
    info: 'Only for a Stemwright that was started with a token and whose token file is not found. Type it and press Return. It is forgotten with the device and never saved.',
  },
  {
    kind: 'text',
    name: 'Folder label',
    label: 'Stems in',
    rect: middle(6).label,
    isHidden: true,
  },
  {
    kind: 'copied-text',
    name: 'Folder',
    rect: middle(6).field,
    info: 'Where the stems are that could not be placed: copy it, and open it in your system.',
    isHidden: true,
  },
  {
    kind: 'toggle',
    name: 'Live levels',
    label: 'Live levels',
    rect: middle(7).all,
    says: 'unfold',
    on: 0,
    keeping: 'kept',
    info: 'Shows level, mute and solo of each stem while Stemwright separates live sound.',
  },
];

/** What is folded away. */
const LEVELS: readonly Control[] = [
  { kind: 'divider', name: 'Levels divider', rect: [472, 8, 4, 130], isHidden: true },
  {
    kind: 'text',
    name: 'Levels label',
    label: 'Live levels',
    rect: [RIGHT, 5, RIGHT_WIDTH, 18],
    isHidden: true,
  },
  ...SLOTS.flatMap((slot): Control[] => {
    const x = RIGHT + STEM_STEP * (slot - 1);
    return [
      {
        kind: 'dial',
        name: `Level ${slot}`,
        label: `Stem ${slot}`,
        range: GAIN_RANGE_DB,
        rect: [x, 28, STEM_WIDTH, 64],
        says: `gain ${slot}`,
        keeping: 'passing',
        info: 'Level of this live stem. It follows other controllers.',
        isHidden: true,
      },
      {
        kind: 'toggle',
        name: `Mute ${slot}`,
        label: 'M',
        rect: [x, 99, HALF_WIDTH, 16],
        says: `mute ${slot}`,
        on: 0,
        keeping: 'passing',
        info: 'Mutes this live stem.',
        isHidden: true,
      },
      {
        kind: 'toggle',
        name: `Solo ${slot}`,
        label: 'S',
        rect: [x + STEM_WIDTH - HALF_WIDTH, 99, HALF_WIDTH, 16],
        says: `solo ${slot}`,
        on: 0,
        keeping: 'passing',
        info: 'Silences the live stems that are not soloed.',
        isHidden: true,
      },
    ];
  }),
  {
    kind: 'text',
    name: 'Levels hint',
    label: 'heard while live input is separated',
    rect: [RIGHT, 121, RIGHT_WIDTH, 18],
    isHidden: true,
  },
];

export const CONTROLS: readonly Control[] = [
  ...CLIP_CONTROLS,
  ...SETTINGS,
  ...LEVELS,
  { kind: 'shown-problem', name: 'problem', rect: [5, 141, FOLDED_WIDTH - 10, 28] },
];
