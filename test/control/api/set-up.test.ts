/**
 * Setting up over the API: what every surface is told of the machine, the settings, the log, MIDI controls and the live session.
 */
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { describe, it } from 'mocha';

import type { Reply } from '../../../src/control/api/replies.js';
import { OperationalError } from '../../../src/operational-error.js';
import { withCallingSurface, type Caller } from '../../support/calling-surface.js';
import { LIVE_LATENCY_FRAMES } from '../../support/recording-live.js';
import { createRecordedSetUp } from '../../support/recorded-set-up.js';

/** Asks, and waits for the last reply. @returns all of them, by name and values */
async function told(
  { ask, replies }: Caller,
  address: string,
  ...values: (string | number)[]
): Promise<[Reply['key'], Reply['values']][]> {
  replies.length = 0;
  ask(address, 'asked', ...values);
  while (!replies.some(({ key }) => key === 'done' || key === 'error')) await nextTurn();
  for (const { id } of replies) assert.equal(id, 'asked');
  return replies.map(({ key, values: said }) => [key, said]);
}

describe('Setting up over the API', () => {
  it('tells devices, findings, settings and the log, each in messages of its own', async () => {
    const plain = { name: 'preset', open: true, value: 'draft', from: 'default', next: 'best' };
    const setting = { ...plain, meaning: 'preset of jobs', choices: ['draft', 'best'] };
    const finding = { part: 'ffmpeg', state: 'missing', detail: 'It is not on the PATH.' } as const;
    const setUp = createRecordedSetUp({
      soundDevices: () =>
        Promise.resolve([
          {
            name: 'Box',
            hostApi: 'ALSA',
            inputChannels: 2,
            outputChannels: 0,
            defaultRateHz: 48_000,
          },
        ]),
      examine: () => Promise.resolve([finding]),
      settings: () => Promise.resolve([setting]),
      logLines: () => [{ atMs: 0, level: 'warn', message: 'the disk is full' }],
    });
    await withCallingSurface(
      async ({ caller }) => {
        const ann = caller('ann');
        assert.deepEqual(await told(ann, 'device/list'), [
          ['soundDevice', { name: 'Box', hostApi: 'ALSA', inputs: 2, outputs: 0, rateHz: 48_000 }],
          ['done', {}],
        ]);
        assert.deepEqual(await told(ann, 'doctor'), [
          ['finding', finding],
          ['done', {}],
        ]);
        assert.deepEqual(await told(ann, 'config/get'), [
          ['setting', setting],
          ['done', {}],
        ]);
        const time = '1970-01-01T00:00:00.000Z';
        assert.deepEqual(await told(ann, 'log/tail'), [
          ['logLine', { time, level: 'warn', message: 'the disk is full' }],
          ['done', {}],
        ]);
      },
      { setUp },
    );
  });

  it('has a setting changed, taken back, and says what was refused', async () => {
    const setUp = createRecordedSetUp();
    await withCallingSurface(
      async ({ caller }) => {
        const ann = caller('ann');
        assert.deepEqual(await told(ann, 'config/set', 'seed', '7'), [['done', {}]]);
        assert.deepEqual(await told(ann, 'config/set', 'seed'), [['done', {}]]);
        assert.deepEqual(setUp.changed, [
          { name: 'seed', text: '7' },
          { name: 'seed', text: undefined },
        ]);
        setUp.refusal = new OperationalError('not-allowed', 'Not that one.');
        assert.deepEqual(await told(ann, 'config/set', 'mediaRoots', '/'), [
          ['error', { code: 'not-allowed', message: 'Not that one.' }],
        ]);
      },
      { setUp },
    );
  });

  it('does nothing of that for who has not told the token', async () => {
    const setUp = createRecordedSetUp();
    await withCallingSurface(
      async ({ caller }) => {
        const ann = caller('ann');
        for (const address of ['config/get', 'config/set', 'doctor', 'log/tail', 'device/list']) {
          const [[key, values] = []] = await told(ann, address, 'seed');
          assert.equal(key, 'error', address);
          assert.ok(values !== undefined && 'code' in values && values.code === 'not-allowed');
        }
        assert.deepEqual(setUp.changed, []);
      },
      { setUp, token: 'correct horse battery' },
    );
  });

  it('tells how the live session goes and how each stem is set, with and without a session', () =>
    withCallingSurface(async ({ caller, engine }) => {
      const ann = caller('ann');
      engine.live.setLevel('drums', { gainDb: -6, muted: true });
      const settings = [
        ['liveLevel', { stem: 'bass', gainDb: 0, muted: false, soloed: false }],
        ['liveLevel', { stem: 'drums', gainDb: -6, muted: true, soloed: false }],
        ['done', {}],
      ];
      const [[, off] = [], ...without] = await told(ann, 'live/status');
      assert.ok(off !== undefined && 'running' in off && !off.running);
      assert.deepEqual(without, settings);
      await told(ann, 'live/start');
      const [[, on] = [], ...within] = await told(ann, 'live/status');
      assert.deepEqual(on, {
        running: true,
        rateHz: 44_100,
        channels: 2,
        latencyFrames: LIVE_LATENCY_FRAMES,
        xruns: 3,
        overrun: false,
        overruns: 2,
        passedThroughFrames: 0,
        steps: 1,
        windowSeconds: 1.5,
        load: 0.5,
      });
      assert.deepEqual(within, settings);
      engine.live.setHold(true);
      const [, held] = await told(ann, 'live/status');
      assert.deepEqual(held, ['liveHeld', { held: true }]);
    }));

  it('tells what is kept of the live input', () =>
    withCallingSurface(async ({ caller, engine }) => {
      const state = {
        seconds: 12,
        limitSeconds: 300,
        markSecondsAgo: 2.5,
        barSecondsAgo: [0.5, 2.5, 4.5],
      };
      engine.capture.state = state;
      assert.deepEqual(await told(caller('ann'), 'capture/status'), [
        ['captureStatus', state],
        ['done', {}],
      ]);
    }));

  it('tells what each MIDI control does, and that there is no MIDI where there is none', () =>
    withCallingSurface(async ({ caller, api }) => {
      const ann = caller('ann');
      const [[key, refusal] = []] = await told(ann, 'midi/map');
      assert.equal(key, 'error');
      assert.ok(refusal !== undefined && 'code' in refusal && refusal.code === 'midi-off');
      const request = ['/stemwright/live/gain', 'bass', '$fader(-60,6)', 4] as const;
      api.offerMidiLearn({
        learn: () => assert.fail('nothing is to be learned'),
        cancel: () => undefined,
        controls: () => [{ control: 'control 1 on any channel', request }],
      });
      const [address, ...args] = request;
      assert.deepEqual(await told(ann, 'midi/map'), [
        [
          'midiControl',
          { control: 'control 1 on any channel', address, argument: args.map(String) },
        ],
        ['done', {}],
      ]);
    }));

  it('tells a model’s version and licence', () =>
    withCallingSurface(async ({ caller }) => {
      const [[, model] = []] = await told(caller('ann'), 'model/list');
      assert.ok(model !== undefined && 'licence' in model);
      assert.deepEqual([model.version, model.licence], ['1.0.0', 'MIT']);
    }));
});
