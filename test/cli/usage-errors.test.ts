/**
 * Usage errors: every number has an end, and whoever asks for JSON is told of bad arguments in JSON.
 */
import assert from 'node:assert/strict';
import { CommanderError, type Command } from 'commander';
import { describe, it } from 'mocha';

import { createProgram } from '../../src/cli/program.js';
import { runCli } from '../support/run-cli.js';

interface Refusal {
  readonly error: { readonly code: string; readonly message: string };
}

/** What is said of a line of bad arguments. */
async function refused(...args: string[]): Promise<{ json: Refusal[]; stderr: string }> {
  const said = { json: [] as Refusal[], stderr: '' };
  const program = await createProgram(args, (value) => said.json.push(value as Refusal));
  for (const command of commandsOf(program)) {
    command.configureOutput({ writeErr: (text) => (said.stderr += text) });
  }
  await assert.rejects(program.parseAsync(args, { from: 'user' }), CommanderError);
  return said;
}

function commandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(commandsOf)];
}

/** "models verify", by what its line begins with */
function namesOf(command: Command): string[] {
  const { parent } = command;
  return parent === null ? [] : [...namesOf(parent), command.name()];
}

describe('Usage errors', () => {
  it('are JSON on stdout for every command that takes --json, besides the sentence', async () => {
    const commands = commandsOf(await createProgram([])).filter(({ options }) =>
      options.some(({ long }) => long === '--json'),
    );
    assert.ok(commands.length > 5);
    for (const command of commands) {
      const { json, stderr } = await refused(...namesOf(command), '--json', '--no-such-option');
      assert.equal(json.length, 1);
      const { code, message } = json[0]!.error;
      assert.equal(code, 'bad-argument');
      assert.ok(stderr.startsWith(`error: ${message}\n`), stderr);
    }
  });

  it('print nothing on stdout where JSON is not asked for', async () => {
    for (const line of [
      ['generate', '--seconds', '1e9'],
      ['nonesuch'],
      ['separate', '--steps', '1e9', '--', '--json'],
      // serve prints no result
      ['serve', '--json'],
    ]) {
      assert.deepEqual((await refused(...line)).json, [], line.join(' '));
    }
  });

  const beyond: [args: string[], must: RegExp][] = [
    [['generate', '--seconds', '1e9'], /at most 3600/],
    [['generate', '--seconds', '0'], /above 0/],
    [['generate', '--seconds', ''], /above 0/],
    [['impute', '.', '--continue', '3601'], /at most 3600/],
    [['separate', 'x.wav', '--from', '1e9'], /from 0 to 864000/],
    [['separate', 'x.wav', '--to', 'Infinity'], /at most 864000/],
    [['separate', 'x.wav', '--jobs', '1e9'], /from 1 to 64/],
    [['separate', 'x.wav', '--steps', '1e9'], /from 1 to 1000/],
    [['separate', 'x.wav', '--steps', '0x10'], /from 1 to 1000/],
    [['separate', 'x.wav', '--correction', '101'], /from 1 to 100/],
    [['separate', 'x.wav', '--views', '65'], /from 1 to 64/],
    [['separate', 'x.wav', '--seed', '4294967296'], /from 0 to 4294967295/],
    [['separate', 'x.wav', '--seed', ''], /from 0 to 4294967295/],
    [['separate', 'x.wav', '--threads', '1025'], /from 1 to 1024/],
    [['evaluate', '.', '--limit', '1e9'], /from 1 to 1000000/],
    [['send', '/stemwright/ping', '--port', '65536'], /from 1 to 65535/],
  ];
  for (const [args, must] of beyond) {
    it(`say what a number must be: ${args.slice(-2).join(' ')}`, async () => {
      const { json } = await refused(...args, '--json');
      assert.match(json[0]!.error.message, must);
    });
  }

  it('are JSON from the command itself, too, and end with 2', async () => {
    const { exitCode, stdout, stderr } = await runCli(['generate', '--seconds', '1e9', '--json']);
    assert.equal(exitCode, 2);
    assert.match((JSON.parse(stdout) as Refusal).error.message, /^option '--seconds <s>'/);
    assert.match(stderr, /^error: option '--seconds <s>'/);
  });
});
