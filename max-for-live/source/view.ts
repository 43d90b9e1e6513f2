/**
 * The device's one view: every control, where it is, and what it says to the script. Pixels; Live shows 169 of height.
 */
export const VIEW_WIDTH = 560;
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
      /** while it is on; undefined: as Live's theme has it */
      colour?: Colour;
    }
  | {
      kind: 'menu';
      name: string;
      choices: readonly string[];
      start: number;
      rect: Rect;
      says: string;
    }
  | {
      kind: 'number';
      name: string;
      range: readonly [number, number];
      start: number;
      rect: Rect;
      says: string;
    }
  | {
      kind: 'dial';
      name: string;
      label: string;
      range: readonly [number, number];
      rect: Rect;
      says: string;
      colour: Colour;
    }
  | { kind: 'text'; name: string; label: string; rect: Rect }
  /** shows what the script says under its name, in one line */
  | { kind: 'shown-text'; name: string; label: string; rect: Rect; align: 'left' | 'right' }
  /** the same in as many lines as it takes, so that it is not overlooked */
  | { kind: 'shown-problem'; name: string; rect: Rect }
  | { kind: 'light' | 'bar' | 'divider'; name: string; rect: Rect };

export const STEMS = ['bass', 'drums', 'guitar', 'piano'] as const;
type Stem = (typeof STEMS)[number];

/** those of the tracks that the script makes */
export const STEM_COLOURS: Record<Stem, Colour> = {
  bass: [0.231, 0.49, 0.847, 1],
  drums: [0.847, 0.341, 0.231, 1],
  guitar: [0.847, 0.663, 0.231, 1],
  piano: [0.357, 0.71, 0.357, 1],
};
const PRESETS = ['draft', 'standard', 'best'];
const GAIN_RANGE_DB = [-60, 12] as const;

const GAP = 4;
/** what a clip becomes, on the left */
const LEFT = 8;
const LEFT_WIDTH = 284;
/** levels of live stems, on the right */
const RIGHT = 308;
const RIGHT_WIDTH = 244;
const STEM_WIDTH = 55;
const STEM_STEP = 63;
const HALF_WIDTH = 26;
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
    rect: left(0, 3, 28, 22),
    says: 'separate',
  },
  {
    kind: 'button',
    name: 'Accompany',
    label: 'Accompany',
    rect: left(1, 3, 28, 22),
    says: 'accompany',
  },
  {
    kind: 'button',
    name: 'Generate',
    label: 'Generate',
    rect: left(2, 3, 28, 22),
    says: 'generate',
  },
  ...STEMS.map((stem, index): Control => ({
    kind: 'toggle',
    name: `Want ${stem}`,
    label: stem,
    rect: left(index, STEMS.length, 54, 18),
    says: `choose ${stem}`,
    on: 1,
    colour: STEM_COLOURS[stem],
  })),
  { kind: 'text', name: 'Preset label', label: 'Preset', rect: [LEFT, 79, label, 16] },
  {
    kind: 'menu',
    name: 'Preset',
    choices: PRESETS,
    start: 1,
    rect: [FIELD, 79, field, 16],
    says: 'preset',
  },
  { kind: 'text', name: 'Seconds label', label: 'Seconds', rect: [LEFT, 99, label, 16] },
  {
    kind: 'number',
    name: 'Seconds',
    range: [1, 600],
    start: 12,
    rect: [FIELD, 99, field, 16],
    says: 'seconds',
  },
  {
    kind: 'text',
    name: 'Role label',
    label: 'Clip plays',
    rect: [SECOND_LABEL, 79, secondLabel, 16],
  },
  {
    kind: 'menu',
    name: 'Clip plays',
    choices: STEMS,
    start: 1,
    rect: [SECOND_FIELD, 79, secondField, 16],
    says: 'role',
  },
  {
    kind: 'toggle',
    name: 'Mute original',
    label: 'Mute original clip',
    rect: [SECOND_LABEL, 99, secondLabel + secondField, 16],
    says: 'mute_original',
    on: 0,
  },
  { kind: 'bar', name: 'progress', rect: [LEFT, 123, 212, 14] },
  { kind: 'button', name: 'Cancel', label: 'Cancel', rect: left(3, 4, 121, 18), says: 'cancel' },
  { kind: 'divider', name: 'Divider', rect: [298, 8, 4, 130] },
  { kind: 'text', name: 'Live label', label: 'Live levels', rect: [RIGHT, 5, RIGHT_WIDTH, 18] },
  ...STEMS.flatMap((stem, index): Control[] => {
    const x = RIGHT + STEM_STEP * index;
    return [
      {
        kind: 'dial',
        name: `Level ${stem}`,
        label: stem,
        range: GAIN_RANGE_DB,
        rect: [x, 28, STEM_WIDTH, 64],
        says: `gain ${stem}`,
        colour: STEM_COLOURS[stem],
      },
      {
        kind: 'toggle',
        name: `Mute ${stem}`,
        label: 'M',
        rect: [x, 99, HALF_WIDTH, 16],
        says: `mute ${stem}`,
        on: 0,
      },
      {
        kind: 'toggle',
        name: `Solo ${stem}`,
        label: 'S',
        rect: [x + STEM_WIDTH - HALF_WIDTH, 99, HALF_WIDTH, 16],
        says: `solo ${stem}`,
        on: 0,
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
