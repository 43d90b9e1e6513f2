/**
 * What a control of the device's view is: where it is, what it says to the script, what Live keeps of it, and what Live's Info View
 * says when the mouse is over it. Pixels; Live shows 169 of height.
 */

/** x, y, width, height */
export type Rect = readonly [number, number, number, number];

/** red, green, blue, opacity: 0 to 1 */
export type Colour = readonly [number, number, number, number];

/**
 * What Live does with a parameter: `mapped` by MIDI and automation and kept; `kept` with the Set; or `passing`, forgotten with the
 * device, which buttons are and whatever the script sets, or Live's undo history would be full of that.
 */
export type Keeping = 'mapped' | 'kept' | 'passing';

interface Placed {
  readonly name: string;
  readonly rect: Rect;
  /** until the script shows it */
  readonly isHidden?: true;
}

interface Operated extends Placed {
  readonly says: string;
  readonly keeping: Keeping;
  /** for the Info View */
  readonly info: string;
}

export type Control =
  | (Operated & { kind: 'button'; label: string })
  | (Operated & { kind: 'toggle'; label: string; on: 0 | 1 })
  | (Operated & {
      kind: 'menu';
      choices: readonly string[];
      start: number;
      /** what is said of a choice: its place or its words */
      tells: 'index' | 'words';
    })
  | (Operated & { kind: 'number'; range: readonly [number, number]; start: number })
  | (Operated & { kind: 'dial'; label: string; range: readonly [number, number] })
  /** a line to type in; never a parameter, so nothing of it is saved. Says what was typed, once Return is pressed */
  | (Placed & { kind: 'entry'; says: string; info: string })
  /** a line to copy from */
  | (Placed & { kind: 'copied-text'; info: string })
  | (Placed & { kind: 'text'; label: string })
  /** shows what the script says under its name, in one line */
  | (Placed & { kind: 'shown-text'; label: string; align: 'left' | 'right' })
  /** the same in as many lines as it takes, so that it is not overlooked */
  | (Placed & { kind: 'shown-problem' })
  | (Placed & { kind: 'light' | 'bar' | 'divider' });
