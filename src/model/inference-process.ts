/**
 * Inference process [child process]: an inference worker in a process of its own, which can be ended whatever its network is doing.
 *
 *   parent -> WorkerSetup, once, then WorkerCommands -> worker -> WorkerReplies -> parent
 *
 * This thread does nothing but hand on. So it hears at once when its parent is gone, and ends by signal, which stops native code,
 * too.
 */
import './no-telemetry.js';
import { leaveSignalsToParent } from '../ending-signals.js';
import { startWorker } from '../start-worker.js';
import {
  sendableError,
  wholeBuffers,
  type WorkerCommand,
  type WorkerReply,
  type WorkerSetup,
} from './worker-protocol.js';

leaveSignalsToParent();
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// what our own parent sends, compiled with this module
const setup = await new Promise<WorkerSetup>((resolve) => process.once('message', resolve));
try {
  serve(setup);
} catch (error) {
  refuse(error);
  end();
}

function serve(given: WorkerSetup): void {
  const worker = startWorker(new URL('./inference-worker.js', import.meta.url), given);
  worker.on('message', send);
  worker.on('error', refuse);
  worker.once('exit', end);
  process.on('message', (command: WorkerCommand) => {
    const task = command.kind === 'sample' ? command.task : undefined;
    worker.postMessage(command, wholeBuffers([task?.mixture, task?.known?.data, task?.knownMask]));
  });
}

function send(reply: WorkerReply): void {
  process.send?.(reply);
}

/** A worker that has failed runs nothing more. */
function refuse(error: unknown): void {
  send({ kind: 'refused', error: sendableError(error) });
}

/** What was sent goes out first. */
function end(): void {
  process.removeAllListeners('disconnect');
  process.disconnect();
}
