/**
 * MIDI sync: which port's clock or time code the transport follows. The first that ticks is followed until it has been silent for
 * two seconds: two masters must not pull the music to and fro. A clock goes before time code, which has no tempo.
 *
 *   clock:      bpm, beat and playing as midi-clock.ts reads them
 *   time code:  beat = seconds * bpm / 60 at the tempo the transport has; playing while quarter frames come
 */
import { DEFAULT_BPM, type Transport } from '../../capture/transport.js';
import type { Clock } from '../api/clock.js';
import { createMidiClock, type MidiClock } from './midi-clock.js';
import type { MidiMessage } from './midi-message.js';
import { createTimeCodeReader, type TimeCodeReader } from './midi-time-code.js';

export interface MidiSync {
  read(port: string, message: MidiMessage, atMs: number): void;
  /** The port was unplugged: music that followed it stands. */
  forget(port: string): void;
  close(): void;
}

const LEADER_SILENCE_MS = 2000;
/** A quarter frame comes every 10 ms or faster. */
const TIME_CODE_SILENCE_MS = 100;

type Kind = 'clock' | 'time code';

interface Leader {
  readonly port: string;
  readonly kind: Kind;
  heardMs: number;
}

export function createMidiSync(transport: Transport, clock: Clock): MidiSync {
  const ports = new Map<string, { clock: MidiClock; timeCode: TimeCodeReader }>();
  let leader: Leader | undefined;
  let callOff: () => void = () => undefined;

  function leads(port: string, kind: Kind): boolean {
    const nowMs = clock.nowMs();
    const isFree = leader === undefined || nowMs - leader.heardMs > LEADER_SILENCE_MS;
    const isBetter = leader?.kind === 'time code' && kind === 'clock';
    if (isFree || isBetter) leader = { port, kind, heardMs: nowMs };
    if (leader?.port !== port || leader.kind !== kind) return false;
    leader.heardMs = nowMs;
    return true;
  }

  function stand(source: string): void {
    const position = transport.position();
    if (position?.source === source) transport.set({ ...position, playing: false });
  }

  function readTimeCode(port: string, reader: TimeCodeReader, message: MidiMessage, atMs: number) {
    const time = reader.read(message);
    if (time !== undefined && leads(port, 'time code')) {
      const bpm = transport.position()?.bpm;
      const source = sourceOf('time code', port);
      const playing = time.direction === 'forwards';
      transport.set({ ...update(time.positionSeconds, bpm), playing, source, atMs });
    }
    if (message.kind !== 'quarterFrame' || leader?.port !== port) return;
    callOff();
    callOff = clock.after(TIME_CODE_SILENCE_MS, () => {
      stand(sourceOf('time code', port));
    });
  }

  return {
    read(port, message, atMs) {
      const readers = ports.get(port) ?? {
        clock: createMidiClock(),
        timeCode: createTimeCodeReader(),
      };
      ports.set(port, readers);
      const reading = readers.clock.read(message, atMs);
      if (reading === undefined) readTimeCode(port, readers.timeCode, message, atMs);
      else if (leads(port, 'clock')) transport.set({ ...reading, source: sourceOf('clock', port) });
    },
    forget(port) {
      ports.delete(port);
      if (leader?.port === port) leader = undefined;
      stand(sourceOf('clock', port));
      stand(sourceOf('time code', port));
    },
    close: () => {
      callOff();
    },
  };
}

/** @param bpm undefined where nobody has said a tempo */
function update(seconds: number, bpm = DEFAULT_BPM): { bpm: number; beat: number } {
  return { bpm, beat: (seconds * bpm) / 60 };
}

function sourceOf(kind: Kind, port: string): string {
  return `midi ${kind} ${port}`;
}
