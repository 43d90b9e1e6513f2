/**
 * Bar: how far work is, to be shown as it goes; drawn on a terminal (progress-bar.ts) or told in lines (progress-lines.ts).
 */
export interface BarState {
  /** of what it is */
  readonly label: string;
  /** 0 to 1; undefined: not known */
  readonly fraction: number | undefined;
  /** how much is done, in words; may be empty */
  readonly done: string;
  readonly etaSeconds: number | undefined;
}

export interface Bar {
  readonly show: (state: BarState) => void;
  readonly stop: () => void;
}
