/**
 * Device event: what happened to a sound device, as a live session passes it on.
 */
import type { AudioHost, AudioHostEvent, StreamStateEvent } from '../../audio/host/audio-host.js';
import type { DeviceEvent, LiveEvent } from '../live.js';

export function deviceEvent(event: AudioHostEvent): LiveEvent {
  const { stream } = event;
  switch (event.kind) {
    case 'state':
      return stateEvent(event);
    case 'input-lost': {
      const frames = event.frames ?? 'an unknown number of';
      return { kind: 'lost', stream, message: `${frames} input frames are missing` };
    }
    case 'underrun':
      return { kind: 'lost', stream, message: `the output ran dry: ${event.cause}` };
    case 'output-full':
      return { kind: 'lost', stream, message: `${event.frames} output frames have no room` };
    case 'damaged':
      return { kind: 'damaged', message: event.sentence };
  }
}

/** Devices that the streams wait for. */
export function waitingFor(host: AudioHost): DeviceEvent[] {
  return host.waiting().map(stateEvent);
}

function stateEvent({ stream, state, reason }: StreamStateEvent): DeviceEvent {
  return { kind: 'device', stream, state, message: reason };
}
