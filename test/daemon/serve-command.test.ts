/**
 * stemwright serve and stemwright config, as processes of their own.
 */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { ENDING_SIGNALS } from '../../src/ending-signals.js';
import { runCli } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

describe('stemwright serve', () => {
  for (const signal of ENDING_SIGNALS) {
    it(`runs until ${signal}, and ends with 0`, () =>
      withTemporaryFolder(async (folder) => {
        const { exitCode, stdout, stderr } = await runCli(
          ['serve', '--model', 'gaussian', '--osc-port', '0', '--state-folder', folder],
          { when: { stderrHas: '"ready"', act: (child) => child.kill(signal) } },
        );
        assert.equal(exitCode, 0, stderr);
        assert.equal(stdout, '');
        assert.match(stderr, /"engineClosed":true,"surfacesClosed":true.*"stopped"/);
      }));
  }

  it('ends in order, too, when signals come again and again while it does', () =>
    withTemporaryFolder(async (folder) => {
      const { exitCode, stderr } = await runCli(
        ['serve', '--model', 'gaussian', '--osc-port', '0', '--state-folder', folder],
        {
          when: {
            stderrHas: '"ready"',
            act: (child) => {
              for (const signal of ENDING_SIGNALS) child.kill(signal);
            },
          },
        },
      );
      assert.equal(exitCode, 0, stderr);
      assert.match(stderr, /"engineClosed":true,"surfacesClosed":true.*"stopped"/);
    }));

  it('ends in order, too, while the session that it begins with is starting', () =>
    withTemporaryFolder(async (folder) => {
      const args = ['serve', '--model', 'gaussian', '--osc-port', '0', '--state-folder', folder];
      // a device's process that does not start is tried for three seconds, and then ends the command
      const noStart = 'data:text/javascript,process.execPath=`/nowhere/node`';
      const { exitCode, stderr } = await runCli(
        [...args, '--input', 'any', '--live-mode', 'listen'],
        {
          env: { ...process.env, NODE_OPTIONS: `--import=${noStart}` },
          when: { stderrHas: '"ready"', act: (child) => child.kill('SIGTERM') },
        },
      );
      assert.equal(exitCode, 0, stderr);
      assert.match(stderr, /"engineClosed":true,"surfacesClosed":true.*"stopped"/);
    }));

  it('tells what an earlier daemon did not finish', () =>
    withTemporaryFolder(async (folder) => {
      const jobs = path.join(folder, 'jobs');
      await mkdir(jobs);
      // no process has this id: Linux and macOS give out smaller ones, Windows multiples of four
      const entry = { jobId: 'job-7', task: 'generate', outputFolder: path.join(folder, 'x') };
      const text = JSON.stringify({ ...entry, pid: 2 ** 31 - 1, startedMs: 0 });
      await writeFile(path.join(jobs, 'job-7.json'), text);
      const { stderr } = await runCli(
        ['serve', '--model', 'gaussian', '--osc-port', '0', '--state-folder', folder],
        { when: { stderrHas: '"ready"', act: (child) => child.kill('SIGTERM') } },
      );
      assert.match(stderr, /"jobId":"job-7".*an earlier job was not finished/);
    }));

  it('with --midi says in one line what it finds, listens all the same, and ends in order', () =>
    withTemporaryFolder(async (folder) => {
      const { exitCode, stderr } = await runCli(
        [
          'serve',
          '--model',
          'gaussian',
          '--osc-port',
          '0',
          '--state-folder',
          folder,
          '--midi',
          'no such controller',
          '--midi-map',
          path.join(folder, 'none.json'),
        ],
        { when: { stderrHas: '"ready"', act: (child) => child.kill('SIGTERM') } },
      );
      assert.equal(exitCode, 0, stderr);
      // no MIDI system, as in a container, or no such controller
      assert.equal(
        stderr.match(/MIDI does not work here|there is no MIDI input "no such controller"/g)
          ?.length,
        1,
      );
      assert.match(stderr, /"engineClosed":true,"surfacesClosed":true.*"stopped"/);
    }));

  it('says that there are no such sound devices and which there are, and waits for them', () =>
    withTemporaryFolder(async (folder) => {
      const { exitCode, stderr } = await runCli(
        [
          ...['serve', '--model', 'gaussian', '--osc-port', '0', '--state-folder', folder],
          ...['--input', 'no such', '--output', 'no such'],
        ],
        { when: { stderrHas: 'is no output device', act: (child) => child.kill('SIGTERM') } },
      );
      assert.equal(exitCode, 0, stderr);
      for (const stream of ['input', 'output']) {
        const sentence =
          `The ${stream} is waiting for device: there is no ${stream} device \\\\"no such\\\\" ` +
          `\\((there are: .+|this machine has no ${stream} devices)\\); it is used as soon as it is plugged in`;
        assert.match(stderr, new RegExp(sentence));
      }
    }));

  it('ends with a sentence for a MIDI map that is none', () =>
    withTemporaryFolder(async (folder) => {
      const map = path.join(folder, 'map.json');
      await writeFile(map, '{"entries":[{"trigger":{"type":"note"},"send":["/stemwright/ping"]}]}');
      const { exitCode, stderr } = await runCli([
        'serve',
        '--model',
        'gaussian',
        '--osc-port',
        '0',
        '--state-folder',
        folder,
        '--midi',
        'lpd8',
        '--midi-map',
        map,
      ]);
      assert.equal(exitCode, 2);
      assert.match(stderr, /map\.json: entries\.0\.trigger\.number must say which note/);
    }));

  it('ends with a sentence for a setting that cannot be', async () => {
    const { exitCode, stderr } = await runCli(['serve', '--osc-port', 'nine']);
    assert.equal(exitCode, 2);
    assert.match(
      stderr,
      /oscPort \(--osc-port\) must be a whole number from 0 to 65535, got "nine"/,
    );
  });
});

describe('stemwright config', () => {
  it('prints every setting with its value and where it comes from, but no secret', () =>
    withTemporaryFolder(async (folder) => {
      const configFile = path.join(folder, 'studio.json');
      await writeFile(
        configFile,
        JSON.stringify({ queueLimit: 3, oscToken: 'open sesame, please' }),
      );
      const args = ['config', '--config', configFile, '--osc-port', '7000'];
      const { exitCode, stdout } = await runCli(args);
      assert.equal(exitCode, 0);
      assert.match(stdout, /^oscPort +7000 +--osc-port$/m);
      assert.match(stdout, /^queueLimit +3 .*studio\.json$/m);
      assert.match(stdout, /^oscToken +\(set\)/m);
      assert.match(stdout, /^oscHost +127\.0\.0\.1 +default$/m);
      const { stdout: json } = await runCli([...args, '--json']);
      const settings = JSON.parse(json) as Record<string, { value: string; from: string }>;
      assert.deepEqual(settings['oscPort'], { value: '7000', from: '--osc-port' });
      assert.doesNotMatch(stdout + json, /sesame/);
    }));
});
