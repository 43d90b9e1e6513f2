/**
 * stemwright send ADDRESS [ARGS...]: one OSC message to the running daemon, and its replies; for scripts and for programs
 * that cannot speak OSC themselves.
 *
 * Arguments are those of the OSC table, the request's id first. A whole number is sent as an int, another number as a float,
 * everything else as a string; paths, as the routes declare them, in full, for the daemon does not know where it is called. The exit
 * code follows the last reply: a job that is done gives 0.
 *
 * A token comes from where the daemon has it: a flag, a file, or the environment.
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
import { MAX_PORT, type RuntimeRecord } from '../control/osc/runtime-schema.js';
import { readToken } from '../config/setting-sources.js';
import { DEFAULTS, environmentName, type SettingName } from '../config/settings.js';
import { absolutePath } from '../file-system.js';
import { OperationalError } from '../operational-error.js';
import { readableText } from '../path-text.js';
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
  readonly tokenFile?: string;
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
    .option(
      '--token <text>',
      'what a daemon with a token wants to hear first; users of this machine see it in the list of processes',
    )
    .option(
      '--token-file <file>',
      `file whose first line is the token (otherwise ${environmentName('oscToken')}, ${environmentName('oscTokenFile')})`,
    );
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
    const token = await tokenOf(options, running);
    if (token !== undefined) await authorise(run, client, token);
    for await (const reply of client.request(message)) {
      print(run, reply);
      cancelling = cancelLine(reply.reply, options) ?? cancelling;
      if (!options.wait) break;
    }
  } finally {
    await client.close();
  }
}

/** @throws OperationalError `bad-argument`, `input-missing`, `input-unreadable` */
async function tokenOf(
  { token, tokenFile, host, port }: SendOptions,
  running: RuntimeRecord | undefined,
): Promise<string | undefined> {
  if (token !== undefined && tokenFile !== undefined) {
    throw new OperationalError('bad-argument', 'Expected --token or --token-file, got both.');
  }
  if (token !== undefined) return token;
  if (tokenFile !== undefined) return readToken(tokenFile);
  // the one of the environment is not for a daemon that is known to have none
  if (host === undefined && port === undefined && running?.needsToken === false) return undefined;
  const file = environmentValue('oscTokenFile');
  return environmentValue('oscToken') ?? (file === undefined ? undefined : readToken(file));
}

/** Undefined where the variable is not set, or empty. */
function environmentValue(setting: SettingName): string | undefined {
  const value = process.env[environmentName(setting)];
  return value === '' ? undefined : value;
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
  const here = absolutePath('.');
  return words.map((word, at) => {
    const form = paths.get(at);
    return form === undefined ? argumentOf(word) : text(sendable(withFullPath(word, form, here)));
  });
}

/** @throws OperationalError `bad-argument` where a name on the path is no UTF-8: OSC has no such strings */
function sendable(fullPath: string): string {
  const shown = readableText(fullPath);
  if (shown === fullPath) return fullPath;
  throw new OperationalError(
    'bad-argument',
    `Expected a path that is UTF-8, as OSC sends it, got ${shown}. Rename it, name a link to it, or use "stemwright separate".`,
  );
}

function argumentOf(word: string): OscArgument {
  if (/^-?\d{1,15}$/.test(word)) return integer(Number(word));
  const value = Number(word);
  return word.trim() !== '' && Number.isFinite(value) ? float(value) : text(word);
}

function jsonValue(value: OscValue): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
