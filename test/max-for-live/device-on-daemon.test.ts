import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import path from 'node:path';
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { openAudioSource } from '../../src/audio/open-audio-source.js';
import { findRoute } from '../../src/control/osc/osc-routes.js';
import { readFields } from '../../src/control/osc/osc-fields.js';
import { decodePacket } from '../../src/control/osc/osc-packet.js';
import { liveStandIn, type LiveOptions, type LiveStandIn } from '../support/live-stand-in.js';
import { request } from '../support/osc-dialogue.js';
import { repositoryPath } from '../support/repository.js';
import { withRunningDaemon, type RunningDaemon } from '../support/running-daemon.js';

const STEMS = ['bass', 'drums', 'guitar', 'piano'];
/** among subscribe's arguments; a free port takes its place here */
const REPLY_PORT_AT = 1;
/** four stems, each rounded to float32 below full scale: 4 · 2^-25 */
const MOST_SUM_ERROR = 2 ** -23;

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 20) {
    if (holds()) return;
    await sleep(20);
  }
  throw new Error(`waited in vain: ${what}`);
}

/** A Set whose device is connected to the daemon, as [udpsend] and [udpreceive] do it. */
async function withDevice(
  { port }: RunningDaemon,
  options: LiveOptions,
  use: (live: LiveStandIn) => Promise<void>,
): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  const live = liveStandIn(options);
  live.onSend = ([address, ...args]) => {
    const route = String(address).replace('/stemwright/', '');
    if (route === 'subscribe') args[REPLY_PORT_AT] = socket.address().port;
    socket.send(request(route, ...args), port, '127.0.0.1');
  };
  socket.on('message', (packet) => {
    for (const { address, args } of decodePacket(packet).messages) {
      live.say(address, ...(args as (string | number)[]));
    }
  });
  try {
    live.say('bang');
    live.tick();
    await until(() => live.shown.get('light') === 1, 'the light');
    await use(live);
    checkRequests(live);
  } finally {
    await new Promise<void>((resolve) => {
      socket.close(resolve);
    });
  }
}

/** Every message the device sent is one the routes take. */
function checkRequests({ sent }: LiveStandIn): void {
  for (const [address, ...args] of sent) {
    const route = findRoute(String(address));
    assert.ok(route, `no route ${address ?? ''}`);
    readFields(route, args);
  }
}

async function samples(file: string): Promise<Float32Array[]> {
  const source = await openAudioSource(file);
  const rows = Array.from({ length: source.channels }, () => [] as number[]);
  for await (const block of source.blocks()) {
    block.forEach((row, channel) => rows[channel]!.push(...row));
  }
  return rows.map((row) => Float32Array.from(row));
}

const trimmed = (file: string) => ({
  ...{ name: 'Take', file_path: file, start_time: 16, looping: 0 },
  ...{ loop_start: 0.1, loop_end: 0.4, start_marker: 0.1, end_marker: 0.4 },
});

describe('The Max for Live device, on a real daemon', () => {
  it('puts four stems that sum to the selected arrangement clip at its beat, trimmed as it is', () =>
    withRunningDaemon(async (daemon) => {
      const file = path.join(daemon.mediaFolder, 'take one.wav');
      await copyFile(repositoryPath('test/fixtures/audio/pcm16-stereo.wav'), file);
      await withDevice(daemon, {}, async (live) => {
        live.addClip(0, 'arrangement_clips', trimmed(file));
        live.say('mute_original', 1);
        live.say('separate');
        await until(() => live.tracks.length === 5, 'tracks');
        const [original, ...made] = live.tracks;
        assert.equal(live.shown.get('problem'), '');
        assert.equal(live.undoSteps, 1);
        assert.equal(original!.children['arrangement_clips']![0]!.values['muted'], 1);
        assert.deepEqual(made.map(({ values }) => values['name']).sort(), STEMS);
        const clips = made.map(({ children }) => children['arrangement_clips']![0]!.values);
        for (const clip of clips) {
          const { start_time, looping, warping, start_marker, end_marker, loop_start, loop_end } =
            clip;
          assert.deepEqual(
            { start_time, looping, warping, start_marker, end_marker, loop_start, loop_end },
            {
              ...{ start_time: 16, looping: 0, warping: 0, start_marker: 0.1, end_marker: 0.4 },
              ...{ loop_start: 0.1, loop_end: 0.4 },
            },
          );
        }
        const mixture = await samples(file);
        const stems = await Promise.all(clips.map((clip) => samples(String(clip['file_path']))));
        mixture.forEach((row, channel) => {
          row.forEach((value, frame) => {
            const sum = stems.reduce((total, stem) => total + stem[channel]![frame]!, 0);
            assert.ok(Math.abs(sum - value) <= MOST_SUM_ERROR, `frame ${frame}: ${sum} ${value}`);
          });
        });
      });
    }));

  it('fills the same row of new tracks for a session clip, and leaves none when Live fails midway', () =>
    withRunningDaemon(async (daemon) => {
      const file = repositoryPath('test/fixtures/audio/pcm16-stereo.wav');
      await withDevice(daemon, {}, async (live) => {
        live.addClip(0, 'clip_slots', trimmed(file));
        live.say('choose', 'piano', 0);
        live.say('separate');
        await until(() => live.tracks.length === 4, 'tracks');
        for (const { children } of live.tracks.slice(1)) {
          assert.equal(children['clip_slots']![1]!.children['clip']![0]!.values['loop_end'], 0.4);
        }
      });
      await withDevice(daemon, { importsAtMost: 2 }, async (live) => {
        live.addClip(0, 'arrangement_clips', trimmed(file));
        live.say('separate');
        await until(() => live.opened.length > 0, 'the folder');
        assert.equal(live.tracks.length, 1);
        assert.match(String(live.shown.get('problem')), /takes no files/);
      });
    }));

  it('says why nothing came of a missing file or a path it may not use, and makes no track', () =>
    withRunningDaemon(async (daemon) => {
      await withDevice(daemon, {}, async (live) => {
        const missing = path.join(daemon.mediaFolder, 'gone.wav');
        for (const [file, problem] of [
          [missing, /offline or was moved/],
          ['/etc/hostname', /may not read that folder/],
          ['', /offline/],
        ] as const) {
          live.addClip(0, 'arrangement_clips', trimmed(file));
          live.say('separate');
          await until(() => problem.test(String(live.shown.get('problem'))), String(problem));
          assert.equal(live.tracks.length, 1);
        }
        // never a musician's doing, but every control must be one the routes take
        live.say('gain', 'bass', -3.5);
        live.say('mute', 'bass', 1);
        live.say('solo', 'bass', 0);
      });
    }));

  it('generates at the song’s position, and adds to a clip the stems it does not have', () =>
    withRunningDaemon(async (daemon) => {
      await withDevice(daemon, {}, async (live) => {
        live.say('seconds', 1);
        live.say('generate');
        await until(() => live.tracks.length === 5, 'generated tracks');
        const clips = live.tracks[4]!.children['arrangement_clips']!;
        assert.equal(clips[0]!.values['start_time'], 8);
        assert.equal(clips[0]!.values['loop_end'], 1);
        live.addClip(
          0,
          'arrangement_clips',
          trimmed(repositoryPath('test/fixtures/audio/pcm16-stereo.wav')),
        );
        live.say('role', 'drums');
        live.say('accompany');
        await until(() => live.tracks.length === 8, 'accompanying tracks');
        const names = live.tracks.slice(1, 4).map(({ values }) => values['name']);
        assert.deepEqual(names.sort(), ['bass', 'guitar', 'piano']);
      });
    }));

  it('cancels its job, and says that stems could not be written', () =>
    withRunningDaemon(async (daemon) => {
      await withDevice(daemon, {}, async (live) => {
        live.say('seconds', 600);
        live.say('generate');
        live.say('generate');
        assert.match(String(live.shown.get('problem')), /job is running/);
        await until(() => live.shown.get('stage') !== 'asking', 'the answer');
        live.say('cancel');
        await until(() => live.shown.get('problem') === 'Cancelled.', 'the end');
        // from here on the output folder is a file
        await rm(daemon.outputFolder, { recursive: true, force: true });
        await writeFile(daemon.outputFolder, '');
        live.say('seconds', 1);
        live.say('generate');
        await until(
          () => String(live.shown.get('problem')).includes('needed as a folder'),
          'failure',
        );
        // what a daemon says of a full disk (test/audio/wav-writer has a real one)
        live.onSend = ([, id]) => {
          live.say('/stemwright/error', id!, 'output-failed', 'ENOSPC');
        };
        live.say('generate');
        assert.match(String(live.shown.get('problem')), /disk full/);
        assert.equal(live.tracks.length, 1);
      });
    }));

  it('notices a daemon that is killed in the middle of a job, and makes no track', () =>
    withRunningDaemon(async (daemon) => {
      await withDevice(daemon, {}, async (live) => {
        live.say('seconds', 600);
        live.say('generate');
        await until(() => String(live.shown.get('stage')).includes('sampling'), 'sampling');
        const exited = once(daemon.process, 'exit');
        daemon.process.kill('SIGKILL');
        await exited;
        // heartbeats that are still under way arrive before the seconds pass
        await sleep(100);
        for (let second = 0; second < 6; second++) live.tick();
        assert.equal(live.shown.get('light'), 0);
        assert.match(String(live.shown.get('problem')), /^Stemwright stopped/);
        assert.equal(live.tracks.length, 1);
        live.say('generate');
        assert.match(String(live.shown.get('problem')), /not running/);
        // one that is started later is found by its first word; one that idles has lost the job
        live.say('/stemwright/heartbeat', 'device', 'idle');
        assert.equal(live.shown.get('light'), 1);
        live.onSend = () => undefined;
        live.say('generate');
        const { sent } = live;
        live.say(
          '/stemwright/ack',
          sent.findLast(([to]) => to === '/stemwright/generate')![1]!,
          'j',
        );
        for (let beat = 0; beat < 3; beat++) live.say('/stemwright/heartbeat', 'device', 'idle');
        assert.match(String(live.shown.get('problem')), /restarted/);
      });
    }));
});
