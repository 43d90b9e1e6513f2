/**
 * MIDI mapper: from a control that moves to the requests its map has for it.
 *
 * A request with a value in it follows the control: sent when what it says has changed, at most fifty times a second, the last word
 * always among them. One without is sent when the control is pressed.
 */
import type { Clock } from '../api/clock.js';
import { checkRequest, type CheckedRequest } from './mapped-request.js';
import type { MidiMapEntry } from './midi-map-schema.js';
import { createPressDetector, fits, type Move } from './midi-trigger.js';

export interface MidiMapperParts {
  readonly clock: Clock;
  /** @param port the input the control belongs to */
  readonly request: (checked: CheckedRequest, args: (string | number)[], port: string) => void;
  /** what $job stands for, when a control of that port is moved */
  readonly job: (port: string) => string | undefined;
}

export interface MidiMapper {
  /** Maps by these entries from now on; those it knew keep their toggles. @throws OperationalError `bad-argument` */
  use(entries: readonly MidiMapEntry[]): void;
  receive(move: Move, port: string): void;
  close(): void;
}

export const FOLLOW_PERIOD_MS = 20;

interface Mapping {
  readonly checked: CheckedRequest;
  presses: number;
  /** the arguments sent last, as JSON */
  sent: string | undefined;
  /** the last move since the last look, if it has to wait for the next */
  waiting: { readonly value: number; readonly port: string } | undefined;
  resting: boolean;
}

export function createMidiMapper({ clock, request, job }: MidiMapperParts): MidiMapper {
  const isPress = createPressDetector();
  let mappings = new Map<MidiMapEntry, Mapping>();
  let closed = false;

  function argumentsOf({ checked, presses }: Mapping, value: number, port: string) {
    return checked.argumentsAt({ value, presses, job: job(port) });
  }

  function press(mapping: Mapping, value: number, port: string): void {
    mapping.presses++;
    const args = argumentsOf(mapping, value, port);
    if (args !== undefined) request(mapping.checked, args, port);
  }

  function follow(mapping: Mapping, value: number, port: string): void {
    if (mapping.resting) {
      mapping.waiting = { value, port };
      return;
    }
    const args = argumentsOf(mapping, value, port);
    const text = JSON.stringify(args);
    if (args === undefined || text === mapping.sent) return;
    mapping.sent = text;
    mapping.resting = true;
    clock.after(FOLLOW_PERIOD_MS, () => {
      mapping.resting = false;
      const { waiting } = mapping;
      mapping.waiting = undefined;
      if (waiting !== undefined && !closed) follow(mapping, waiting.value, waiting.port);
    });
    request(mapping.checked, args, port);
  }

  return {
    use(entries) {
      mappings = new Map(
        entries.map((entry) => [entry, mappings.get(entry) ?? newMapping(entry)] as const),
      );
    },
    receive(move, port) {
      const pressed = isPress(move, port);
      for (const [{ trigger }, mapping] of mappings) {
        if (!fits(trigger, move.trigger)) continue;
        if (mapping.checked.continuous) follow(mapping, move.value, port);
        else if (pressed) press(mapping, move.value, port);
      }
    },
    close: () => {
      closed = true;
    },
  };
}

function newMapping({ send }: MidiMapEntry): Mapping {
  const checked = checkRequest(send);
  return { checked, presses: 0, sent: undefined, waiting: undefined, resting: false };
}
