/**
 * Places that cannot be written to: whoever writes there says why, in a sentence, and leaves the disk as it was. Files, links, names
 * and rights are real.
 */
import assert from 'node:assert/strict';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { removeLeftovers } from '../src/audio/output-file.js';
import { createStemFolder } from '../src/audio/stem-folder.js';
import { saveCut } from '../src/capture/save-cut.js';
import { saveMidiMap } from '../src/control/midi/midi-map-file.js';
import { writeRuntimeFile } from '../src/control/osc/runtime-file.js';
import { openScoreFile } from '../src/evaluation/score-file.js';
import { JobJournal } from '../src/jobs/job-journal.js';
import { OperationalError } from '../src/operational-error.js';
import { filesBelow } from './support/files-below.js';
import { runCli } from './support/run-cli.js';
import { withTemporaryFolder } from './support/temporary-folder.js';

const CUT = { rateHz: 8000, channels: 1, frames: 8, read: () => [new Float32Array(8)] };
const MAP = { entries: [], lamps: [] };
const RECORD = { pid: 1, host: '127.0.0.1', port: 9130, version: '0', needsToken: false };

/** All that write into a folder that a user or a setting names, each at its place in it. */
const WRITERS: Readonly<Record<string, (folder: string) => Promise<unknown>>> = {
  'stems of a job, or recorded live': async (folder) => {
    const place = path.join(folder, 'song');
    // as the command line does first
    await removeLeftovers(place);
    const shape = { rateHz: 8000, channels: 1, encoding: 'float32' } as const;
    await createStemFolder({ folder: place, stems: ['bass'], ...shape });
  },
  'scores of an evaluation': (folder) => openScoreFile(path.join(folder, 'scores.jsonl')),
  'the journal of jobs': async (folder) => {
    const command = { kind: 'separate', outputFolder: '/out' } as const;
    await new JobJournal(path.join(folder, 'jobs'), assert.ifError).begin('job-1', command);
  },
  'a capture': (folder) => saveCut(CUT, path.join(folder, 'capture.wav')),
  'a MIDI map': (folder) => saveMidiMap(MAP, path.join(folder, 'map.json'), MAP),
  'the runtime file': (folder) =>
    writeRuntimeFile(RECORD, path.join(folder, 'stemwright', 'daemon.json')),
};

const TOO_LONG = 'n'.repeat(300);
/** of Linux and macOS, with the final zero */
const LONGEST_PATH = 4096;

/** What is named as a folder -> what is made in an empty one, the name, and what is said. */
const PLACES: Readonly<Record<string, readonly [make: string, name: string, says: RegExp]>> = {
  'a file': ['file', 'place', /place is needed as a folder, but a file/],
  'below a file': ['file', 'place/below', /place is needed as a folder, but a file/],
  'a link that leads nowhere': ['dangling', 'place', /place .* link that leads nowhere/],
  'a link to itself': ['loop', 'place', /links in its path lead back to themselves/],
  'below a link to itself': ['loop', 'place/below', /links in its path lead back/],
  'a name too long': ['nothing', TOO_LONG, /longer than the system takes. Choose a shorter one/],
  'a path too long': ['nothing', 'd/'.repeat(LONGEST_PATH / 2), /….* longer than the system/],
  'a folder without permission': ['locked', 'place', /this user may not write there/],
};

async function make(what: string, place: string): Promise<void> {
  if (what === 'file') await writeFile(place, 'MINE');
  if (what === 'dangling') await symlink(path.join(path.dirname(place), 'nowhere'), place);
  if (what === 'loop') await symlink(place, place);
  if (what === 'locked') await mkdir(place, { mode: 0o555 });
}

/** As a user who is not root: to root nothing is forbidden. */
async function asUser<Result>(work: () => Promise<Result>): Promise<Result> {
  const NOBODY = 65_534;
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

function refused(writing: Promise<unknown>, says: RegExp): Promise<void> {
  return assert.rejects(writing, (error) => {
    assert.ok(error instanceof OperationalError, String(error));
    assert.match(error.code, /^output-(exists|failed)$/);
    assert.match(error.message, says);
    // what the system calls it, and how Node.js asked for it, is no sentence
    assert.doesNotMatch(error.message, /E[A-Z]+: |mkdir|scandir/);
    return true;
  });
}

for (const [writer, write] of Object.entries(WRITERS)) {
  describe(`Where ${writer} cannot be written`, () => {
    for (const [place, [what, name, says]] of Object.entries(PLACES)) {
      it(`a sentence says why: ${place}`, () =>
        withTemporaryFolder(async (folder) => {
          // nobody finds a way into a folder that is its owner's alone
          await chmod(folder, 0o755);
          await make(what, path.join(folder, name.split('/')[0]!));
          const before = await filesBelow(folder);
          await asUser(() => refused(write(path.join(folder, name)), says));
          assert.deepEqual(await filesBelow(folder), before);
        }));
    }

    it('a sentence says so of a file system that takes no folders, at once', function () {
      if (process.platform !== 'linux') this.skip();
      return refused(write('/proc/stemwright'), /\/proc takes no new folders/);
    });
  });
}

describe('Commands that write', () => {
  it('end with 1 and that sentence, whatever they make', () =>
    withTemporaryFolder(async (folder) => {
      const file = path.join(folder, 'file');
      await writeFile(file, 'MINE');
      const place = path.join(file, 'below');
      const gaussian = ['--model', 'gaussian', '--steps', '1'];
      const commands = [
        [['generate', '--seconds', '0.1', '--out', place, ...gaussian], {}],
        [['models', 'import', 'models/gaussian'], { STEMWRIGHT_MODEL_FOLDERS: place }],
      ] as const;
      for (const [args, env] of commands) {
        const { exitCode, stderr } = await runCli(args, { env: { ...process.env, ...env } });
        assert.equal(exitCode, 1, stderr);
        assert.match(stderr, /^stemwright: .*file is needed as a folder, but a file.*\n$/);
      }
      assert.deepEqual(await filesBelow(folder), ['file']);
    }));
});
