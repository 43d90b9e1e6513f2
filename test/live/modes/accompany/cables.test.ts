/**
 * Cables: MIDI and audio are pulled and put in again in any order while a loop is accompanied and captured, and the engine goes on.
 */
import assert from 'node:assert/strict';
import path from 'node:path';

import { describe, it } from 'mocha';

import { startMidiControl } from '../../../../src/control/midi/midi-control.js';
import { POLL_MS, SETTLE_MS } from '../../../../src/control/midi/midi-ports.js';
import { OperationalError } from '../../../../src/operational-error.js';
import { BAND_MIDI_MAP } from '../../../support/band-stems.js';
import { createMemoryTransport } from '../../../support/midi-memory-transport.js';
import { CONTROLLER, settled } from '../../../support/midi-under-test.js';
import { createFakeClock } from '../../../support/osc-fake-clock.js';
import {
  accompanyRequest,
  BAR_FRAMES,
  BLOCK_FRAMES,
  withPlayedLoop,
} from '../../../support/played-loop.js';
import { recordedLog } from '../../../support/recorded-log.js';
import { createTestApi } from '../../../support/test-api.js';
import { whiteNoise } from '../../../support/white-noise.js';

const DEEDS = 300;

describe('Pulling cables in any order', () => {
  it('never stops the engine: with all of them in again, a loop is captured and accompanied', () =>
    withPlayedLoop(async (loop) => {
      const { engine, host, play, say } = loop;
      const midi = createMemoryTransport(CONTROLLER);
      const clock = createFakeClock();
      const { log, lines } = recordedLog();
      const api = createTestApi({ engine, clock, log });
      const control = await startMidiControl({
        api,
        clock,
        log,
        transport: midi,
        names: ['lpd8'],
        map: BAND_MIDI_MAP,
        mapFile: path.join(loop.folder, 'map.json'),
      });
      const look = async () => {
        clock.advance(POLL_MS + SETTLE_MS);
        await settled();
      };
      const row = whiteNoise(BAR_FRAMES, 3);
      const change = (stream: 'input' | 'output', isThere: boolean) => {
        const state = isThere ? 'running' : 'waiting for device';
        host.tell({ stream, kind: 'state', state, reason: 'a test' });
        if (stream === 'input' && !isThere) {
          host.tell({ stream, kind: 'input-lost', frames: undefined });
        }
      };
      const deeds: readonly (() => unknown)[] = [
        () => {
          midi.unplug(CONTROLLER);
        },
        () => {
          midi.plug(CONTROLLER);
        },
        look,
        () => {
          midi.play(CONTROLLER, [0xfa, 0xf8, 0xf8, 0xf8, 0xf8, 0xf8, 0xf8, 0xf8], 0);
        },
        () => {
          midi.play(CONTROLLER, [0xfc, 0xf2, 3]);
        },
        () => {
          change('input', false);
        },
        () => {
          change('input', true);
        },
        () => {
          change('output', false);
        },
        () => {
          change('output', true);
        },
        () => play(row.subarray(0, 5 * BLOCK_FRAMES)),
        () => play(row),
        () => {
          say(true);
        },
        () => {
          say(false);
        },
        () => engine.live.stop(),
        () => engine.live.start(accompanyRequest({ bars: 1 })),
        () => {
          engine.capture.mark();
        },
        () => engine.capture.cut({ kind: 'mark' }),
        () => engine.capture.cut({ kind: 'seconds', seconds: 0.1 }),
      ];
      const order = whiteNoise(DEEDS, 11);
      for (const x of order) {
        try {
          await deeds[Math.floor((x + 0.5) * deeds.length)]!();
        } catch (error) {
          // what cannot be done now is said, and that is all
          assert.ok(error instanceof OperationalError, String(error));
        }
      }
      assert.deepEqual(
        [...lines, ...loop.log].filter(({ level }) => level === 'error'),
        [],
      );
      await engine.live.stop().catch(() => undefined);
      control.close();
      await api.close();
      say(true);
      await engine.live.start(accompanyRequest({ bars: 1 }));
      const before = host.played()[0]?.length ?? 0;
      await play(whiteNoise(5 * BAR_FRAMES, 5));
      assert.ok(
        host
          .played()[0]!
          .subarray(before)
          .some((x) => x !== 0),
      );
      const cut = await engine.capture.cut({ kind: 'bars', bars: 2 });
      assert.equal(cut.frames, 2 * BAR_FRAMES);
      assert.equal(engine.status().state, 'idle');
    })).timeout(120_000);
});
