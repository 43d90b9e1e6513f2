/**
 * Live sentence: what happened in a live session, as a person reads it.
 */
import type { LiveEvent } from './live.js';

export function liveSentence(news: LiveEvent): string {
  switch (news.type) {
    case 'started': {
      const ms = Math.round((1000 * news.latencyFrames) / news.rateHz);
      return `Live: ${news.channels} channels at ${news.rateHz} Hz, ${ms} ms late.`;
    }
    case 'overrun':
      return `The machine is too slow or busy: from frame ${news.frame} on the mixture passes through in ${news.stem}.`;
    case 'recovered':
      return `Stems are separated again; ${news.passedThroughFrames} frames passed through.`;
    case 'effort':
      return (
        `Windows of ${news.windowSeconds.toFixed(2)} s in ${news.steps} step${news.steps === 1 ? '' : 's'} ` +
        `from now on, ${Math.round(100 * news.load)} % of the time there is.`
      );
    case 'inference-failed':
      return `The worker failed (${news.message}); another is started, and the mixture passes through until then.`;
    case 'levels':
      return 'Levels have changed.';
    case 'device':
      return `The ${news.stream} is ${news.state}: ${news.message}.`;
    case 'latency': {
      const ms = (frames: number) => Math.round((1000 * frames) / news.rateHz);
      const { sessionFrames, waitingFrames, streamFrames } = news;
      return (
        `Stems come out ${ms(sessionFrames + waitingFrames + streamFrames)} ms after their input: ` +
        `${ms(sessionFrames)} ms for separating, ${ms(waitingFrames)} ms waiting for the output, ` +
        `${ms(streamFrames)} ms in the streams of the devices. What their drivers hold comes on top.`
      );
    }
    case 'loop':
      return `The accompaniment is ${news.state}: ${news.message}.`;
    case 'hold':
      return news.held ? 'The take is kept.' : 'Each pass brings another take.';
    case 'lost':
      return `Sound was lost at the ${news.stream}: ${news.message}.`;
    case 'recorded':
      return `${news.stem} is recorded in ${news.path}.`;
    case 'recording-clipped':
      return news.message;
    case 'recording-failed':
      return `The recording has ended: ${news.message}`;
    case 'stopped':
      return 'Live has stopped.';
  }
}
