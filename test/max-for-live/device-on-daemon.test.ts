import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import path from 'node:path';
import { copyFile } from 'node:fs/promises';
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
/** the device's reply port is replaced by a free one */
const REPLY_PORT_AT = 2;
/** each of four stems is rounded to float32 below full scale, and so is the sum's reader: 2^-25 each */
const MOST_SUM_ERROR = 2 ** -22;

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
    if (route === 'subscribe') args[REPLY_PORT_AT - 1] = socket.address().port;
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

  it('notices a daemon that is killed in the middle of a job, and makes no track', () =>
    withRunningDaemon(async (daemon) => {
      const file = repositoryPath('test/fixtures/audio/pcm16-stereo.wav');
      await withDevice(daemon, {}, async (live) => {
        live.addClip(0, 'arrangement_clips', trimmed(file));
        daemon.process.kill('SIGKILL');
        live.say('separate');
        for (let second = 0; second < 6; second++) live.tick();
        assert.equal(live.shown.get('light'), 0);
        assert.match(String(live.shown.get('problem')), /stopped|did not answer/);
        assert.equal(live.tracks.length, 1);
      });
    }));
});
