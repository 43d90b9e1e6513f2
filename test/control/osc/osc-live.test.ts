/** Live over OSC: a session starts and stops, levels reach it, and subscribers hear how it goes. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { STEM_CONTROLS } from '../../../src/control/api/stem-controls.js';
import { OperationalError } from '../../../src/operational-error.js';
import { LIVE_LATENCY_FRAMES } from '../../support/recording-live.js';
import { answer, answers, request } from '../../support/osc-dialogue.js';
import type { Probe } from '../../support/osc-probes.js';
import { withOscServer } from '../../support/osc-test-server.js';
import { LIVE_DEFAULTS } from '../../support/test-api.js';

/** A level, without the controls that are told after it (osc-stem-controls.test.ts). */
async function levelTold(probe: Probe, moved: number): Promise<unknown[] | undefined> {
  const [level] = await answers(probe, 1 + moved);
  return level;
}

describe('live over OSC', () => {
  it('starts with what the daemon was started with, and says how late it will be', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('live/start', 'a'));
      assert.deepEqual(await answer(probe), ['live/started', 'a', LIVE_LATENCY_FRAMES, 44_100, 2]);
      assert.deepEqual(await answer(probe), ['done', 'a']);
      const [started] = engine.live.started;
      const { sampling, recording, ...rest } = started!;
      assert.deepEqual(rest, { ...LIVE_DEFAULTS, mode: { kind: 'separate' } });
      assert.equal(recording, undefined);
      assert.equal(sampling.preset, 'standard');
    }));

  it('says to who starts it which device is waited for', () =>
    withOscServer(async ({ udp, engine }) => {
      engine.live.waiting = [
        { kind: 'device', stream: 'input', state: 'waiting for device', message: 'no "Foo"' },
      ];
      const probe = await udp();
      probe.send(request('live/start', 'a', 'input', 'Foo'));
      assert.equal((await answer(probe))[0], 'live/started');
      assert.deepEqual(await answer(probe), [
        'live/news',
        'a',
        'device',
        'The input is waiting for device: no "Foo".',
      ]);
      assert.deepEqual(await answer(probe), ['done', 'a']);
    }));

  it('takes devices, layout and a recording from the request', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      const options = ['input', 'Scarlett', 'output', 'none', 'layout', 'stems'];
      const numbers = ['rate', 48_000, 'record', 1];
      probe.send(request('live/start', 7, ...options, ...numbers));
      assert.equal((await answer(probe))[0], 'live/started');
      const { input, output, layout, rateHz, recording } = engine.live.started[0]!;
      assert.deepEqual(
        { input, output, layout, rateHz, recording },
        {
          input: 'Scarlett',
          output: undefined,
          layout: 'stems',
          rateHz: 48_000,
          recording: { folder: '/stems/live', encoding: 'float32' },
        },
      );
    }));

  it('takes a file as its input, from below a media root only', () =>
    withOscServer(async ({ udp, engine, folder }) => {
      const probe = await udp();
      const file = path.join(folder, 'song.wav');
      await writeFile(file, '');
      probe.send(
        request('live/start', 'a', 'input', `file:${folder}/../${path.basename(folder)}/song.wav`),
      );
      assert.equal((await answer(probe))[0], 'live/started');
      await answer(probe);
      assert.equal(engine.live.started[0]?.input, `file:${file}`);
      assert.deepEqual(engine.live.started[0].inputWithin, [folder]);
      probe.send(request('live/start', 'b', 'input', `file:${process.execPath}`));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'b', 'not-allowed']);
    }));

  it('asks for a file before it looks for it, so that a stop right behind comes second', () =>
    withOscServer(async ({ udp, engine, folder }) => {
      const probe = await udp();
      const file = path.join(folder, 'song.wav');
      await writeFile(file, '');
      probe.send(request('live/start', 'a', 'input', `file:${file}`));
      probe.send(request('live/stop', 'b'));
      await answers(probe, 2);
      assert.deepEqual(engine.live.asked, ['start', 'stop']);
    }));

  it('takes the loop that is to be accompanied, and refuses one that is none', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      const loop = ['mode', 'accompany', 'generate', 'bass,drums', 'plays', 'guitar'];
      probe.send(request('live/start', 1, ...loop, 'bars', 4, 'hold', 1));
      assert.equal((await answers(probe, 2))[0]?.[0], 'live/started');
      probe.send(request('live/start', 2, 'mode', 'accompany', 'generate', 'bass'));
      await answers(probe, 2);
      probe.send(request('live/start', 3, 'mode', 'listen'));
      await answers(probe, 2);
      const [generate, kind] = [['bass', 'drums'], 'accompany'];
      assert.deepEqual(
        engine.live.started.map(({ mode }) => mode),
        [
          { kind, generate, plays: 'guitar', bars: 4, hold: true },
          { kind, generate: ['bass'], plays: undefined, bars: 8, hold: false },
          { kind: 'listen' },
        ],
      );
      for (const [options, sentence] of [
        [['mode', 'accompany'], /Expected the stems to generate/],
        [['generate', 'bass'], /"generate" is for mode accompany only/],
        [['mode', 'listen', 'bars', 4], /"bars" is for mode accompany only/],
      ] as const) {
        probe.send(request('live/start', 'x', ...options));
        const refused = await answer(probe);
        assert.deepEqual(refused.slice(0, 3), ['error', 'x', 'bad-argument']);
        assert.match(String(refused[3]), sentence);
      }
    }));

  it('answers what the engine refuses, and stop without a session', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      engine.live.refusal = new OperationalError('live-running', 'One is running.');
      probe.send(request('live/start', 'a'));
      assert.deepEqual(await answer(probe), ['error', 'a', 'live-running', 'One is running.']);
      probe.send(request('live/stop', 'b'));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', 'b', 'live-off']);
    }));

  it('sets levels without an answer, and tells subscribers the stem that changed', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('subscribe', 'me'));
      assert.deepEqual(await answer(probe), ['done', 'me']);
      // the first change tells every stem: nobody has been told one
      engine.live.setLevel('bass', {});
      const first = [
        await levelTold(probe, STEM_CONTROLS.length),
        await levelTold(probe, STEM_CONTROLS.length),
      ];
      assert.deepEqual(first.map((level) => level?.[2]).sort(), ['bass', 'drums']);
      probe.send(request('live/gain', 'bass', -6));
      assert.deepEqual(await levelTold(probe, 2), ['live/level', 'me', 'bass', -6, 0, 0]);
      probe.send(request('live/mute', 'bass', 1));
      assert.deepEqual(await levelTold(probe, 1), ['live/level', 'me', 'bass', -6, 1, 0]);
      probe.send(request('live/solo', 'drums', 1));
      assert.deepEqual(await levelTold(probe, 1), ['live/level', 'me', 'drums', 0, 0, 1]);
    }));

  it('holds a take and lets it go without an answer, and tells subscribers', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('subscribe', 'me'));
      await answer(probe);
      probe.send(request('live/hold', 1));
      assert.deepEqual(await answer(probe), ['live/held', 'me', 1]);
      probe.send(request('live/hold', 0));
      assert.deepEqual(await answer(probe), ['live/held', 'me', 0]);
      assert.deepEqual(engine.live.holds, [true, false]);
      engine.live.refusal = new OperationalError('live-off', 'No live session is running.');
      probe.send(request('live/hold', 1));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', '', 'live-off']);
    }));

  it('refuses a level out of range or of an unknown stem with a sentence', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('live/gain', 'bass', 25));
      const refused = await answer(probe);
      assert.deepEqual(refused.slice(0, 3), ['error', '', 'bad-argument']);
      assert.match(String(refused[3]), /"gainDb" to be a number from -120 to 24, got 25/);
      engine.live.refusal = new OperationalError('bad-argument', 'There is no stem "flute".');
      probe.send(request('live/mute', 'flute', 1));
      assert.equal((await answer(probe))[3], 'There is no stem "flute".');
    }));

  it('tells subscribers in a sentence what happened', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('subscribe', 'me'));
      await answer(probe);
      engine.live.tell({ kind: 'overrun', frame: 512, stem: 'piano' });
      const told = await answer(probe);
      assert.deepEqual(told.slice(0, 3), ['live/news', 'me', 'overrun']);
      assert.match(String(told[3]), /too slow or busy: from frame 512 .* passes through in piano/);
    }));

  it('has latency and xruns in the status while it runs, and none before', () =>
    withOscServer(async ({ udp }) => {
      const probe = await udp();
      const status = request('status', 's');
      probe.send(status);
      assert.deepEqual((await answer(probe)).slice(6, 8), [0, 0]);
      probe.send(request('live/start', 'a'));
      await answer(probe);
      await answer(probe);
      probe.send(status);
      assert.deepEqual((await answer(probe)).slice(6, 8), [LIVE_LATENCY_FRAMES, 3]);
    }));

  it('tells meters to subscribers who asked, a reply a stem, until they have enough or their subscription ends', () =>
    withOscServer(async ({ udp, engine, clock }) => {
      const [desk, other] = [await udp(), await udp()];
      const level = { peakDbfs: -6, rmsDbfs: -12.5 };
      const silence = { peakDbfs: -120, rmsDbfs: -120 };
      const meter = () => {
        engine.live.meter({ input: level, stems: { bass: silence, drums: level } });
      };
      desk.send(request('live/meters', 'm', 1));
      assert.deepEqual((await answer(desk)).slice(0, 3), ['error', 'm', 'not-allowed']);
      assert.equal(engine.live.isMetered(), false);
      for (const probe of [desk, other]) {
        probe.send(request('subscribe', 's', 0, 10));
        await answer(probe);
      }
      desk.send(request('live/meters', 'm', 1));
      assert.deepEqual(await answer(desk), ['done', 'm']);
      meter();
      assert.deepEqual(await answers(desk, 3), [
        ['live/meter', 'm', '', -6, -12.5],
        ['live/meter', 'm', 'bass', -120, -120],
        ['live/meter', 'm', 'drums', -6, -12.5],
      ]);
      desk.send(request('live/meters', 'm', 0));
      assert.deepEqual(await answer(desk), ['done', 'm']);
      assert.equal(engine.live.isMetered(), false);
      // whose subscription ends is told no more, and nothing is measured for nobody
      desk.send(request('live/meters', 'n', 1));
      assert.deepEqual(await answer(desk), ['done', 'n']);
      clock.advance(10_000);
      meter();
      assert.equal(engine.live.isMetered(), false);
      for (const probe of [desk, other]) {
        probe.send(request('ping', 'p'));
        let told = await answer(probe);
        while (told[0] === 'heartbeat') told = await answer(probe);
        assert.deepEqual(told, ['pong', 'p']);
      }
    }));
});
