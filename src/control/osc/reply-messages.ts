/**
 * Replies: what the daemon says, as OSC messages with explicit types. Addresses come from the routes.
 */
import type { EngineStatus } from '../../control/api/engine.js';
import type { LiveStatus } from '../../live/live.js';
import type { JobEvent } from '../../jobs/job-event.js';
import type { OperationalErrorCode } from '../../operational-error.js';
import {
  float,
  idArgument,
  integer,
  prose,
  text,
  type OscArgument,
  type OscId,
  type OscMessage,
} from './osc-message.js';
import { REPLIES, type ReplyKey } from './osc-replies.js';
import { PROTOCOL_VERSION } from './osc-routes.js';
import type { WaitingRequest } from './waiting-requests.js';

/** What stands for a number that is not known. */
const UNKNOWN = -1;

export function reply(key: ReplyKey, id: OscId, ...args: OscArgument[]): OscMessage {
  return { address: REPLIES[key].address, args: [idArgument(id), ...args] };
}

export function errorReply(id: OscId, code: OperationalErrorCode, message: string): OscMessage {
  return reply('error', id, text(code), prose(message));
}

export function versionReply(id: OscId, version: string, models: readonly string[]): OscMessage {
  return reply('version', id, text(version), integer(PROTOCOL_VERSION), ...models.map(text));
}

/** @param requestId told to those who did not send it */
export function waitingReply(
  id: OscId,
  { waitingId, unit, address }: Pick<WaitingRequest, 'waitingId' | 'unit' | 'address'>,
  requestId?: OscId,
): OscMessage {
  const facts = [waitingId, unit, address].map(text);
  return reply(
    'waiting',
    id,
    ...facts,
    ...(requestId === undefined ? [] : [idArgument(requestId)]),
  );
}

/** @param live undefined: no live session runs, and files have no latency and no xruns */
export function statusReply(
  id: OscId,
  status: EngineStatus,
  live: LiveStatus | undefined,
): OscMessage {
  return reply(
    'status',
    id,
    text(status.state),
    text(status.model),
    text(status.provider),
    integer(status.rateHz),
    integer(live?.latencyFrames ?? 0),
    integer(live?.xruns ?? 0),
    integer(status.queued),
    float(status.realTimeFactor ?? UNKNOWN),
  );
}

/** @param id what the receiver knows the job by */
export function jobEventReply(id: OscId, event: JobEvent): OscMessage {
  switch (event.type) {
    case 'queued':
      return reply('queued', id, integer(event.place));
    case 'progress':
      return reply(
        'progress',
        id,
        float(event.fraction ?? UNKNOWN),
        float(event.etaSeconds ?? UNKNOWN),
        text(event.stage),
      );
    case 'chunk':
      return reply(
        'chunk',
        id,
        integer(event.index),
        integer(event.startFrame),
        integer(event.frameCount),
      );
    case 'stem':
      return reply(event.finished ? 'stem' : 'growing', id, text(event.stem), text(event.path));
    case 'done':
      return reply('done', id, float(event.manifest.seconds), float(event.manifest.realTimeFactor));
    case 'cancelled':
      return errorReply(id, 'cancelled', 'The job was cancelled.');
    case 'error':
      return errorReply(id, event.code, event.message);
  }
}
