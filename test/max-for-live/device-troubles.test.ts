/**
 * What can go wrong between Live, the device and a real daemon: each ends in a sentence on the device, and in no half-made tracks.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { problemOf, until, untilProblem, withDevice } from '../support/device-on-daemon.js';
import { filesBelow } from '../support/files-below.js';
import { deviceIdOf, type LiveStandIn } from '../support/live-stand-in.js';
import { answer, request } from '../support/osc-dialogue.js';
import { openUdpProbe } from '../support/osc-probes.js';
import { writeTake } from '../support/placed-stems.js';
import { withRunningDaemon, type RunningDaemon } from '../support/running-daemon.js';

/** the most that the device asks for: a job that is still at work when a test has seen that it is */
const LONG_SECONDS = 600;
/** of the device's clock */
const SILENT_TICKS = 5;

const take = (file: string) => ({
  name: 'Take',
  file_path: file,
  start_time: 16,
  end_time: 17,
  looping: 0,
  loop_start: 0.1,
  loop_end: 0.6,
  start_marker: 0.1,
  end_marker: 0.6,
});

function separate(live: LiveStandIn, file: string): void {
  live.addClip(0, 'arrangement_clips', take(file));
  live.press('separate');
}

/** The device has nothing to do, and the Set is as it was. */
function checkUntouched(live: LiveStandIn): void {
  assert.equal(live.tracks.length, 1);
  assert.equal(live.shown.get('stage'), 'ready');
}

/** The folder that the line names and Max was asked to open has so many stems or more. */
async function checkFolder(live: LiveStandIn, stemCount: number): Promise<void> {
  const folder = problemOf(live).split(' the stems are in ')[1]!;
  assert.deepEqual(live.opened, [encodeURI(`file://${folder}`)]);
  const stems = (await filesBelow(folder)).filter((name) => name.endsWith('.wav'));
  assert.ok(stems.length >= stemCount, stems.join());
}

async function startLong(live: LiveStandIn): Promise<void> {
  live.say('seconds', LONG_SECONDS);
  live.press('generate');
  await until(() => String(live.shown.get('stage')).includes('sampling'), 'sampling');
}

async function kill({ process }: RunningDaemon): Promise<void> {
  const exited = once(process, 'exit');
  process.kill('SIGKILL');
  await exited;
  // what it had sent before arrives before anything that comes later
  await sleep(100);
}

async function generatesAgain(live: LiveStandIn): Promise<void> {
  live.say('seconds', 1);
  live.press('generate');
  await until(() => live.tracks.length === 5, 'tracks of the next request');
  assert.equal(problemOf(live), '');
}

/** Runs `use` while another client's job, longer than any test waits, keeps the daemon busy. */
async function whileBusy(
  { port }: RunningDaemon,
  use: (endJob: () => void) => Promise<void>,
): Promise<void> {
  const other = await openUdpProbe(port);
  try {
    other.send(request('generate', 'other', 3600, 'steps', 1000));
    assert.equal((await answer(other))[0], 'ack');
    await use(() => {
      other.send(request('cancel', 'end', 'other'));
    });
  } finally {
    await other.close();
  }
}

describe('The Max for Live device says what went wrong, and leaves no half-made tracks', () => {
  for (const [what, button] of [
    ['separated', 'separate'],
    ['accompanying', 'accompany'],
    ['generated', 'generate'],
  ] as const) {
    it(`when the word that a stem is ${what} is lost on its way`, () =>
      withRunningDaemon(async (daemon) => {
        const file = await writeTake(daemon.mediaFolder);
        const loses = (_address: string, stem: unknown) => stem === 'piano';
        await withDevice(daemon, { loses }, async (live) => {
          live.say('seconds', 1);
          live.addClip(0, 'arrangement_clips', take(file));
          live.press(button);
          await untilProblem(live, /^An answer was lost \(piano\)\. No tracks were made/);
          checkUntouched(live);
          await checkFolder(live, 3);
        });
      }));
  }

  it('when all words of stems are lost: it cannot say in which folder they are', () =>
    withRunningDaemon(async (daemon) => {
      const loses = (address: string) => /wright\/stem$|growing$/.test(address);
      await withDevice(daemon, { loses }, async (live) => {
        live.say('seconds', 1);
        live.press('generate');
        await untilProblem(live, /output folder\.$/);
        checkUntouched(live);
        assert.deepEqual(live.opened, []);
      });
    }));

  it('but not when only the words "ack" and "done" are lost: an idle daemon has done its job', () =>
    withRunningDaemon(async (daemon) => {
      // a job's "done" says how long it took, other requests' do not
      const loses = (address: string, seconds: unknown) =>
        address.endsWith('/ack') || (address.endsWith('/done') && seconds !== undefined);
      await withDevice(daemon, { loses }, async (live) => {
        await generatesAgain(live);
      });
    }));

  it('when Live is too old to take files: the folder opens, and its name is there to read', () =>
    withRunningDaemon(async (daemon) => {
      const file = await writeTake(daemon.mediaFolder);
      for (const [options, warping] of [
        [{ importsFiles: false }, 0],
        [{ importsFiles: false }, 1],
        [{ importsAtMost: 2 }, 0],
        [{ importsAtMost: 2 }, 1],
      ] as const) {
        await withDevice(daemon, options, async (live) => {
          live.addClip(0, 'arrangement_clips', { ...take(file), warping });
          live.press('separate');
          await untilProblem(live, /takes no files from a device\. No tracks were made/);
          checkUntouched(live);
          await checkFolder(live, 4);
        });
      }
    }));

  it('when a clip’s file is offline, moved, or where the daemon may not read', () =>
    withRunningDaemon(async (daemon) => {
      await withDevice(daemon, {}, async (live) => {
        for (const [file, problem] of [
          [path.join(daemon.mediaFolder, 'gone.wav'), /gone\.wav/],
          ['/etc/hostname', /outside the media roots/],
          ['', /is offline\. Locate/],
        ] as const) {
          separate(live, file);
          await untilProblem(live, problem);
          checkUntouched(live);
        }
      });
    }));

  it('when the disk is full', () =>
    withRunningDaemon(
      async (daemon) => {
        const file = await writeTake(daemon.mediaFolder);
        await withDevice(daemon, {}, async (live) => {
          separate(live, file);
          await untilProblem(live, /cannot be written \(EFBIG\)/);
          checkUntouched(live);
          assert.deepEqual(await filesBelow(daemon.outputFolder), []);
        });
      },
      // in units of 512 bytes; a stem of 2 s at 8 kHz in stereo has 128,000
      { shellPrefix: 'ulimit -f 40' },
    ));

  it('when the output folder cannot be made', () =>
    withRunningDaemon(async (daemon) => {
      await withDevice(daemon, {}, async (live) => {
        await rm(daemon.outputFolder, { recursive: true, force: true });
        await writeFile(daemon.outputFolder, '');
        live.press('generate');
        await untilProblem(live, /needed as a folder/);
        checkUntouched(live);
      });
    }));

  it('when the daemon takes no more jobs', () =>
    withRunningDaemon(
      (daemon) =>
        withDevice(daemon, {}, (live) =>
          whileBusy(daemon, async () => {
            live.press('generate');
            await untilProblem(live, /jobs/);
            checkUntouched(live);
          }),
        ),
      { args: ['--queue-limit', '0'] },
    ));

  it('but waits for its turn where there is one', () =>
    withRunningDaemon((daemon) =>
      withDevice(daemon, {}, (live) =>
        whileBusy(daemon, async (endOther) => {
          live.say('seconds', 1);
          live.press('generate');
          await until(() => live.shown.get('stage') === 'waiting for 1', 'its place');
          endOther();
          await until(() => live.tracks.length === 5, 'tracks');
        }),
      ),
    ));

  it('when no answer comes, and cancels what may run all the same', () =>
    withRunningDaemon(async (daemon) => {
      await withDevice(daemon, {}, (live) => {
        live.onSend = () => undefined;
        live.press('generate');
        for (let second = 0; second < SILENT_TICKS; second++) {
          assert.equal(live.shown.get('stage'), 'asking');
          live.say('/stemwright/heartbeat', deviceIdOf(live), 'running');
          live.tick();
        }
        assert.match(problemOf(live), /^Stemwright did not answer/);
        checkUntouched(live);
        const asked = live.sent.find(([address]) => address === '/stemwright/generate')![1];
        assert.ok(
          live.sent.some(
            ([address, , jobId]) => String(address).endsWith('cancel') && jobId === asked,
          ),
        );
        return Promise.resolve();
      });
    }));

  it('when it is cancelled, or asked twice', () =>
    withRunningDaemon(async (daemon) => {
      await withDevice(daemon, {}, async (live) => {
        await startLong(live);
        live.press('generate');
        assert.match(problemOf(live), /job is running/);
        live.press('cancel');
        await untilProblem(live, /^Cancelled\.$/);
        checkUntouched(live);
        // never a musician's doing, but every control must be one the routes take
        live.say('gain', 1, -3.5);
        live.say('mute', 1, 1);
        live.say('solo', 1, 0);
      });
    }));

  it('when it is cancelled before the daemon has answered', () =>
    withRunningDaemon(async (daemon) => {
      const file = await writeTake(daemon.mediaFolder);
      await withDevice(daemon, {}, (live) =>
        whileBusy(daemon, async () => {
          separate(live, file);
          live.press('cancel');
          assert.ok(!live.sent.some(([address]) => address === '/stemwright/cancel'));
          await untilProblem(live, /^Cancelled\.$/);
          checkUntouched(live);
        }),
      );
    }));

  it('when it is cancelled too late: the last word has been sent', () =>
    withRunningDaemon(async (daemon) => {
      await withDevice(daemon, {}, async (live) => {
        await startLong(live);
        const job = live.sent.findLast(([address]) => address === '/stemwright/generate')![1]!;
        const send = live.onSend;
        live.onSend = () => undefined;
        live.press('cancel');
        live.say('/stemwright/done', job, 1, 1);
        assert.equal(problemOf(live), 'Cancelled.');
        checkUntouched(live);
        send(['/stemwright/cancel', deviceIdOf(live), job]);
      });
    }));

  it('when the daemon is killed in the middle of a job; one that is started later is found', () =>
    withRunningDaemon(async (first) => {
      await withDevice(first, {}, async (live) => {
        await startLong(live);
        await kill(first);
        for (let second = 0; second <= SILENT_TICKS; second++) {
          live.tick();
          // its own knock comes back
          await sleep(20);
        }
        assert.equal(live.shown.get('light'), 0);
        assert.match(problemOf(live), /^Stemwright stopped\. Press Start/);
        assert.equal(live.boxes.get('Start')!.hidden, 0);
        assert.equal(live.shown.get('stage'), '');
        assert.equal(live.tracks.length, 1);
        live.press('generate');
        assert.match(problemOf(live), /not running/);
        await withRunningDaemon(
          async () => {
            live.tick();
            live.tick();
            await until(() => live.shown.get('light') === 1, 'the light');
            await generatesAgain(live);
          },
          { args: ['--osc-port', String(first.port)] },
        );
      });
    }));

  it('when the daemon is killed and started again sooner than the silence is noticed', () =>
    withRunningDaemon(async (first) => {
      await withDevice(first, {}, async (live) => {
        await startLong(live);
        await kill(first);
        await withRunningDaemon(
          async () => {
            live.tick();
            live.tick();
            await untilProblem(live, /^Stemwright was restarted/);
            checkUntouched(live);
            await generatesAgain(live);
          },
          { args: ['--osc-port', String(first.port)] },
        );
      });
    }));

  it('when a job that is to be cancelled has been lost by a daemon that works for others', () =>
    withRunningDaemon(async (first) => {
      await withDevice(first, {}, async (live) => {
        await startLong(live);
        await kill(first);
        await withRunningDaemon(
          (second) =>
            whileBusy(second, async () => {
              live.tick();
              live.tick();
              live.press('cancel');
              await untilProblem(live, /^Stemwright was restarted/);
              checkUntouched(live);
            }),
          { args: ['--osc-port', String(first.port)] },
        );
      });
    }));
});
