/**
 * Work: what the page has asked for, or has heard that others have, as rows of a list, and how what the daemon says changes them.
 */
import type { Reply } from '../../control/api/replies.js';

export interface Work {
  /** of the request, until the job has its own */
  readonly id: string;
  readonly name: string;
  readonly state: 'held' | 'uploading' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly place: number;
  /** 0 to 1; undefined: not known */
  readonly fraction: number | undefined;
  readonly etaSeconds: number | undefined;
  readonly stage: string;
  /** what went wrong, or is to be known */
  readonly messages: readonly string[];
}

export function newWork(id: string, name: string, state: Work['state']): Work {
  return {
    id,
    name,
    state,
    place: 0,
    fraction: undefined,
    etaSeconds: undefined,
    stage: '',
    messages: [],
  };
}

/** Whether nothing more comes of it. */
export function hasEnded({ state }: Work): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** @returns the work as the reply leaves it; what says nothing of it leaves it as it is */
export function changedBy(work: Work, reply: Reply): Work {
  if (reply.key === 'queued') {
    const { place } = reply.values;
    return { ...work, place, state: place === 0 ? 'running' : 'waiting' };
  }
  if (reply.key === 'progress') return { ...work, ...reply.values, state: 'running' };
  if (reply.key === 'warning') {
    return { ...work, messages: [...work.messages, reply.values.message] };
  }
  if (reply.key === 'growing' || reply.key === 'stem')
    return namedByFolder(work, reply.values.path);
  if (reply.key === 'done') return { ...work, state: 'done', fraction: 1, etaSeconds: undefined };
  if (reply.key === 'error') {
    const { code, message } = reply.values;
    if (code === 'cancelled') return { ...work, state: 'cancelled' };
    return { ...work, state: 'failed', messages: [...work.messages, message] };
  }
  return work;
}

/** What somebody else has asked for is known by its id alone, until there is a folder for it. */
function namedByFolder(work: Work, file: string): Work {
  const folder = file.split(/[\\/]/).at(-2);
  return folder === undefined || work.name !== work.id ? work : { ...work, name: folder };
}
