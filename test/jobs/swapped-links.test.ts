/**
 * Jobs whose inputs must lie in certain folders: that is looked at when they run, however long they waited.
 */
import assert from 'node:assert/strict';
import { mkdir, readdir, realpath, rename, symlink } from 'node:fs/promises';
import path from 'node:path';

import { after, before, describe, it } from 'mocha';

import type { JobCommand } from '../../src/jobs/job-command.js';
import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { resolveJob } from '../../src/jobs/resolve-job.js';
import { runJob } from '../../src/jobs/run-job.js';
import type { Inference } from '../../src/model/inference.js';
import { openGaussianInference } from '../support/gaussian-inference.js';
import { sampling } from '../support/job-commands.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { tone } from '../support/tone.js';
import { writeWav16 } from '../support/wav-file.js';

interface Scene {
  readonly media: string;
  /** holds drums.wav, as a folder in `media` does that is called stems */
  readonly outside: string;
  /** ways to name the input in `media`/stems, by what they are called */
  readonly commands: Readonly<Record<string, JobCommand>>;
}

const RATE_HZ = 8000;

function withScene(use: (scene: Scene) => Promise<void>): Promise<void> {
  return withTemporaryFolder(async (temporary) => {
    const folder = await realpath(temporary);
    const [media, outside] = [path.join(folder, 'media'), path.join(folder, 'outside')];
    const stems = path.join(media, 'stems');
    const drums = path.join(stems, 'drums.wav');
    for (const each of [stems, outside]) {
      await mkdir(each, { recursive: true });
      const row = tone({ hz: 440, rateHz: RATE_HZ, frames: 1600 });
      await writeWav16(path.join(each, 'drums.wav'), RATE_HZ, [row]);
    }
    const outputFolder = path.join(folder, 'out');
    const settings = { sampling: sampling(1), encoding: 'float32', outputFolder } as const;
    const inputsWithin = [media, outputFolder];
    const asked = { ...settings, inputsWithin };
    await use({
      media,
      outside,
      commands: {
        'a separation': { ...asked, kind: 'separate', input: drums, stems: undefined },
        'an imputation of files': {
          ...asked,
          kind: 'impute',
          known: { kind: 'files', files: [{ stem: 'drums', path: drums }] },
          generate: ['bass'],
        },
        'an imputation of a folder': {
          ...asked,
          kind: 'impute',
          known: { kind: 'folder', folder: stems },
          generate: ['bass'],
        },
        'a continued mixture': {
          ...asked,
          kind: 'continue',
          known: { kind: 'mixture', path: drums },
          generate: [],
          seconds: 0.1,
        },
      },
    });
  });
}

describe('A job whose inputs must lie in media roots', () => {
  let inference: Inference;
  before('the model', async () => {
    inference = await openGaussianInference();
  });
  after('the model', () => inference.close());

  function run(command: JobCommand): Promise<Manifest> {
    return runJob(resolveJob(inference.card, command), {
      inference,
      stemwright: '0.0.0',
      signal: new AbortController().signal,
      onEvent: () => undefined,
    });
  }

  for (const name of [
    'a separation',
    'an imputation of files',
    'an imputation of a folder',
    'a continued mixture',
  ]) {
    it(`does not read what a link leads to that was put there while it waited: ${name}`, () =>
      withScene(async ({ media, outside, commands }) => {
        const command = commands[name]!;
        const stems = path.join(media, 'stems');
        await rename(stems, `${stems}-before`);
        await symlink(outside, stems);
        await assert.rejects(run(command), { code: 'not-allowed', message: /leads out of/ });
        await assert.rejects(readdir(command.outputFolder), { code: 'ENOENT' });
        // a link that stays inside is as good as the folder
        await rename(stems, `${stems}-outside`);
        await symlink(`${stems}-before`, stems);
        assert.ok((await run(command)).frames > 0);
      }));
  }
});
