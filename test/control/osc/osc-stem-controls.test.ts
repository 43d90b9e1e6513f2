/**
 * Surfaces over OSC: an address a control, told back to subscribers; switches; patterns.
 */
import assert from 'node:assert/strict';

import { describe, it } from 'mocha';

import { DEFAULT_RATES } from '../../../src/control/api/admission.js';
import { STEM_CONTROLS } from '../../../src/control/api/stem-controls.js';
import { answer, answers, request, staysSilent, switched } from '../../support/osc-dialogue.js';
import type { Probe } from '../../support/osc-probes.js';
import type { RecordingEngine } from '../../support/osc-recording-engine.js';
import { withOscServer } from '../../support/osc-test-server.js';

/** What a stem's controls are told when one is moved, after `live/level`. */
async function told(
  probe: Probe,
  moved: number = STEM_CONTROLS.length,
): Promise<Record<string, unknown>> {
  const [[, , stem], ...controls] = (await answers(probe, 1 + moved)) as [
    unknown[],
    ...unknown[][],
  ];
  const values = controls.map(([address, value, ...more]) => {
    assert.deepEqual(more, []);
    const [, of, control] = String(address).split('/');
    assert.equal(of, stem);
    return [control, value] as const;
  });
  return { stem, ...(Object.fromEntries(values) as Record<string, unknown>) };
}

/** Subscribes, and hears of both stems: the first change tells all. */
async function subscribed(probe: Probe, engine: RecordingEngine): Promise<void> {
  probe.send(request('subscribe', 'me'));
  assert.deepEqual(await answer(probe), ['done', 'me']);
  engine.live.setLevel('bass', {});
  await told(probe);
  await told(probe);
}

describe('A stem’s controls over OSC', () => {
  it('have an address each, at which every subscriber is told their values, whichever is moved by whom', () =>
    withOscServer(async ({ udp, engine }) => {
      const [desk, phone] = [await udp(), await udp()];
      await subscribed(desk, engine);
      phone.send(request('live/bass/gain', -6));
      const gainMoved = await told(desk, 2);
      assert.deepEqual(gainMoved, { stem: 'bass', gain: -6, fader: Math.fround(10 ** (-12 / 60)) });
      desk.send(request('live/drums/mute', 1));
      assert.deepEqual(await told(desk, 1), { stem: 'drums', mute: 1 });
      phone.send(request('live/drums/solo', 1));
      assert.deepEqual(await told(desk, 1), { stem: 'drums', solo: 1 });
      // the way of other surfaces
      phone.send(request('live/gain', 'bass', -12));
      assert.equal((await told(desk, 2))['gain'], -12);
      // above a fader’s top it stays there: the gain alone has moved
      phone.send(request('live/bass/gain', 6));
      assert.equal((await told(desk, 2))['fader'], 1);
      phone.send(request('live/bass/gain', 12));
      assert.deepEqual(await told(desk, 1), { stem: 'bass', gain: 12 });
      await staysSilent(phone);
    }));

  it('have a fader with the law of the MIDI map’s: 6 dB at the top, 18 less halfway, -60 at the bottom', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      await subscribed(probe, engine);
      const gainAt = async (position: number) => {
        probe.send(request('live/bass/fader', position));
        const { gain, fader } = await told(probe, 2);
        return [Number(Number(gain).toFixed(3)), Number(Number(fader).toFixed(6))];
      };
      assert.deepEqual(await gainAt(1), [6, 1]);
      assert.deepEqual(
        await gainAt(0.5),
        [6 + 60 * Math.log10(0.5), 0.5].map((n) => Number(n.toFixed(3))),
      );
      assert.deepEqual(await gainAt(0), [-60, 0]);
      probe.send(request('live/bass/fader', 1.5));
      const refused = await answer(probe);
      assert.deepEqual(refused.slice(0, 3), ['error', '', 'bad-argument']);
      assert.match(String(refused[3]), /"position" to be a number from 0 to 1, got 1.5/);
    }));

  it('stay where they are when they are told what they said: a surface that sends back all it hears comes to rest', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      await subscribed(probe, engine);
      for (const position of [0.1, 0.333, 0.77]) {
        probe.send(request('live/bass/fader', position));
        await told(probe, 2);
        const levels = engine.live.levels();
        for (const packet of probe.packets.slice(-2)) probe.send(packet);
        await staysSilent(probe);
        assert.deepEqual(engine.live.levels(), levels);
      }
    }));

  it('are told where they stand when a surface asks how live goes', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      engine.live.setLevel('drums', { gainDb: -60, soloed: true });
      probe.send(request('live/status', 's'));
      assert.equal((await answer(probe))[0], 'live/status.reply');
      await told(probe);
      assert.deepEqual(await told(probe), { stem: 'drums', gain: -60, fader: 0, mute: 0, solo: 1 });
      assert.deepEqual(await answer(probe), ['done', 's']);
    }));

  it('take F and T, and 0 and 1 in any type, as switches', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      const mutes: unknown[] = [];
      for (const packet of [
        switched('live/bass/mute', 'T'),
        request('live/bass/mute', 0),
        switched('live/mute', 'T', 'bass'),
        switched('live/bass/mute', 'F'),
      ]) {
        probe.send(packet);
        await staysSilent(probe);
        mutes.push(engine.live.levels()['bass']?.muted);
      }
      assert.deepEqual(mutes, [true, false, true, false]);
      probe.send(switched('live/hold', 'T'));
      probe.send(switched('live/hold', 'F'));
      await staysSilent(probe);
      assert.deepEqual(engine.live.holds, [true, false]);
      probe.send(switched('live/bass/gain', 'T'));
      assert.deepEqual((await answer(probe)).slice(0, 3), ['error', '', 'bad-argument']);
    }));

  it('take one value: none, another after it and another part in the address are refused in a sentence', () =>
    withOscServer(async ({ udp }) => {
      const probe = await udp();
      for (const [packet, sentence] of [
        [request('live/bass/gain'), /Expected gainDb; "gainDb" is missing/],
        [request('live/bass/gain', -6, 1), /no more arguments, got 1/],
        [request('live/bass/pan', 0.5), /no address "\/stemwright\/live\/bass\/pan"/],
        [request('live/bass/low/gain', 0.5), /no address/],
        [request('live//gain', 0.5), /no address/],
      ] as const) {
        probe.send(packet);
        const refused = await answer(probe);
        assert.equal(refused[0], 'error');
        assert.match(String(refused[3]), sentence);
      }
    }));
});

describe('Address patterns over OSC', () => {
  it('move the controls of all stems that match', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      const muted = () => Object.values(engine.live.levels()).map((level) => level.muted);
      probe.send(request('live/*/mute', 1));
      await staysSilent(probe);
      assert.deepEqual(muted(), [true, true]);
      probe.send(request('live/{bass,piano}/mute', 0));
      await staysSilent(probe);
      assert.deepEqual(muted(), [false, true]);
      probe.send(request('live/d[o-t]ums/{mute,solo}', 0));
      await staysSilent(probe);
      assert.deepEqual(muted(), [false, false]);
    }));

  it('reach every address under /stemwright/live/ that matches, stems or not, and answer each by its own rules', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      probe.send(request('live/st[ao]tus', 'both'));
      assert.equal((await answers(probe, 12)).at(-1)?.[0], 'done');
      probe.send(request('live/{gain,mute}', 'bass', 1));
      await staysSilent(probe);
      assert.deepEqual(engine.live.levels()['bass'], { gainDb: 1, muted: true, soloed: false });
    }));

  it('are refused elsewhere, and where they match nothing or are not whole', () =>
    withOscServer(async ({ udp, engine }) => {
      const probe = await udp();
      for (const [route, sentence] of [
        ['*', /patterns are not supported but under \/stemwright\/live\//],
        ['l*/bass/mute', /patterns are not supported/],
        ['live/*/pan', /No address matches .*the stems are bass, drums/],
        ['live/[bd', /whose brackets are closed/],
        [`live/${'*'.repeat(200)}`, /at most 128 characters/],
      ] as const) {
        probe.send(request(route, 1));
        const refused = await answer(probe);
        assert.deepEqual([refused[0], refused[2]], ['error', 'bad-message']);
        assert.match(String(refused[3]), sentence);
      }
      assert.deepEqual(
        Object.values(engine.live.levels()).map(({ muted }) => muted),
        [false, false],
      );
    }));

  it('cost a message for each address that matches', () =>
    withOscServer(
      async ({ udp, engine }) => {
        const probe = await udp();
        // four addresses match, and there are three messages
        probe.send(request('live/*/{mute,solo}', 1));
        const refused = await answer(probe);
        assert.deepEqual(refused.slice(0, 3), ['error', '', 'rate-limited']);
        assert.deepEqual(engine.live.levels(), {
          bass: { gainDb: 0, muted: true, soloed: true },
          drums: { gainDb: 0, muted: true, soloed: false },
        });
      },
      { rates: { ...DEFAULT_RATES, client: { burst: 3, perSecond: 0 } } },
    ));

  it('tell who has not sent the token nothing, not even whether they match', () =>
    withOscServer(
      async ({ udp, engine }) => {
        const probe = await udp();
        for (const route of ['live/*/mute', 'live/nothing*', 'live/[']) {
          probe.send(request(route, 1));
          assert.deepEqual((await answer(probe)).slice(0, 3), ['error', '', 'not-allowed']);
        }
        assert.equal(engine.live.levels()['bass']?.muted, false);
      },
      { token: 'correct horse battery' },
    ));
});
