/** Sound streams whose processes do not start: told, tried again, and ended in order. No device is needed for that. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { describe, it } from 'mocha';

import { listAudioDevices } from '../../../src/audio/list-audio-devices.js';
import {
  startAudioHost,
  type AudioHost,
  type AudioHostEvent,
} from '../../../src/audio/host/audio-host.js';
import { withFailingStarts } from '../../support/failing-starts.js';
import { withoutDescriptors } from '../../support/process-limits.js';

const INPUT = { device: 'no-such-device', rateHz: 44_100, channels: 2 };
const LIMIT_MS = 30_000;

async function until(what: string, isTrue: () => boolean): Promise<void> {
  for (let waitedMs = 0; !isTrue(); waitedMs += 20) {
    assert.ok(waitedMs < LIMIT_MS, what);
    await sleep(20);
  }
}

async function withHost(use: (host: AudioHost) => Promise<void>): Promise<void> {
  const host = await startAudioHost({ input: INPUT });
  try {
    await use(host);
  } finally {
    await host.close();
  }
}

describe('A sound stream', () => {
  it('whose process does not start cannot run, after it has been tried three times', () =>
    withFailingStarts(() =>
      assert.rejects(startAudioHost({ input: INPUT }), {
        code: 'package-missing',
        message: /^The audio process cannot run: its process did not start: .* ENOENT\.$/,
      }),
    ));

  it('whose process does not start again says so once, and goes on once it does', () =>
    withHost(async (host) => {
      const events: AudioHostEvent[] = [];
      host.onEvent((event) => events.push(event));
      await withoutDescriptors(async () => {
        // each look for the device is a process of its own
        await until('a start has failed', () => host.state('input') === 'restarting');
        // and another one, which is no news
        await sleep(2000);
        assert.equal(host.processId('input'), undefined);
      });
      await until('another has looked', () => host.state('input') === 'waiting for device');
      assert.deepEqual(
        events.map((event) => event.kind === 'state' && [event.state, event.reason.split(':')[0]]),
        [
          ['restarting', 'its process did not start'],
          ['waiting for device', 'there is no input device "no-such-device"'],
        ],
      );
    }));

  it('that is closed while its process does not start, and one that is called off, have ended at once', () =>
    withHost((host) =>
      withFailingStarts(async () => {
        await until('the process has ended', () => host.processId('input') === undefined);
        await host.close();
        const abort = new AbortController();
        const starting = startAudioHost({ input: INPUT, signal: abort.signal });
        abort.abort();
        await assert.rejects(starting, { code: 'cancelled' });
      }),
    ));
});

describe('The search for sound devices', () => {
  it('says that its process does not start, and finds them once it does', async () => {
    await withoutDescriptors(() =>
      assert.rejects(listAudioDevices(), {
        code: 'system-limit',
        message: /^The audio package .* cannot be used: its process did not start: .*EMFILE\)\.$/,
      }),
    );
    await listAudioDevices();
  });
});
