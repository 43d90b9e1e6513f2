/**
 * Keys: what a key does to what is played. Keys that a field, a choice, a button or what scrolls under the
 * cursor takes are left to it.
 */
export interface KeyActions {
  readonly playOrPause: () => void;
  readonly choose: (lane: number) => void;
  readonly solo: () => void;
  readonly mute: () => void;
  readonly loop: () => void;
  /** the loop begins, or ends, where it plays */
  readonly loopFromHere: () => void;
  readonly loopToHere: () => void;
  readonly compare: () => void;
  readonly changeLevel: (byDb: number) => void;
  readonly skip: (bySeconds: number) => void;
  readonly zoom: (factor: number) => void;
}

const SKIP_SECONDS = 5;

const ACTIONS: Readonly<Record<string, (actions: KeyActions) => void>> = {
  ' ': ({ playOrPause }) => {
    playOrPause();
  },
  s: ({ solo }) => {
    solo();
  },
  m: ({ mute }) => {
    mute();
  },
  l: ({ loop }) => {
    loop();
  },
  '[': ({ loopFromHere }) => {
    loopFromHere();
  },
  ']': ({ loopToHere }) => {
    loopToHere();
  },
  a: ({ compare }) => {
    compare();
  },
  ArrowUp: ({ changeLevel }) => {
    changeLevel(1);
  },
  ArrowDown: ({ changeLevel }) => {
    changeLevel(-1);
  },
  ArrowLeft: ({ skip }) => {
    skip(-SKIP_SECONDS);
  },
  ArrowRight: ({ skip }) => {
    skip(SKIP_SECONDS);
  },
  Home: ({ skip }) => {
    skip(-Infinity);
  },
  '+': ({ zoom }) => {
    zoom(2);
  },
  '-': ({ zoom }) => {
    zoom(0.5);
  },
};

export function actOnKey(event: KeyboardEvent, actions: KeyActions): void {
  if (event.ctrlKey || event.metaKey || event.altKey || isTakenByTarget(event)) return;
  const { key } = event;
  if (/^[1-9]$/.test(key)) actions.choose(Number(key) - 1);
  else if (Object.hasOwn(ACTIONS, key)) ACTIONS[key]!(actions);
  else return;
  event.preventDefault();
}

/** by which lists and tables are scrolled */
const SCROLLING = /^(?:Arrow|Home$)/;

function isTakenByTarget({ target, key }: KeyboardEvent): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'range' || SCROLLING.test(key);
  if (target instanceof HTMLSelectElement) return true;
  if (!(target instanceof Element)) return false;
  if (SCROLLING.test(key)) return target.matches('.log, .wide');
  return key === ' ' && target.matches('button, summary');
}
