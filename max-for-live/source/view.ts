/**
 * The device's one view: every control, where it is, and what it says to the script. Pixels; Live shows 169 of height.
 */
export const VIEW_WIDTH = 560;
export const VIEW_HEIGHT = 169;

/** x, y, width, height */
export type Rect = readonly [number, number, number, number];

export type Control =
  | { kind: 'button'; name: string; label: string; rect: Rect; says: string }
  | { kind: 'toggle'; name: string; label: string; rect: Rect; says: string; on: 0 | 1 }
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
    }
  | { kind: 'text'; name: string; label: string; rect: Rect }
  /** shows what the script says under its name */
  | { kind: 'shown-text'; name: string; label: string; rect: Rect }
  | { kind: 'light' | 'bar'; name: string; rect: Rect };

export const STEMS = ['bass', 'drums', 'guitar', 'piano'] as const;
const PRESETS = ['draft', 'standard', 'best'];
const GAIN_RANGE_DB = [-60, 12] as const;

const LIVE_X = 306;
const LIVE_STEP = 63;

export const CONTROLS: readonly Control[] = [
  { kind: 'light', name: 'light', rect: [6, 6, 14, 14] },
  { kind: 'shown-text', name: 'version', label: 'starting', rect: [24, 4, 150, 18] },
  { kind: 'button', name: 'Separate', label: 'Separate', rect: [6, 26, 92, 20], says: 'separate' },
  {
    kind: 'button',
    name: 'Accompany',
    label: 'Accompany',
    rect: [102, 26, 92, 20],
    says: 'accompany',
  },
  {
    kind: 'button',
    name: 'Generate',
    label: 'Generate',
    rect: [198, 26, 92, 20],
    says: 'generate',
  },
  ...STEMS.map((stem, index): Control => ({
    kind: 'toggle',
    name: `Want ${stem}`,
    label: stem,
    rect: [6 + 72 * index, 50, 68, 18],
    says: `choose ${stem}`,
    on: 1,
  })),
  { kind: 'text', name: 'Preset label', label: 'Preset', rect: [6, 73, 50, 18] },
  {
    kind: 'menu',
    name: 'Preset',
    choices: PRESETS,
    start: 1,
    rect: [58, 74, 80, 16],
    says: 'preset',
  },
  { kind: 'text', name: 'Role label', label: 'Clip plays', rect: [146, 73, 66, 18] },
  {
    kind: 'menu',
    name: 'Clip plays',
    choices: STEMS,
    start: 1,
    rect: [214, 74, 76, 16],
    says: 'role',
  },
  { kind: 'text', name: 'Seconds label', label: 'Seconds', rect: [6, 93, 56, 18] },
  {
    kind: 'number',
    name: 'Seconds',
    range: [1, 600],
    start: 12,
    rect: [62, 94, 76, 16],
    says: 'seconds',
  },
  {
    kind: 'toggle',
    name: 'Mute original',
    label: 'Mute original clip',
    rect: [150, 94, 140, 16],
    says: 'mute_original',
    on: 0,
  },
  { kind: 'bar', name: 'progress', rect: [6, 118, 210, 14] },
  { kind: 'button', name: 'Cancel', label: 'Cancel', rect: [222, 116, 68, 18], says: 'cancel' },
  { kind: 'shown-text', name: 'stage', label: 'ready', rect: [176, 4, 114, 18] },
  { kind: 'shown-text', name: 'problem', label: '', rect: [6, 138, 548, 28] },
  { kind: 'text', name: 'Live label', label: 'Live levels', rect: [LIVE_X, 4, 120, 18] },
  ...STEMS.flatMap((stem, index): Control[] => {
    const x = LIVE_X + LIVE_STEP * index;
    return [
      {
        kind: 'dial',
        name: `Level ${stem}`,
        label: stem,
        range: GAIN_RANGE_DB,
        rect: [x, 26, 58, 58],
        says: `gain ${stem}`,
      },
      {
        kind: 'toggle',
        name: `Mute ${stem}`,
        label: 'M',
        rect: [x, 94, 27, 18],
        says: `mute ${stem}`,
        on: 0,
      },
      {
        kind: 'toggle',
        name: `Solo ${stem}`,
        label: 'S',
        rect: [x + 31, 94, 27, 18],
        says: `solo ${stem}`,
        on: 0,
      },
    ];
  }),
];
