/**
 * Arguments of a mapped request: fixed, or made from what the control says. Written as text, in the map file and over OSC alike:
 *
 *   $value(from,to)     the value, linearly; `from` may be above `to`
 *   $whole(from,to)     the same, rounded
 *   $fader(from,to)     decibels, by the fader's taper (api/fader-law.ts), not below `from`; halfway is 18 dB below `to`
 *   $choice(a,b,c)      one of the words, each with an equal share of the way
 *   $toggle(a,b)        b at the first press, a at the second, and so on
 *   $job                the job that runs or waits longest, or else the control's request that waits longest for its beat
 */
import { commaSeparated } from '../../comma-separated.js';
import { OperationalError } from '../../operational-error.js';
import { faderDb } from '../api/fader-law.js';

export type MidiArgument =
  | { readonly kind: 'fixed'; readonly value: string | number }
  | { readonly kind: 'value' | 'whole' | 'fader'; readonly from: number; readonly to: number }
  | { readonly kind: 'choice' | 'toggle'; readonly choices: readonly (string | number)[] }
  | { readonly kind: 'job' };

/** What arguments are made from. */
export interface Moment {
  /** 0 to 1 */
  readonly value: number;
  /** how often the control was pressed, this press included */
  readonly presses: number;
  /** undefined: there is none */
  readonly job: string | undefined;
}

const FORM = /^\$([a-z]+)(?:\(([^()]*)\))?$/;

/** @throws OperationalError `bad-argument` for a word that begins with $ and is none of the above */
export function parseArgument(word: string | number): MidiArgument {
  if (typeof word === 'number' || !word.startsWith('$')) return { kind: 'fixed', value: word };
  const [, kind = '', list] = FORM.exec(word) ?? [];
  const parts = list === undefined ? [] : commaSeparated(list);
  switch (kind) {
    case 'value':
    case 'whole':
    case 'fader': {
      const [from, to] = parts.map(numberOf);
      if (parts.length === 2 && typeof from === 'number' && typeof to === 'number') {
        return { kind, from, to };
      }
      break;
    }
    case 'choice':
      if (parts.length >= 2 && !parts.includes('')) return { kind, choices: parts.map(numberOf) };
      break;
    case 'toggle':
      if (parts.length === 2 && !parts.includes('')) return { kind, choices: parts.map(numberOf) };
      break;
    case 'job':
      if (list === undefined) return { kind };
  }
  throw new OperationalError(
    'bad-argument',
    `Expected $value(from,to), $whole(from,to), $fader(from,to), $choice(a,b,...), $toggle(a,b) or $job, got ${JSON.stringify(word)}.`,
  );
}

/** Whether an argument follows the control all the way, rather than being sent when it is pressed. */
export function isContinuous({ kind }: MidiArgument): boolean {
  return kind === 'value' || kind === 'whole' || kind === 'fader' || kind === 'choice';
}

/** @returns undefined where there is nothing to send: no job */
export function resolveArgument(
  argument: MidiArgument,
  { value, presses, job }: Moment,
): string | number | undefined {
  switch (argument.kind) {
    case 'fixed':
      return argument.value;
    case 'value':
      return between(argument, value);
    case 'whole':
      return Math.round(between(argument, value));
    case 'fader':
      return faderDb(value, argument);
    case 'choice': {
      const { choices } = argument;
      return choices[Math.min(choices.length - 1, Math.floor(value * choices.length))];
    }
    case 'toggle':
      return argument.choices[presses % 2];
    case 'job':
      return job;
  }
}

function between({ from, to }: { from: number; to: number }, value: number): number {
  return from + (to - from) * value;
}

function numberOf(part: string): string | number {
  const number = Number(part);
  return part !== '' && Number.isFinite(number) ? number : part;
}
