/**
 * Types of routes: what a handler gets follows from the declared arguments and options, and what it may answer from the declared
 * replies. Checked by tsc: a line marked as an error that is none fails the build. Nothing here runs.
 */
import { defineRoute, ID } from '../../src/control/api/define-route.js';
import type { Reply, ReplyValues } from '../../src/control/api/replies.js';

/** Compiles where the types are the same, and not merely assignable. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : never;

function holds<Condition extends true>(_name: Condition extends true ? string : never): void {
  // the condition is the test
}

export const route = defineRoute({
  address: '/stemwright/example',
  arguments: [
    ID,
    { kind: 'text', name: 'source' },
    { kind: 'names', name: 'stems' },
    { kind: 'integer', name: 'place', least: 0, most: 9, optional: true },
  ],
  options: [
    { kind: 'choice', name: 'preset', choices: ['draft', 'best'], description: 'speed' },
    { kind: 'positive', name: 'seconds', most: 9, description: 'how long' },
    { kind: 'text', name: 'known', repeats: true, description: 'one more' },
  ],
  replies: ['queued', 'done'],
  last: 'done',
  description: 'An example.',
  handle(request, { reply, id }) {
    holds<Same<typeof request.id, string | number>>('an id is a string or a number');
    holds<Same<typeof request.source, string>>('text is a string');
    holds<Same<typeof request.stems, readonly string[]>>('names are strings');
    holds<Same<typeof request.place, number | undefined>>('what may be left out may be undefined');
    holds<Same<typeof request.preset, 'draft' | 'best' | undefined>>(
      'a choice is one of its words',
    );
    holds<Same<typeof request.seconds, number | undefined>>('an option is a number, or not given');
    holds<Same<typeof request.known, readonly string[]>>('what repeats is a list');
    holds<Same<typeof id, string | number>>('the context has the id, too');
    // @ts-expect-error no such argument
    void request.other;

    reply('queued', { place: 1 });
    reply('done', {});
    reply('done', { seconds: 1, realTimeFactor: 2 });
    // @ts-expect-error the route does not declare this reply
    reply('pong', {});
    // @ts-expect-error a value is missing
    reply('queued', {});
    // @ts-expect-error a value of the wrong type
    reply('queued', { place: 'first' });
    // @ts-expect-error no such value
    reply('queued', { place: 1, seconds: 2 });
  },
});

defineRoute({
  address: '/stemwright/silent',
  arguments: [{ kind: 'number', name: 'beat', least: 0, most: 9 }],
  landsOn: 'beat',
  replies: [],
  last: undefined,
  description: 'Takes no id and is not answered.',
  handle(request, { reply }) {
    holds<Same<typeof request.beat, number>>('a number is a number');
    // @ts-expect-error waiting for the beat is the dispatcher's, before the handler
    void request.at;
    // @ts-expect-error nothing is declared, so nothing is answered
    reply('done', {});
  },
});

defineRoute({
  address: '/stemwright/unending',
  arguments: [ID],
  replies: ['queued'],
  // @ts-expect-error the last reply is one of the replies
  last: 'done',
  description: 'Its last reply is none of its replies.',
  handle: () => undefined,
});

// @ts-expect-error what is not done at once has takesTime
defineRoute({
  address: '/stemwright/slow',
  arguments: [ID],
  replies: [],
  last: undefined,
  description: 'Takes time and does not say so, so that nobody would bound how many are under way.',
  handle: () => Promise.resolve(),
});

defineRoute({
  address: '/stemwright/unknown',
  arguments: [
    // @ts-expect-error a choice has its words
    { kind: 'choice', name: 'preset' },
  ],
  // @ts-expect-error there is no such reply
  replies: ['nonsense'],
  last: undefined,
  description: 'Has a choice of nothing and a reply that there is not.',
  handle: () => undefined,
});

holds<Same<ReplyValues<'stem'>['path'], string>>('a path is a string');
holds<Same<ReplyValues<'progress'>['etaSeconds'], number | undefined>>('it may not be known');
holds<Same<ReplyValues<'model'>['usable'], boolean>>('a flag is a boolean');
holds<Same<ReplyValues<'model'>['stems'], readonly string[]>>('names are strings');
holds<Same<ReplyValues<'waitingOne'>['requestId'], string | number>>('an id is either');

/** A reply is told from the others by its key. */
export function messageOf(reply: Reply): string {
  // @ts-expect-error most replies have no message
  void reply.values.message;
  return reply.key === 'error' ? reply.values.message : '';
}
