/**
 * Live sentence: what happened in a live session, as a person reads it.
 */
import type { LiveEvent } from './live.js';

export function liveSentence(event: LiveEvent): string {
  switch (event.kind) {
    case 'starting': {
      const { model, chunkSeconds, latencySeconds } = event;
      return (
        `The model ${model} takes ${chunkSeconds.toFixed(2)} s at once: its stems will come ${latencySeconds.toFixed(2)} s late. ` +
        'Live starts.'
      );
    }
    case 'started': {
      const ms = Math.round((1000 * event.latencyFrames) / event.rateHz);
      return `Live: ${event.channels} channels at ${event.rateHz} Hz, ${ms} ms late.`;
    }
    case 'overrun':
      return `The machine is too slow or busy: from frame ${event.frame} on the mixture passes through in ${event.stem}.`;
    case 'recovered':
      return `Stems are separated again; ${event.passedThroughFrames} frames passed through.`;
    case 'effort':
      return (
        `Windows of ${event.windowSeconds.toFixed(2)} s in ${event.steps} step${event.steps === 1 ? '' : 's'} ` +
        `from now on, ${Math.round(100 * event.load)} % of the time there is.`
      );
    case 'inference-failed':
      return `The worker failed (${event.message}); another is started, and the mixture passes through until then.`;
    case 'levels':
      return 'Levels have changed.';
    case 'device':
      return `The ${event.stream} is ${event.state}: ${event.message}.`;
    case 'latency': {
      const ms = (frames: number) => Math.round((1000 * frames) / event.rateHz);
      const { sessionFrames, waitingFrames, streamFrames } = event;
      return (
        `Stems come out ${ms(sessionFrames + waitingFrames + streamFrames)} ms after their input: ` +
        `${ms(sessionFrames)} ms for separating, ${ms(waitingFrames)} ms waiting for the output, ` +
        `${ms(streamFrames)} ms in the streams of the devices. What their drivers hold comes on top.`
      );
    }
    case 'loop':
      return `The accompaniment is ${event.state}: ${event.message}.`;
    case 'hold':
      return event.held ? 'The take is kept.' : 'Each pass brings another take.';
    case 'lost':
      return `Sound was lost at the ${event.stream}: ${event.message}.`;
    case 'recorded':
      return `${event.stem} is recorded in ${event.path}.`;
    case 'damaged':
    case 'recording-clipped':
    case 'recording-failed':
      return event.message;
    case 'stopped':
      return 'Live has stopped.';
  }
}
