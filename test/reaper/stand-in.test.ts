/**
 * What the Reaper scripts and their tests stand on: the stand-in's refusals, and the scripts' own bytes.
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { encodeMessage } from '../../src/control/osc/osc-codec.js';
import { float, integer, text } from '../../src/control/osc/osc-message.js';
import { needsLua, runScenario } from '../support/lua.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const MESSAGES = [
  { address: '/stemwright/ping', args: [text('')] },
  {
    address: '/abc',
    args: [text('é'), text('abcd'), integer(-7), float(-0.1), text('/tmp/Prise é 1.wav')],
  },
  { address: '/four', args: [integer(0x7fffffff), float(1e30)] },
  { address: '/none', args: [] },
];
/** cut short, no address, an unknown type */
const NOISE = ['', '2f61', '61626300', '2f616263000000002c690000', '2f616263000000002c7a0000'];
const JSON_TEXT = JSON.stringify({
  args: ['Prise é 𝄞 "1"\\', '/tmp/\n'],
  n: -1500,
  yes: true,
  no: null,
  none: [],
});

/** scenarios that need no daemon */
const ALONE = {
  track_names: 'names of tracks are read as musicians write them',
  batch_files: 'batch files hand on what is in them, also percent signs and quotes',
  found_daemon: 'the daemon is found by the start file, with any user name',
  silent_command: 'no wait for a command is without an end',
};

describe('Under the Reaper scripts', () => {
  needsLua();

  it('the stand-in refuses what Reaper refuses', () =>
    withTemporaryFolder((folder) =>
      runScenario('stand_in_refuses', { daemon: { runtimeFolder: folder }, mediaFolder: folder }),
    ));

  it('a token is no word of a command that is run, nor in a file that others can read', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'show.cjs');
      const shown =
        '{ words: process.argv.slice(2).join(" ") }, { token: process.env.STEMWRIGHT_OSC_TOKEN }';
      await writeFile(file, `for (const said of [${shown}]) console.log(JSON.stringify(said));`);
      await runScenario('token_of_link', {
        daemon: { runtimeFolder: folder },
        mediaFolder: folder,
        env: { STAND_IN_COMMAND: `'${process.execPath}' '${file}'` },
      });
    }));

  for (const [scenario, what] of Object.entries(ALONE)) {
    it(what, () =>
      withTemporaryFolder((folder) =>
        runScenario(scenario, {
          daemon: { runtimeFolder: folder },
          mediaFolder: folder,
          link: 'cli',
        }),
      ),
    );
  }

  it('OSC and JSON are read and written as the daemon does', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'bytes.txt');
      const escaped = JSON_TEXT.replace('é', '\\u00e9').replace('𝄞', '\\ud834\\udd1e');
      const lines = [
        ...MESSAGES.map((message) => `osc ${encodeMessage(message).toString('hex')}`),
        ...NOISE.map((hex) => `noise ${hex}`),
        `json ${JSON_TEXT}`,
        `json ${escaped}`,
      ];
      await writeFile(file, lines.map((line) => `${line}\n`).join(''));
      await runScenario('bytes', {
        daemon: { runtimeFolder: folder },
        mediaFolder: folder,
        env: { STAND_IN_BYTES: file },
      });
    }));
});
