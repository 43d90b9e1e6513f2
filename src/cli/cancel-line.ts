/**
 * Cancel line: the command that cancels what a daemon has begun for a client that no longer waits for it, to be pasted into a shell here
 * or by anybody else who may use the daemon.
 */
import type { Reply } from '../control/api/replies.js';

/** Where the daemon is, as it was said on the command line; what was not is found again the same way. */
export interface SaidDaemon {
  readonly host?: string;
  readonly port?: number;
  readonly token?: string;
}

/** @returns undefined for replies that begin nothing */
export function cancelLine(reply: Reply | undefined, daemon: SaidDaemon): string | undefined {
  const request = cancelRequest(reply);
  if (request === undefined) return undefined;
  const { host, port, token } = daemon;
  const words = [
    ...['stemwright', 'send', '--wait'],
    ...(host === undefined ? [] : ['--host', host]),
    ...(port === undefined ? [] : ['--port', String(port)]),
    // not to be read by who looks over a shoulder
    ...(token === undefined ? [] : ['--token', 'TOKEN']),
    ...request,
  ];
  return words.map(shellWord).join(' ');
}

/** The ids are the daemon's own, which it knows from any client. */
function cancelRequest(reply: Reply | undefined): string[] | undefined {
  if (reply?.key === 'ack') return ['/stemwright/cancel', 'c1', reply.values.jobId];
  if (reply?.key === 'waiting') return ['/stemwright/cancel', 'c1', reply.values.waitingId];
  if (reply?.key === 'learning') return ['/stemwright/midi/learn/cancel', 'c1'];
  return undefined;
}

/** What a daemon says is not to be run by a shell. */
function shellWord(word: string): string {
  return /^[\w./:-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
