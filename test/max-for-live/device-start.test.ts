/**
 * The Max for Live device starts the daemon: what is missing is said, Start starts one daemon and no second, and a token is read from
 * its file or typed, and kept nowhere.
 */
import assert from 'node:assert/strict';
import { access, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { stemwrightPatcher } from '../../max-for-live/source/patcher.js';
import {
  problemOf,
  until,
  untilConnected,
  untilProblem,
  withComputer,
  withLoadedDevice,
  type DeviceOptions,
} from '../support/device-on-daemon.js';
import type { LiveStandIn } from '../support/live-stand-in.js';
import { withNodeScript, type NodeScript } from '../support/node-script.js';

/** real time between two seconds of the device, which waits 40 of them for a starter */
const TICK_PAUSE_MS = 250;
const TOKEN = 'correct horse battery staple';
/** where nobody listens */
const NOBODY = { port: 9 };
/** beyond what Linux gives */
const NOBODYS_PID = 2 ** 22 + 1;

/** [node.script], run for real. */
function starterOf(script: NodeScript): NonNullable<DeviceOptions['onStarter']> {
  return ([, , task], live) => {
    void script.run(task as 'look' | 'start').then((answer) => {
      live.say('starter_says', ...answer);
    });
  };
}

/** A device that hears nothing on its port. */
function withDeviceAlone(
  options: DeviceOptions,
  use: (live: LiveStandIn) => Promise<void>,
): Promise<void> {
  return withComputer((computer) => withLoadedDevice(computer, NOBODY, options, use));
}

/** Seconds pass until it has found its daemon. */
async function untilFound(live: LiveStandIn): Promise<void> {
  while (live.shown.get('light') !== 1 && !problemOf(live).includes('did not')) {
    live.tick();
    await sleep(TICK_PAUSE_MS);
  }
  assert.equal(problemOf(live), '');
  await untilConnected(live);
}

async function untilSilent(live: LiveStandIn): Promise<void> {
  for (let second = 0; second < 3; second++) {
    live.tick();
    await sleep(20);
  }
}

async function withTokenFile(script: NodeScript): Promise<string> {
  const file = path.join(script.home, 'token');
  await writeFile(file, `${TOKEN}\nnot this line\n`);
  return file;
}

describe('The starter of the Max for Live device', () => {
  it('finds nothing where nothing is set up, and says how that is done', () =>
    withNodeScript(async (script) => {
      assert.deepEqual(await script.run('look'), ['none']);
      const [kind, sentence] = await script.run('start');
      assert.equal(kind, 'problem');
      assert.match(String(sentence), /not set up.*stemwright install live/);
    }));

  it('starts one daemon, however many ask and how often, and says so in the log', () =>
    withNodeScript(async (script) => {
      await script.setUp();
      assert.deepEqual(await script.run('look'), ['none']);
      const [first, second] = await Promise.all([script.run('start'), script.run('start')]);
      assert.equal(first[0], 'found');
      assert.deepEqual(second, first);
      const pid = await script.daemonPid();
      assert.ok(pid !== undefined);
      assert.deepEqual(await script.run('start'), first);
      assert.deepEqual(await script.run('look'), first);
      assert.equal(await script.daemonPid(), pid);
      const started = (await script.log()).match(/started from Live: /g);
      assert.equal(started?.length, 1);
    }));

  it('starts one after another starter was killed in the middle, whose lock lies there still', () =>
    withNodeScript(async (script) => {
      await script.setUp();
      const lock = `${script.startFile}.starting`;
      await writeFile(lock, String(NOBODYS_PID));
      const before = new Date(Date.now() - 10_000);
      await utimes(lock, before, before);
      assert.equal((await script.run('start'))[0], 'found');
      await assert.rejects(access(lock), { code: 'ENOENT' });
    }));

  it('says what went wrong when the daemon does not start, or start.json is damaged', () =>
    withNodeScript(async (script) => {
      await script.setUp(['--no-such-option']);
      const [kind, sentence] = await script.run('start');
      assert.equal(kind, 'problem');
      assert.match(
        String(sentence),
        /did not start: it ended with code 2\. .*daemon\.log says more/,
      );
      assert.match(await script.log(), /no-such-option/);
      await writeFile(script.startFile, '{"node":');
      assert.match(
        String((await script.run('start'))[1]),
        /start\.json is not as Stemwright writes it/,
      );
    }));

  it('hands the token over from its file, its first line', () =>
    withNodeScript(async (script) => {
      const file = await withTokenFile(script);
      await script.setUp(['--token-file', file], file);
      const [kind, , needsToken, token] = await script.run('start');
      assert.deepEqual([kind, needsToken, token], ['found', 1, TOKEN]);
    }));
});

describe('The Max for Live device without a daemon', () => {
  it('is looking, then says that there is no answer, on which port, and shows Start', () =>
    withDeviceAlone({}, async (live) => {
      assert.equal(live.shown.get('version'), 'looking');
      assert.equal(live.shown.get('stage'), '');
      assert.equal(live.boxes.get('Start')!.hidden, 1);
      await untilSilent(live);
      assert.match(problemOf(live), /^No answer on 9130\. Press Start/);
      assert.equal(live.shown.get('version'), 'not running');
      assert.equal(live.boxes.get('Start')!.hidden, 0);
      live.say('port', 9231);
      await untilSilent(live);
      assert.match(problemOf(live), /^No answer on 9231\./);
      live.press('separate');
      assert.match(problemOf(live), /not running\. Press Start/);
    }));

  it('starts one with Start, finds it on its port, and works', () =>
    withNodeScript(async (script) => {
      await script.setUp();
      await withDeviceAlone({ onStarter: starterOf(script) }, async (live) => {
        await untilSilent(live);
        live.press('start_daemon');
        assert.equal(live.shown.get('stage'), 'starting');
        await untilFound(live);
        assert.equal(live.shown.get('stage'), 'ready');
        assert.equal(live.boxes.get('Start')!.hidden, 1);
        live.say('seconds', 1);
        live.press('generate');
        await until(() => live.tracks.length === 5, 'tracks');
      });
    }));

  it('finds one that runs elsewhere, without a press', () =>
    withNodeScript(async (script) => {
      await script.setUp();
      const [, port] = await script.run('start');
      await withDeviceAlone({ onStarter: starterOf(script) }, async (live) => {
        await untilSilent(live);
        await untilFound(live);
        assert.deepEqual(live.boxes.get('Port')!.said.get('set'), [port]);
      });
    }));

  it('reads a token from its file', () =>
    withNodeScript(async (script) => {
      const file = await withTokenFile(script);
      await script.setUp(['--token-file', file], file);
      await script.run('start');
      await withDeviceAlone({ onStarter: starterOf(script) }, async (live) => {
        await untilSilent(live);
        await untilFound(live);
      });
    }));

  it('asks for a token that it does not find, takes it from the keyboard, and forgets it', () =>
    withNodeScript(async (script) => {
      const file = await withTokenFile(script);
      await script.setUp(['--token-file', file]);
      await script.run('start');
      await withDeviceAlone({ onStarter: starterOf(script) }, async (live) => {
        await untilSilent(live);
        await untilProblem(live, /has a token\. Type it at Token/);
        live.say('token', ...TOKEN.split(' '));
        await untilFound(live);
        assert.deepEqual(live.boxes.get('Token')!.said.get('set'), ['']);
        assert.ok(![...live.shown.values()].includes(TOKEN));
      });
      const { box } = stemwrightPatcher().patcher.boxes.find(
        (entry) => entry.box['varname'] === 'Token',
      )!;
      assert.equal(box['parameter_enable'], 0);
      assert.equal(box['saved_attribute_attributes'], undefined);
    }));
});
