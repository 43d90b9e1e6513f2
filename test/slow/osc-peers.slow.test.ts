/**
 * OSC clients that nobody here wrote, liblo's oscsend and oscdump, against a real daemon.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { describe, it } from 'mocha';

import { oscsend, withSubscribedOscdump } from '../support/liblo.js';
import { askOscQuery } from '../support/osc-query-under-test.js';
import { repositoryPath } from '../support/repository.js';
import { withRunningDaemon } from '../support/running-daemon.js';

const RECORDING = repositoryPath('test', 'fixtures', 'demo-band', 'mixture.flac');

describe('OSC clients nobody here wrote', () => {
  it('liblo: oscsend starts a job, and oscdump hears all of it', () =>
    withRunningDaemon(({ port }) =>
      withSubscribedOscdump(port, async (oscdump) => {
        await oscsend(port, '/stemwright/separate', 'sssi', 'take-1', RECORDING, 'steps', '1');
        const heard = await oscdump.says(/\/stemwright\/done sff /);
        for (const address of ['ack', 'progress', 'chunk', 'stem']) {
          assert.ok(heard.includes(`/stemwright/${address} `), `${address} in:\n${heard}`);
        }
        for (const stem of ['bass', 'drums', 'guitar', 'piano']) {
          assert.match(heard, new RegExp(`/stemwright/stem ss+ .*"${stem}" ".*/${stem}\\.wav"`));
        }
      }),
    ));

  it('liblo: oscsend moves faders as surfaces do, and oscdump hears each at its own address', () =>
    withRunningDaemon(({ port }) =>
      withSubscribedOscdump(port, async (oscdump) => {
        await oscsend(port, '/stemwright/live/bass/fader', 'f', '0.5');
        await oscdump.says(/\/stemwright\/live\/bass\/fader f 0\.50*\n/);
        assert.match(oscdump.output(), /\/stemwright\/live\/bass\/gain f -12\.06/);
        await oscsend(port, '/stemwright/live/*/mute', 'T');
        for (const stem of ['bass', 'drums', 'guitar', 'piano']) {
          await oscdump.says(`/stemwright/live/${stem}/mute i 1`);
        }
        const before = oscdump.output().length;
        await oscsend(port, '/stemwright/live/{drums,piano}/mute', 'F');
        await oscdump.says('/stemwright/live/piano/mute i 0', before);
        const told = oscdump.output().slice(before);
        assert.match(told, /live\/drums\/mute i 0/);
        assert.doesNotMatch(told, /live\/(bass|guitar)|stemwright\/error/);
      }),
    ));

  it('liblo: a button of oscsend’s has one job done when it is pressed, and none when it is let go', () =>
    withRunningDaemon(({ port }) =>
      withSubscribedOscdump(port, async (oscdump) => {
        await oscsend(port, '/stemwright/generate', 'F');
        await oscsend(port, '/stemwright/generate', 'f', '1.0');
        await oscsend(port, '/stemwright/generate', 'f', '0.0');
        const heard = await oscdump.says(/\/stemwright\/done sff /);
        assert.equal(heard.match(/\/stemwright\/ack sss? /g)?.length, 1, heard);
        assert.doesNotMatch(heard, /stemwright\/error/);
      }),
    ));

  it('what OSCQuery says of a stem is what oscsend can send, and what it shows from then on', async () => {
    const queryPort = await freeTcpPort();
    const args = ['--oscquery-port', String(queryPort)];
    await withRunningDaemon(
      ({ port }) =>
        withSubscribedOscdump(port, async (oscdump) => {
          const { body: info } = await askOscQuery(queryPort, '/?HOST_INFO');
          assert.equal((info as { OSC_PORT: number }).OSC_PORT, port);
          const solo = '/stemwright/live/drums/solo';
          assert.deepEqual((await askOscQuery(queryPort, `${solo}?TYPE`)).body, { TYPE: 'T' });
          assert.deepEqual((await askOscQuery(queryPort, `${solo}?VALUE`)).body, {
            VALUE: [false],
          });
          await oscsend(port, solo, 'T');
          await oscdump.says(`${solo} i 1`);
          assert.deepEqual((await askOscQuery(queryPort, `${solo}?VALUE`)).body, { VALUE: [true] });
        }),
      { args },
    );
  });
});

/** A TCP port that is free now. */
async function freeTcpPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
