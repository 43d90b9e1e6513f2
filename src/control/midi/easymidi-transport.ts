/**
 * The real MIDI transport: easymidi in a process of its own (midi-host-process.ts), started when it is first needed and again after
 * a crash. One that does not answer is killed; its connections are gone then, and whoever holds them hears so by `gone`.
 */
import type { ChildProcess } from 'node:child_process';

import { OperationalError, type OperationalErrorCode } from '../../operational-error.js';
import { startModule } from '../../start-child.js';
import {
  machineClockMs,
  type HostAnswer,
  type HostMessage,
  type HostPort,
  type HostRequest,
} from './midi-host-protocol.js';
import type { MidiTransport, ReceiveBytes } from './midi-transport.js';

const HOST_MODULE = new URL('./midi-host-process.js', import.meta.url);
/** The first answer waits for the package to load. */
const ANSWER_LIMIT_MS = 10_000;

interface Connection {
  readonly receive: ReceiveBytes;
  readonly gone: () => void;
}

/** Why there is no answer. */
interface Problem {
  readonly code: OperationalErrorCode;
  readonly reason: string;
}

interface Host {
  /** undefined: it did not start, and is about to say so */
  readonly child: ChildProcess | undefined;
  /** by the number of the request; a host that has no answer is why */
  readonly waiting: Map<number, (answer: HostAnswer | Problem) => void>;
  readonly connections: Map<number, Connection>;
}

/** @param hostModule the program of the child process; a test's, to see what becomes of a crash */
export function createEasymidiTransport(hostModule = HOST_MODULE): MidiTransport {
  let host: Host | undefined;
  let lastRequest = 0;

  function runningHost(): Host {
    host ??= startHost(hostModule, () => {
      host = undefined;
    });
    return host;
  }

  async function ask(
    request: HostRequest & { request: number },
    to: Host,
  ): Promise<Exclude<HostAnswer, { kind: 'problem' }>> {
    const answer = await new Promise<HostAnswer | Problem>((resolve) => {
      const limit = setTimeout(() => {
        to.child?.kill('SIGKILL');
        resolve(missing(`no answer within ${ANSWER_LIMIT_MS / 1000} s`));
      }, ANSWER_LIMIT_MS).unref();
      to.waiting.set(request.request, (answered) => {
        clearTimeout(limit);
        resolve(answered);
      });
      post(to, request);
    });
    if ('kind' in answer && answer.kind !== 'problem') return answer;
    const problem = 'kind' in answer ? missing(answer.problem) : answer;
    throw new OperationalError(
      problem.code,
      `The MIDI package easymidi cannot be used: ${problem.reason}.`,
    );
  }

  async function open(port: HostPort, connection: Connection) {
    const [to, request] = [runningHost(), ++lastRequest];
    to.connections.set(request, connection);
    try {
      await ask({ kind: 'open', request, port }, to);
    } catch (error) {
      to.connections.delete(request);
      throw error;
    }
    return {
      send: (bytes: Uint8Array) => {
        post(to, { kind: 'send', connection: request, bytes });
      },
      close: () => {
        to.connections.delete(request);
        post(to, { kind: 'close', connection: request });
      },
    };
  }

  return {
    async ports() {
      const answer = await ask({ kind: 'ports', request: ++lastRequest }, runningHost());
      if (answer.kind !== 'ports') throw new Error(`MIDI host: expected ports, got ${answer.kind}`);
      return answer.ports;
    },
    openInput: (name, receive, gone) => open({ direction: 'input', name }, { receive, gone }),
    openOutput: (name, gone) =>
      open({ direction: 'output', name }, { receive: () => undefined, gone }),
    close: () => {
      host?.connections.clear();
      host?.child?.kill('SIGKILL');
    },
  };
}

function startHost(module: URL, onEnd: () => void): Host {
  const child = startModule(module, [], {
    // its native layer prints; and see there for why it must be able to collect garbage
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: ['--expose-gc'],
    serialization: 'advanced',
  });
  const host: Host = { child: child.process, waiting: new Map(), connections: new Map() };
  const clockOffsetMs = performance.now() - machineClockMs();
  child.process?.on('message', (message: HostMessage) => {
    receive(host, message, clockOffsetMs);
  });
  void child.ended.then((problem) => {
    onEnd();
    for (const answer of host.waiting.values()) answer(problem);
    for (const { gone } of host.connections.values()) gone();
  });
  return host;
}

function receive(host: Host, message: HostMessage, clockOffsetMs: number): void {
  switch (message.kind) {
    case 'ports':
    case 'opened':
    case 'problem':
      host.waiting.get(message.request)?.(message);
      host.waiting.delete(message.request);
      return;
    case 'bytes':
      host.connections
        .get(message.connection)
        ?.receive(message.bytes, message.atMs + clockOffsetMs);
      return;
    case 'gone': {
      const connection = host.connections.get(message.connection);
      host.connections.delete(message.connection);
      connection?.gone();
    }
  }
}

/** What is posted to a process that has just ended is lost; its end has events of its own. */
function post({ child }: Host, request: HostRequest): void {
  if (child?.connected === true) child.send(request, () => undefined);
}

function missing(reason: string): Problem {
  return { code: 'package-missing', reason };
}
