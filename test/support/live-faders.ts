/**
 * Somebody beside Reaper while its faders are the daemon's: hears what Reaper tells, and moves a fader itself.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { withScenario, type ScenarioOptions } from './lua.js';
import { answer, request } from './osc-dialogue.js';
import { openUdpProbe, type Probe } from './osc-probes.js';

/** Until all levels are as the scenario moves Reaper's tracks. */
async function untilMoved(probe: Probe): Promise<void> {
  const levels: Record<string, unknown[]> = {};
  const isMoved = (): boolean =>
    Math.abs(Number(levels['bass']?.[0]) - 20 * Math.log10(0.5)) < 1e-3 &&
    levels['drums']?.[1] === 1 &&
    levels['guitar']?.[2] === 1;
  while (!isMoved()) {
    const [name, , stem, ...level] = await answer(probe);
    if (name === 'live/level') levels[String(stem)] = level;
  }
}

/** Runs the scenario `live_levels` with its somebody. */
export async function checkLiveFaders(port: number, options: ScenarioOptions): Promise<void> {
  const somebody = await openUdpProbe(port);
  try {
    somebody.send(request('subscribe', 'levels', 0, 600));
    await withScenario('live_levels', options, async (lua) => {
      const ended = lua.ended();
      await Promise.race([untilMoved(somebody), ended]);
      somebody.send(request('live/gain', 'piano', -12));
      somebody.send(request('live/mute', 'piano', 1));
      await writeFile(path.join(options.mediaFolder, 'heard'), '');
      assert.equal(await ended, 0, lua.output());
    });
  } finally {
    await somebody.close();
  }
}
