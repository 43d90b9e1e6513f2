/**
 * The device's one view: every control, where it is, and what it says to the script. Pixels; Live shows 169 of height.
 */
export const VIEW_WIDTH = 664;
export const VIEW_HEIGHT = 169;

/** x, y, width, height */
export type Rect = readonly [number, number, number, number];

/** red, green, blue, opacity: 0 to 1 */
export type Colour = readonly [number, number, number, number];

export type Control =
  | { kind: 'button'; name: string; label: string; rect: Rect; says: string }
  | {
      kind: 'toggle';
      name: string;
      label: string;
      rect: Rect;
      says: string;
      on: 0 | 1;
      /** hidden until the script has a stem for it */
      isSlot?: true;
    }
  | {
      kind: 'menu';
      name: string;
      choices: readonly string[];
      start: number;
      rect: Rect;
      says: string;
      /** what is said of a choice: its place or its words */
      tells: 'index' | 'words';
    }
  | {
      kind: 'number';
      name: string;
      range: readonly [number, number];
      start: number;
      rect: Rect;
      says: string;
    }
  /** of a slot: hidden until the script has a stem for it */
  | {
      kind: 'dial';
      name: string;
      label: string;
      range: readonly [number, number];
      rect: Rect;
      says: string;
    }
  | { kind: 'text'; name: string; label: string; rect: Rect }
  /** shows what the script says under its name, in one line */
  | { kind: 'shown-text'; name: string; label: string; rect: Rect; align: 'left' | 'right' }
  /** the same in as many lines as it takes, so that it is not overlooked */
  | { kind: 'shown-problem'; name: string; rect: Rect }
  | { kind: 'light' | 'bar' | 'divider'; name: string; rect: Rect };

/** for the stems of a model; the script fills and shows as many as it has (device/4-stems.js) */
const STEM_SLOTS = 8;
const SLOTS = Array.from({ length: STEM_SLOTS }, (_, index) => index + 1);
/** of one row of slots on the left */
const SLOTS_PER_ROW = 4;
const PRESETS = ['draft', 'standard', 'best'];
const GAIN_RANGE_DB = [-60, 12] as const;

const GAP = 4;
/** what a clip becomes, on the left */
const LEFT = 8;
const LEFT_WIDTH = 284;
/** levels of live stems, on the right */
const RIGHT = 308;
const RIGHT_WIDTH = 348;
const STEM_WIDTH = 40;
const STEM_STEP = 44;
const HALF_WIDTH = 18;
/** a label, the field behind it, and the same again */
const FIELD_WIDTHS = { label: 52, field: 84, secondLabel: 56, secondField: 80 };

/** One of so many equal columns on the left. */
function left(index: number, count: number, y: number, height: number): Rect {
  const width = (LEFT_WIDTH - GAP * (count - 1)) / count;
  return [LEFT + index * (width + GAP), y, width, height];
}

const { label, field, secondLabel, secondField } = FIELD_WIDTHS;
const FIELD = LEFT + label;
const SECOND_LABEL = FIELD + field + 3 * GAP;
const SECOND_FIELD = SECOND_LABEL + secondLabel;

export const CONTROLS: readonly Control[] = [
  { kind: 'light', name: 'light', rect: [LEFT, 8, 12, 12] },
  { kind: 'shown-text', name: 'version', label: 'starting', rect: [24, 5, 120, 18], align: 'left' },
  { kind: 'shown-text', name: 'stage', label: '', rect: [148, 5, 144, 18], align: 'right' },
  {
    kind: 'button',
    name: 'Separate',
    label: 'Separate',
    rect: left(0, 3, 26, 20),
    says: 'separate',
  },
  {
    kind: 'button',
    name: 'Accompany',
    label: 'Accompany',
    rect: left(1, 3, 26, 20),
    says: 'accompany',
  },
  {
    kind: 'button',
    name: 'Generate',
    label: 'Generate',
    rect: left(2, 3, 26, 20),
    says: 'generate',
  },
  ...SLOTS.map((slot): Control => {
    const [column, row] = [(slot - 1) % SLOTS_PER_ROW, Math.floor((slot - 1) / SLOTS_PER_ROW)];
    return {
      kind: 'toggle',
      name: `Want ${slot}`,
      label: `Stem ${slot}`,
      rect: left(column, SLOTS_PER_ROW, 50 + 18 * row, 15),
      says: `choose ${slot}`,
      on: 1,
      isSlot: true,
    };
  }),
  { kind: 'text', name: 'Preset label', label: 'Preset', rect: [LEFT, 87, label, 15] },
  {
    kind: 'menu',
    name: 'Preset',
    choices: PRESETS,
    start: 1,
    rect: [FIELD, 87, field, 15],
    says: 'preset',
    tells: 'words',
  },
  { kind: 'text', name: 'Seconds label', label: 'Seconds', rect: [LEFT, 105, label, 15] },
  {
    kind: 'number',
    name: 'Seconds',
    range: [1, 600],
    start: 12,
    rect: [FIELD, 105, field, 15],
    says: 'seconds',
  },
  {
    kind: 'text',
    name: 'Role label',
    label: 'Clip plays',
    rect: [SECOND_LABEL, 87, secondLabel, 15],
  },
  {
    kind: 'menu',
    name: 'Clip plays',
    choices: SLOTS.map((slot) => `Stem ${slot}`),
    start: 1,
    rect: [SECOND_FIELD, 87, secondField, 15],
    says: 'role',
    tells: 'index',
  },
  {
    kind: 'toggle',
    name: 'Mute original',
    label: 'Mute original clip',
    rect: [SECOND_LABEL, 105, secondLabel + secondField, 15],
    says: 'mute_original',
    on: 0,
  },
  { kind: 'bar', name: 'progress', rect: [LEFT, 123, 212, 14] },
  { kind: 'button', name: 'Cancel', label: 'Cancel', rect: left(3, 4, 121, 18), says: 'cancel' },
  { kind: 'divider', name: 'Divider', rect: [298, 8, 4, 130] },
  { kind: 'text', name: 'Live label', label: 'Live levels', rect: [RIGHT, 5, RIGHT_WIDTH, 18] },
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
      },
      {
        kind: 'toggle',
        name: `Mute ${slot}`,
        label: 'M',
        rect: [x, 99, HALF_WIDTH, 16],
        says: `mute ${slot}`,
        on: 0,
        isSlot: true,
      },
      {
        kind: 'toggle',
        name: `Solo ${slot}`,
        label: 'S',
        rect: [x + STEM_WIDTH - HALF_WIDTH, 99, HALF_WIDTH, 16],
        says: `solo ${slot}`,
        on: 0,
        isSlot: true,
      },
    ];
  }),
  {
    kind: 'text',
    name: 'Live hint',
    label: 'heard while live input is separated',
    rect: [RIGHT, 121, RIGHT_WIDTH, 18],
  },
  {
    kind: 'shown-problem',
    name: 'problem',
    rect: [LEFT - 3, 141, VIEW_WIDTH - 2 * (LEFT - 3), 28],
  },
];
