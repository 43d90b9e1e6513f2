/**
 * What ends a separation early, in Reaper or at the daemon: one message or none, no half-made tracks, no files left.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { filesBelow } from '../support/files-below.js';
import { needsLua, runScenario, type ReaperLink } from '../support/lua.js';
import { answer, request } from '../support/osc-dialogue.js';
import { openUdpProbe } from '../support/osc-probes.js';
import { withRunningDaemon, type RunningDaemon } from '../support/running-daemon.js';
import { sharedDaemon } from '../support/shared-daemon.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { tone } from '../support/tone.js';
import { writeWav16 } from '../support/wav-file.js';

const POLL_MS = 50;
const LINKS: readonly ReaperLink[] = ['udp', 'cli'];

/** Waits until the daemon has nothing to do any more: a job that was cancelled is, then. */
async function untilIdle({ port }: RunningDaemon): Promise<void> {
  const probe = await openUdpProbe(port);
  try {
    for (let state: unknown; state !== 'idle';) {
      // a daemon answers a client that asks without a pause no more
      await sleep(POLL_MS);
      probe.send(request('status', 'idle?'));
      state = (await answer(probe))[2];
    }
  } finally {
    await probe.close();
  }
}

describe('A separation in Reaper that is ended early', () => {
  needsLua();
  const daemon = sharedDaemon();

  const deeds = {
    escape: 'by the Escape key',
    reading: 'while the item is read',
    window: 'by closing its window',
    action: 'by the action "Cancel"',
    terminate: 'by Reaper, with the script',
  };
  for (const [deed, how] of Object.entries(deeds)) {
    it(`${how} leaves nothing behind, and the daemon stops working`, async () => {
      await runScenario('ended_early', {
        daemon: daemon.current(),
        mediaFolder: await daemon.newMediaFolder(),
        env: { STAND_IN_DEED: deed },
      });
      await untilIdle(daemon.current());
      assert.deepEqual(await filesBelow(daemon.current().outputFolder), []);
    });
  }

  it('before the daemon has answered is cancelled at the daemon, too', async () => {
    await runScenario('cancelled_unheard', {
      daemon: daemon.current(),
      mediaFolder: await daemon.newMediaFolder(),
    });
    await untilIdle(daemon.current());
    assert.deepEqual(await filesBelow(daemon.current().outputFolder), []);
  });

  it('over the command line is cancelled at the daemon, too', async () => {
    await runScenario('ended_early', {
      daemon: daemon.current(),
      mediaFolder: await daemon.newMediaFolder(),
      link: 'cli',
      env: { STAND_IN_DEED: 'escape' },
    });
    await untilIdle(daemon.current());
    assert.deepEqual(await filesBelow(daemon.current().outputFolder), []);
  });

  it('because its item was deleted says where the stems are', async () => {
    await runScenario('ended_early', {
      daemon: daemon.current(),
      mediaFolder: await daemon.newMediaFolder(),
      env: { STAND_IN_DEED: 'delete' },
    });
  });

  for (const link of LINKS) {
    it(`because the daemon was killed ends in a message, over ${link}`, () =>
      withRunningDaemon(async (doomed) => {
        await runScenario('ended_early', {
          daemon: doomed,
          mediaFolder: doomed.mediaFolder,
          link,
          env: { STAND_IN_DEED: 'kill', STAND_IN_PID: String(doomed.process.pid) },
        });
      }));

    it(`because no daemon runs says how to start one, over ${link}`, () =>
      withTemporaryFolder((folder) =>
        runScenario('daemon_complains', {
          daemon: { runtimeFolder: folder },
          mediaFolder: folder,
          link,
          env: { TMPDIR: folder, STAND_IN_COMPLAINT: 'stemwright serve', STAND_IN_PORT: '1' },
        }),
      ));

    it(`because the daemon may not read there says so, over ${link}`, () =>
      withTemporaryFolder(async (outside) =>
        runScenario('outside_media_roots', {
          daemon: daemon.current(),
          mediaFolder: await daemon.newMediaFolder(),
          link,
          env: { STAND_IN_OUTSIDE: outside },
        }),
      ));
  }

  it('because stemwright is not installed says what to do', async () => {
    await runScenario('daemon_complains', {
      daemon: daemon.current(),
      mediaFolder: await daemon.newMediaFolder(),
      link: 'cli',
      env: { STAND_IN_COMMAND: 'no-such-stemwright', STAND_IN_COMPLAINT: 'no command' },
    });
  });

  it('because Reaper’s disk is full leaves no file', async () => {
    const mediaFolder = await daemon.newMediaFolder();
    const recording = path.join(mediaFolder, 'band.wav');
    await writeWav16(recording, 44_100, [tone({ hz: 440, rateHz: 44_100, frames: 44_100 })]);
    await runScenario('full_disk', {
      daemon: daemon.current(),
      mediaFolder,
      // in units of 512 bytes: half of the 176,400 that are to be written, and an error instead of a signal
      shellPrefix: `trap '' XFSZ; ulimit -f 170`,
      env: { STAND_IN_RECORDING: recording },
    });
  });

  it('because the daemon’s disk is full leaves no file', () =>
    withRunningDaemon(
      async (full) => {
        await runScenario('daemon_complains', {
          daemon: full,
          mediaFolder: full.mediaFolder,
          env: { STAND_IN_COMPLAINT: 'wav' },
        });
        assert.deepEqual(await filesBelow(full.outputFolder), []);
      },
      // of 1 s at 8 kHz a stem has 32,000 bytes
      { shellPrefix: 'ulimit -f 40' },
    ));
});
