/**
 * What reaches a terminal: nothing that it would obey but our own bar and colours, and not those where they cannot be shown.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import { runCli } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { atTerminal } from '../support/terminal-session.js';
import { tone } from '../support/tone.js';
import { writeWav16 } from '../support/wav-file.js';

/** clears the screen, turns everything red, and writes backwards */
const NASTY = 'tune\x1b[2J\u009b31m\u202e.wav';
const GAUSSIAN = ['--model', 'gaussian', '--steps', '1', '--log-level', 'info'];

function withNastyRecording(use: (input: string, out: string) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (folder) => {
    const input = path.join(folder, NASTY);
    await writeWav16(input, 8000, [tone({ hz: 440, rateHz: 8000, frames: 1600 })]);
    await use(input, path.join(folder, 'out'));
  });
}

describe('A terminal that runs a command', () => {
  it('that is dumb gets no escape sequence: no bar, no colours, and the names of files visible', () =>
    withNastyRecording(async (input, out) => {
      const args = ['separate', input, '--out', out, ...GAUSSIAN];
      const { exitCode, screen } = await atTerminal(args, { TERM: 'dumb' });
      assert.equal(exitCode, 0, screen);
      assert.doesNotMatch(screen, /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]/);
      // the log names the input
      assert.ok(screen.includes('tune\\x1b[2J\\x9b31m\\u202e.wav'), screen);
      assert.match(screen, /separating/);
    }));

  it('gets a bar, and colours unless NO_COLOR is set', () =>
    withNastyRecording(async (input, out) => {
      const args = ['separate', input, '--out', out, ...GAUSSIAN, '--force'];
      const colour = /\x1b\[\d+m/;
      const cursor = /\x1b\[\?25l/;
      const { screen } = await atTerminal(args, { TERM: 'xterm', NO_COLOR: '' });
      assert.match(screen, colour);
      assert.match(screen, cursor);
      const plain = await atTerminal(args, { TERM: 'xterm', NO_COLOR: '1' });
      assert.doesNotMatch(plain.screen, colour);
      assert.match(plain.screen, cursor);
      assert.ok(!(screen + plain.screen).includes('\x1b[2J'));
    }));
});

describe('JSON on stdout, and the log', () => {
  it('hold names with escapes of JSON, and are what they were to programs', () =>
    withNastyRecording(async (input, out) => {
      const args = ['separate', input, '--out', out, ...GAUSSIAN, '--json'];
      const { stdout, stderr } = await runCli(args);
      const plain = /^[\x20-\x7e\n]+$/;
      assert.match(stdout, plain);
      assert.match(stderr, plain);
      const { outputs } = JSON.parse(stdout) as { outputs: { input: string }[] };
      assert.equal(outputs[0]?.input, input);
      const told = stderr
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { input?: string });
      assert.ok(told.some((line) => line.input === input));
    }));

  it('sentences about a file that is not there show its name', async () => {
    const { exitCode, stderr } = await runCli(['separate', '/\x1b[2J\u009b.wav', ...GAUSSIAN]);
    assert.equal(exitCode, 1);
    assert.ok(stderr.includes('/\\x1b[2J\\x9b.wav does not exist'), stderr);
    const usage = await runCli(['separate', 'x.wav', '--\x1b[2J']);
    assert.equal(usage.exitCode, 2);
    assert.ok(usage.stderr.includes("unknown option '--\\x1b[2J'"), usage.stderr);
  });
});
