/**
 * Device event: what happened to a sound device, as a live session passes it on.
 */
import type { AudioHostEvent } from '../../audio/host/audio-host.js';
import type { LiveEvent } from '../live.js';

export function deviceEvent(event: AudioHostEvent): LiveEvent {
  const { stream } = event;
  switch (event.kind) {
    case 'state':
      return { kind: 'device', stream, state: event.state, message: event.reason };
    case 'input-lost': {
      const frames = event.frames ?? 'an unknown number of';
      return { kind: 'lost', stream, message: `${frames} input frames are missing` };
    }
    case 'underrun':
      return { kind: 'lost', stream, message: `the output ran dry: ${event.cause}` };
    case 'output-full':
      return { kind: 'lost', stream, message: `${event.frames} output frames have no room` };
  }
}
