/**
 * stemwright send, as scripts use it: a process of its own that talks to a real daemon; what it prints, and its exit code.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { tone } from '../support/tone.js';
import { writeWav16 } from '../support/wav-file.js';
import { repositoryPath } from '../support/repository.js';
import { runCli, type CliResult } from '../support/run-cli.js';
import { withProcess } from '../support/process-output.js';
import { withRunningDaemon, type RunningDaemon } from '../support/running-daemon.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

type Send = (...args: string[]) => Promise<CliResult>;

const SHORT = ['0.2', 'steps', '2'];
/** more steps than any test waits for */
const ENDLESS = ['0.2', 'steps', '1000', 'correction', '100'];

/** Runs `use` with the command, told where a daemon of the test's own is. */
const withSend = (use: (send: Send, daemon: RunningDaemon) => Promise<void>): Promise<void> =>
  withRunningDaemon((daemon) =>
    use((...args) => runCli(['send', ...addressOf(daemon), ...args]), daemon),
  );

function addressOf({ port }: RunningDaemon): string[] {
  return ['--host', '127.0.0.1', '--port', String(port)];
}

/** The first words of the lines, without the prefix they share. */
function namesOf(stdout: string): string[] {
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => line.split(' ')[0]!.replace('/stemwright/', ''));
}

describe('stemwright send', () => {
  it('prints the first reply and ends, the job going on; with --wait all of them up to the last', () =>
    withSend(async (send) => {
      const ping = await send('/stemwright/ping', '7');
      assert.deepEqual(ping, { exitCode: 0, stdout: '/stemwright/pong 7\n', stderr: '' });
      const first = await send('/stemwright/generate', 'first', ...SHORT);
      assert.equal(first.exitCode, 0);
      assert.match(first.stdout, /^\/stemwright\/ack first job-\w+\n$/);
      const { exitCode, stdout, stderr } = await send(
        '/stemwright/generate',
        'all',
        ...SHORT,
        '--wait',
      );
      assert.equal(exitCode, 0, stderr);
      const names = namesOf(stdout);
      assert.deepEqual(
        names.filter((name, at) => name !== 'progress' && name !== names[at - 1]),
        ['ack', 'queued', 'growing', 'chunk', 'stem', 'done'],
      );
      assert.match(stdout, /\/stemwright\/done all [\d.]+ [\d.]+\n$/);
    }));

  it('prints each reply with --json as one object on a line', () =>
    withSend(async (send) => {
      const { exitCode, stdout } = await send(
        '/stemwright/generate',
        '12',
        ...SHORT,
        '--wait',
        '--json',
      );
      assert.equal(exitCode, 0);
      const lines = stdout.trimEnd().split('\n');
      const replies = lines.map((line) => JSON.parse(line) as { address: string; args: unknown[] });
      for (const reply of replies) {
        assert.deepEqual(Object.keys(reply), ['address', 'args']);
        assert.equal(reply.args[0], 12);
      }
      assert.equal(replies[0]?.address, '/stemwright/ack');
      const last = replies.at(-1);
      assert.equal(last?.address, '/stemwright/done');
      assert.deepEqual(
        last.args.map((value) => typeof value),
        ['number', 'number', 'number'],
      );
    }));

  it('prints replies as they come, and ends with 130 when its job is cancelled by another', () =>
    withSend(async (send, daemon) => {
      const args = [repositoryPath('dist', 'src', 'main.js'), 'send', ...addressOf(daemon)];
      args.push('/stemwright/generate', 'endless', ...ENDLESS, '--wait');
      await withProcess(process.execPath, args, async (waiting) => {
        const said = await waiting.says('growing endless piano');
        const [, jobId] = /ack endless (job-\w+)/.exec(said)!;
        const cancel = await send('/stemwright/cancel', 'x', jobId!, '--wait');
        assert.deepEqual(cancel, { exitCode: 0, stdout: '/stemwright/done x\n', stderr: '' });
        assert.equal(await waiting.ended(), 130);
        assert.match(waiting.output(), /\/stemwright\/error endless cancelled .*\n$/);
      });
    }));

  it('names the line that cancels a job it waited for when it is interrupted, which does so from anywhere', () =>
    withSend(async (send, daemon) => {
      const args = [repositoryPath('dist', 'src', 'main.js'), 'send', ...addressOf(daemon)];
      args.push('/stemwright/generate', 'endless', ...ENDLESS, '--wait');
      await withProcess(process.execPath, args, async (waiting) => {
        await waiting.says('growing endless piano');
        waiting.child.kill('SIGINT');
        assert.equal(await waiting.ended(), 130);
        const [, line] =
          /the daemon goes on with it\. This cancels it:\n {2}stemwright (send .*)\n$/.exec(
            waiting.output(),
          )!;
        const cancelled = await runCli(line!.split(' '));
        assert.deepEqual(cancelled, { exitCode: 0, stdout: '/stemwright/done c1\n', stderr: '' });
        assert.doesNotMatch((await send('/stemwright/job/list', 'm', '--wait')).stdout, /generate/);
      });
    }));

  it('takes paths relative to the folder that it is called in', () =>
    withSend(async (_, daemon) => {
      const { mediaFolder: cwd } = daemon;
      // a number to who does not know that it is a path
      await writeWav16(path.join(cwd, '2026'), 8000, [
        tone({ hz: 440, rateHz: 8000, frames: 800 }),
      ]);
      const args = ['send', ...addressOf(daemon), '--wait', '/stemwright/separate', 'r'];
      const { exitCode, stdout } = await runCli([...args, '2026', 'steps', '1'], { cwd });
      assert.equal(exitCode, 0, stdout);
      const missing = await runCli([...args, 'nowhere/song.wav'], { cwd });
      assert.ok(missing.stdout.includes(path.join(cwd, 'nowhere', 'song.wav')), missing.stdout);
    }));

  it('goes on when the reader of its replies has heard enough, and its exit code still follows the job', () =>
    withSend(async (_, daemon) => {
      const args = [repositoryPath('dist', 'src', 'main.js'), 'send', ...addressOf(daemon)];
      args.push('/stemwright/generate', 'piped', ...SHORT, '--wait');
      const script = '{ "$@"; echo "ended with $?" >&2; } | head -n 1';
      await withProcess('sh', ['-c', script, 'sh', process.execPath, ...args], async (pipe) => {
        await pipe.ended();
        const [ack, end, ...more] = pipe.output().trimEnd().split('\n').sort();
        assert.match(ack!, /^\/stemwright\/ack piped job-/);
        assert.deepEqual([end, ...more], ['ended with 0']);
      });
    }));

  it('ends with 1 when the job fails, 2 when the request cannot be understood', () =>
    withSend(async (send, { mediaFolder }) => {
      const ends: [string[], number, RegExp][] = [
        [['separate', 'a', path.join(mediaFolder, 'none.wav')], 1, /error a input-missing .*none/],
        [['cancel', 'b', 'job-0'], 1, /error b job-unknown /],
        [['generate', 'c', '-1'], 2, /error c bad-argument /],
        [['generate'], 2, /Expected an id/],
        [['nonesuch', 'd'], 2, /error d bad-message /],
      ];
      for (const [[name, ...args], code, sentence] of ends) {
        const result = await send('--wait', `/stemwright/${name!}`, '--', ...args);
        assert.equal(result.exitCode, code, `${name!}: ${result.stdout}${result.stderr}`);
        assert.match(result.stdout + result.stderr, sentence);
      }
    }));

  it('ends with 1 and a sentence where no daemon listens, and when the daemon dies before the job ends', () =>
    withSend(async (send, daemon) => {
      const args = [repositoryPath('dist', 'src', 'main.js'), 'send', ...addressOf(daemon)];
      args.push('/stemwright/generate', 'orphan', ...ENDLESS, '--wait', '--json');
      await withProcess(process.execPath, args, async (waiting) => {
        await waiting.says('/stemwright/growing');
        daemon.process.kill('SIGKILL');
        assert.equal(await waiting.ended(), 1);
        assert.match(waiting.output(), /"code":"daemon-unreachable"/);
      });
      const { exitCode, stderr } = await send('/stemwright/ping', 'p');
      assert.equal(exitCode, 1);
      assert.match(stderr, /Start "stemwright serve"|Is "stemwright serve" running/);
    }));

  it('and serve have a token from a file or the environment, which no list of processes shows', () =>
    withTemporaryFolder(async (folder) => {
      const token = 'open sesame, please';
      const file = path.join(folder, 'token');
      await writeFile(file, `${token}\n`);
      await withRunningDaemon(
        async (daemon) => {
          const ping = (words: string[], env: NodeJS.ProcessEnv = {}) =>
            runCli(['send', ...addressOf(daemon), ...words, '/stemwright/ping', '7'], {
              env: { ...process.env, ...env },
            });
          assert.match((await ping([])).stdout, /not-allowed/);
          const answered = { exitCode: 0, stdout: '/stemwright/pong 7\n', stderr: '' };
          assert.deepEqual(await ping(['--token-file', file]), answered);
          assert.deepEqual(await ping([], { STEMWRIGHT_OSC_TOKEN: token }), answered);
          assert.deepEqual(await ping([], { STEMWRIGHT_OSC_TOKEN_FILE: file }), answered);
          if (process.platform !== 'linux') return;
          const words = await readFile(`/proc/${daemon.process.pid!}/cmdline`, 'utf8');
          assert.match(words, /--token-file/);
          assert.doesNotMatch(words, /sesame/);
        },
        { args: ['--token-file', file] },
      );
    }));
});
