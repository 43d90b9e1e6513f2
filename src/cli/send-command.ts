/**
 * stemwright send ADDRESS [ARGS...]: one OSC message to the running daemon, and its replies; for scripts and for programs
 * that cannot speak OSC themselves.
 *
 * Arguments are those of the OSC table, the request's id first. A whole number is sent as an int, another number as a float,
 * everything else as a string; paths, as the routes declare them, in full, for the daemon does not know where it is called. The exit
 * code follows the last reply: a job that is done gives 0.
 */
import { Command } from 'commander';

import { pathsIn, withFullPath } from '../control/api/given-paths.js';
import { REPLIES } from '../control/api/replies.js';
import { openOscClient, type OscClient } from '../control/osc/osc-client.js';
import {
  float,
  integer,
  text,
  type OscArgument,
  type OscMessage,
  type OscValue,
  type ReceivedMessage,
} from '../control/osc/osc-message.js';
import { readRuntimeFile } from '../control/osc/runtime-file.js';
import { MAX_PORT } from '../control/osc/runtime-schema.js';
import { DEFAULTS } from '../config/settings.js';
import { cancelLine } from './cancel-line.js';
import { EXIT_INTERRUPTED, exitCodeOfCode } from './exit-code.js';
import { notEmpty } from './not-empty.js';
import { addCommonOptions, type CommonOptions, wholeNumber } from './options.js';
import { runCommand, type Run } from './run-command.js';

interface SendOptions extends CommonOptions {
  readonly wait: boolean;
  readonly host?: string;
  readonly port?: number;
  readonly token?: string;
}

export function sendCommand(): Command {
  const command = new Command('send')
    .description('send one OSC message to the running daemon and print its replies')
    .argument('<address>', 'e.g. /stemwright/separate')
    .argument(
      '[args...]',
      'the message’s arguments, its id first; relative paths are relative to this folder',
    )
    .option('--wait', 'print replies until the request or its job has ended', false)
    .option(
      '--host <address>',
      'where the daemon is; otherwise as it says in its runtime file',
      notEmpty,
    )
    .option('--port <n>', 'its port', wholeNumber(1, MAX_PORT))
    .option('--token <text>', 'what a daemon with a token wants to hear first');
  return addCommonOptions(command, {
    json: 'print each reply as one JSON object on a line',
  }).action((address: string, args: string[], options: SendOptions) =>
    runCommand(options, (run) => send(run, { address, args: argumentsOf(address, args) }, options)),
  );
}

async function send(run: Run, message: OscMessage, options: SendOptions): Promise<void> {
  /** what cancels what the daemon goes on with when nobody waits for it any more */
  let cancelling: string | undefined;
  // There is nothing to clean up here, and the job is the daemon's: it goes on.
  run.signal.addEventListener('abort', () => {
    if (cancelling !== undefined) {
      run.console.note('stemwright: the daemon goes on with it. This cancels it:');
      run.console.note(`  ${cancelling}`);
    }
    process.exit(EXIT_INTERRUPTED);
  });
  const running = await readRuntimeFile();
  const client = await openOscClient({
    host: options.host ?? running?.host ?? DEFAULTS.oscHost,
    port: options.port ?? running?.port ?? DEFAULTS.oscPort,
  });
  try {
    if (options.token !== undefined) await authorise(run, client, options.token);
    for await (const reply of client.request(message)) {
      print(run, reply);
      cancelling = cancelLine(reply.reply, options) ?? cancelling;
      if (!options.wait) break;
    }
  } finally {
    await client.close();
  }
}

async function authorise(run: Run, client: OscClient, token: string): Promise<void> {
  const message = { address: '/stemwright/auth', args: [text('auth'), text(token)] };
  for await (const reply of client.request(message)) {
    if (reply.address === REPLIES.error.address) print(run, reply);
  }
}

/** One reply: a line, or a JSON object on a line. An error reply decides the exit code. */
function print({ console }: Run, { address, args }: ReceivedMessage): void {
  console.jsonResult({ address, args: args.map(jsonValue) });
  console.result([address, ...args.map(String)].join(' '));
  if (address !== REPLIES.error.address) return;
  process.exitCode = exitCodeOfCode(String(args[1]));
}

function argumentsOf(address: string, words: readonly string[]): OscArgument[] {
  const paths = pathsIn(address, words);
  return words.map((word, at) => {
    const form = paths.get(at);
    return form === undefined ? argumentOf(word) : text(withFullPath(word, form, process.cwd()));
  });
}

function argumentOf(word: string): OscArgument {
  if (/^-?\d{1,15}$/.test(word)) return integer(Number(word));
  const value = Number(word);
  return word.trim() !== '' && Number.isFinite(value) ? float(value) : text(word);
}

function jsonValue(value: OscValue): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
