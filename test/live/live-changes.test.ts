/** One live session after the other: called off while it starts, ended by a defect, and never two at a time. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { createStemFolder } from '../../src/audio/stem-folder.js';
import type { LiveRequest } from '../../src/live/live.js';
import { NOTHING_SEPARATED } from '../../src/live/output/nothing-separated.js';
import type { LiveRuntime, RunningMode } from '../../src/live/modes/running-mode.js';
import { cancelledError } from '../../src/operational-error.js';
import { withEngine } from '../support/engine-under-test.js';
import { filesBelow } from '../support/files-below.js';
import { handFedHost } from '../support/hand-fed-host.js';
import { LIVE_REQUEST } from '../support/live-request.js';
import { idleMode, managerWithoutDevices } from '../support/manager-without-devices.js';
import { noiseStems } from '../support/stem-noise.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const STEMS = ['bass', 'drums'];
const FRAMES = 1000;

function managed(runtime: LiveRuntime) {
  return managerWithoutDevices({ runtime, stems: () => STEMS });
}

/** Does not begin, and rejects once it is called off. */
const endlessStart: LiveRuntime = (_request, { signal }) =>
  new Promise<RunningMode>((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(cancelledError());
    });
  });

/** Has recorded some frames, in files that have temporary names yet. */
async function recorded({ recording, rateHz }: LiveRequest): Promise<void> {
  const { folder, encoding } = recording!;
  const sink = await createStemFolder({ folder, encoding, stems: STEMS, rateHz, channels: 1 });
  await sink.write(noiseStems({ channels: 1, stems: STEMS.length, frames: FRAMES }));
  await sink.release();
}

describe('A live session that starts', () => {
  it('is called off by a stop, which is answered; the next one begins', async () => {
    let begun = 0;
    const { manager, events } = managed((request, listeners) =>
      begun++ === 0 ? endlessStart(request, listeners) : Promise.resolve(idleMode()),
    );
    const starting = assert.rejects(manager.start(LIVE_REQUEST), { code: 'cancelled' });
    while (begun === 0) await nextTurn();
    await manager.stop();
    await starting;
    assert.deepEqual(events, []);
    await manager.start(LIVE_REQUEST);
    await manager.stop();
  });

  it('counts as starting before its request is there, so that a stop right behind finds it', async () => {
    let begun = 0;
    const { manager } = managed(() => {
      begun++;
      return Promise.resolve(idleMode());
    });
    const starting = manager.start(
      () => new Promise((resolve) => setImmediate(resolve, LIVE_REQUEST)),
    );
    const refused = assert.rejects(starting, { code: 'cancelled' });
    await assert.rejects(manager.start(LIVE_REQUEST), { code: 'live-running' });
    await manager.stop();
    await refused;
    assert.equal(begun, 0);
    await assert.rejects(
      manager.start(() => Promise.reject(new Error('no such file'))),
      /no such file/,
    );
    await manager.start(LIVE_REQUEST);
  });

  it('is called off by the end of the daemon, which waits for no device', async () => {
    const { manager } = managed(endlessStart);
    const starting = assert.rejects(manager.start(LIVE_REQUEST), { code: 'shutting-down' });
    await manager.close();
    await starting;
  });

  it('with everything that takes time leaves nothing open when it is called off', () => {
    const host = handFedHost();
    return withEngine(
      { liveRuntime: 'inline', startHost: host.start },
      async ({ engine, folder }) => {
        const recording = { folder: path.join(folder, 'take'), encoding: 'float32' } as const;
        const starting = assert.rejects(engine.live.start({ ...LIVE_REQUEST, recording }), {
          code: 'cancelled',
        });
        await engine.live.stop();
        await starting;
        assert.ok(host.opened.length === 0 || host.isClosed);
        assert.deepEqual(await filesBelow(folder), []);
        assert.equal(engine.live.status(), undefined);
      },
    );
  });

  it('that said that it had begun says that it has stopped, too', async () => {
    const { manager, events } = managed((_request, { emit }) => {
      emit({ kind: 'hold', held: true });
      emit({ kind: 'started', ...NOTHING_SEPARATED, rateHz: 1, channels: 1 });
      return Promise.reject(new Error('then it failed'));
    });
    await assert.rejects(manager.start(LIVE_REQUEST), /then it failed/);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['hold', 'started', 'stopped'],
    );
  });
});

describe('A live session that ends', () => {
  it('has ended before the next one begins', async () => {
    const story: string[] = [];
    let end: () => void = () => undefined;
    const { manager } = managed(() => {
      story.push('begins');
      return Promise.resolve(
        idleMode(async () => {
          await new Promise<void>((resolve) => (end = resolve));
          story.push('has ended');
        }),
      );
    });
    await manager.start(LIVE_REQUEST);
    const stopping = manager.stop();
    const next = manager.start(LIVE_REQUEST);
    await nextTurn();
    end();
    await Promise.all([stopping, next]);
    assert.deepEqual(story, ['begins', 'has ended', 'begins']);
  });

  it('not in order has ended all the same', async () => {
    const { manager, events } = managed(() =>
      Promise.resolve(idleMode(() => Promise.reject(new Error('a device that hangs')))),
    );
    await manager.start(LIVE_REQUEST);
    await assert.rejects(manager.stop(), /a device that hangs/);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['stopped'],
    );
    await manager.start(LIVE_REQUEST);
    await assert.rejects(manager.close(), /a device that hangs/);
  });

  it('by a defect keeps what it had recorded, and tells where', () =>
    withTemporaryFolder(async (root) => {
      const folder = path.join(root, 'take');
      let fail: (failure: Error) => void = () => undefined;
      const { manager, events, journal } = managed(async (request, { onFailure }) => {
        await recorded(request);
        fail = onFailure;
        return idleMode();
      });
      await manager.start({ ...LIVE_REQUEST, recording: { folder, encoding: 'float32' } });
      assert.deepEqual([...journal], [folder]);
      const stopped = new Promise<void>((resolve) => {
        manager.subscribe(({ kind }) => {
          if (kind === 'stopped') resolve();
        });
      });
      fail(new Error('a defect'));
      assert.equal(manager.status(), undefined);
      await stopped;
      const files = STEMS.map((stem) => path.join(folder, `${stem}.wav`));
      assert.deepEqual(events, [
        ...STEMS.map((stem, index) => ({ kind: 'recorded', stem, path: files[index] })),
        { kind: 'stopped' },
      ]);
      assert.deepEqual(await filesBelow(folder), ['bass.wav', 'drums.wav']);
      assert.deepEqual([...journal], []);
    }));

  it('stays in the journal while files of its recording cannot get their names', () =>
    withTemporaryFolder(async (root) => {
      const folder = path.join(root, 'take');
      const { manager, events, journal } = managed(async (request) => {
        await recorded(request);
        await writeFile(path.join(folder, 'bass.wav'), 'mine');
        return idleMode();
      });
      await manager.start({ ...LIVE_REQUEST, recording: { folder, encoding: 'float32' } });
      await manager.stop();
      assert.deepEqual(
        events.map(({ kind }) => kind),
        ['recorded', 'recording-failed', 'stopped'],
      );
      assert.deepEqual([...journal], [folder]);
    }));
});
