/**
 * MIDI learn: the next control that moves is bound to a request. One request at a time: asking again ends what was asked before.
 *
 * A controller below 32 may be the upper half of a 14-bit one: its lower half follows at once, or it is none.
 */
import { cancelledError, OperationalError } from '../../operational-error.js';
import type { Clock } from '../api/clock.js';
import type { Learned, MidiLearn } from '../api/midi-learn.js';
import { checkRequest, type MappedRequest } from './mapped-request.js';
import { LOWER_HALF } from './midi-control14.js';
import type { MidiMapEntry, Trigger } from './midi-map-schema.js';
import { triggerName, type Move } from './midi-trigger.js';

export interface MidiLearner extends MidiLearn {
  isListening(): boolean;
  /** A control has moved. Only while listening. */
  hear(move: Move): void;
}

export interface MidiLearnParts {
  readonly clock: Clock;
  /** Binds and saves. @returns what it replaced. @throws OperationalError `output-failed`, `output-exists`: bound, but not saved */
  readonly bind: (entry: MidiMapEntry) => Promise<readonly MidiMapEntry[]>;
  readonly onListening: (isListening: boolean) => void;
  readonly entries: () => readonly MidiMapEntry[];
}

export const LEARN_LIMIT_MS = 30_000;
/** The halves are sent back to back: 2 ms on a cable. */
const HALVES_LIMIT_MS = 50;

interface Listening {
  readonly send: MappedRequest;
  readonly resolve: (learned: Learned | Promise<Learned>) => void;
  readonly reject: (error: OperationalError) => void;
  readonly callOff: () => void;
  /** a controller that may be an upper half */
  half: Move | undefined;
}

export function createMidiLearner({
  clock,
  bind,
  onListening,
  entries,
}: MidiLearnParts): MidiLearner {
  let listening: Listening | undefined;

  function stop(): Listening | undefined {
    const stopped = listening;
    listening = undefined;
    stopped?.callOff();
    if (stopped !== undefined) onListening(false);
    return stopped;
  }

  async function bound(send: MappedRequest, trigger: Trigger): Promise<Learned> {
    const replaced = await bind({ trigger, send });
    return {
      control: triggerName(trigger),
      replaced: replaced.map((entry) => entry.send.join(' ')).join('; '),
    };
  }

  function finish(trigger: Trigger): void {
    const stopped = stop();
    stopped?.resolve(bound(stopped.send, trigger));
  }

  return {
    learn(send) {
      checkRequest(send);
      stop()?.reject(cancelledError());
      const learned = new Promise<Learned>((resolve, reject) => {
        const callOff = clock.after(LEARN_LIMIT_MS, () => {
          const sentence = `No control was moved within ${LEARN_LIMIT_MS / 1000} s. Ask again, then move one.`;
          stop()?.reject(new OperationalError('learn-timeout', sentence));
        });
        listening = { send, resolve, reject, callOff, half: undefined };
      });
      onListening(true);
      return { seconds: LEARN_LIMIT_MS / 1000, learned };
    },
    cancel() {
      stop()?.reject(cancelledError());
    },
    controls: () =>
      entries().map(({ trigger, send }) => ({ control: triggerName(trigger), request: send })),
    isListening: () => listening !== undefined,
    hear(move) {
      const current = listening;
      if (current === undefined) return;
      const { half } = current;
      if (half === undefined && isUpperHalf(move)) {
        current.half = move;
        clock.after(HALVES_LIMIT_MS, () => {
          if (listening === current) finish(move.trigger);
        });
      } else if (half === undefined) {
        finish(move.trigger);
      } else if (isLowerHalf(move, half)) {
        finish({ ...half.trigger, type: 'control14' });
      }
    },
  };
}

function isUpperHalf({ trigger }: Move): boolean {
  return trigger.type === 'control' && trigger.number! < LOWER_HALF;
}

function isLowerHalf({ trigger }: Move, { trigger: upper }: Move): boolean {
  return (
    trigger.type === 'control' &&
    trigger.channel === upper.channel &&
    trigger.number === upper.number! + LOWER_HALF
  );
}
