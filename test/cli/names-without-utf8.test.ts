/**
 * Recordings, folders and tracks whose names are no UTF-8, as old disks and archives hold them: read like any other. On Linux, whose
 * file systems take any bytes.
 */
import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';

import { describe, it } from 'mocha';

import { openAudioSource } from '../../src/audio/open-audio-source.js';
import { WHOLE } from '../../src/audio/part-of-source.js';
import { findRecordings } from '../../src/cli/find-recordings.js';
import { evaluateSeparation } from '../../src/evaluation/evaluate-separation.js';
import { predictionEstimator } from '../../src/evaluation/prediction-estimator.js';
import type { Manifest } from '../../src/jobs/manifest-schema.js';
import { pathBytes } from '../../src/path-text.js';
import { audioFixture } from '../support/audio-files.js';
import { writeBandDataset } from '../support/band-dataset.js';
import { runCli } from '../support/run-cli.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const RECORDING = audioFixture('pcm16-mono-8k.wav');
/** [63 61 66 e9] and [63 61 66 e8] */
const [ACUTE, GRAVE] = ['caf\udce9', 'caf\udce8'];

async function writeRecordings(folder: string): Promise<void> {
  await mkdir(pathBytes(folder), { recursive: true });
  for (const name of [ACUTE, GRAVE]) {
    await copyFile(RECORDING, pathBytes(path.join(folder, `${name}.wav`)));
  }
}

(process.platform === 'linux' ? describe : describe.skip)('A name that is no UTF-8', () => {
  it('is found in a library, in a folder of such a name too, with a place of its own', () =>
    withTemporaryFolder(async (root) => {
      await writeRecordings(root);
      await mkdir(pathBytes(path.join(root, ACUTE)));
      await copyFile(RECORDING, pathBytes(path.join(root, ACUTE, 'a.wav')));
      for (const style of ['folders', 'tracks'] as const) {
        const found = await findRecordings([root], path.join(root, 'out'), style, WHOLE);
        assert.deepEqual(found.problems, []);
        const places = found.recordings.map(({ folder }) => path.relative(root, folder));
        const joint = style === 'folders' ? '/' : ' - ';
        assert.deepEqual(places, ['out/caf_xe8', `out/caf_xe9${joint}a`, 'out/caf_xe9']);
        for (const { input } of found.recordings) await (await openAudioSource(input)).close();
      }
    }));

  it('is told in messages as what it is, and what is left of it elsewhere as lost', async () => {
    await assert.rejects(openAudioSource('/nowhere/caf\udce9.wav'), {
      code: 'input-missing',
      message: /^\/nowhere\/caf\\xe9\.wav does not exist.* Check the spelling/,
    });
    await assert.rejects(openAudioSource('/nowhere/caf\ufffd.wav'), {
      code: 'input-missing',
      message:
        /no UTF-8, which were lost on the way here\. Name the folder it is in, or rename it\./,
    });
  });

  it('is separated at the command line, in such a folder; a library run knows it again', () =>
    withTemporaryFolder(async (root) => {
      const folder = path.join(root, ACUTE);
      await writeRecordings(folder);
      const there = `cd '${root}' && cd "$(printf 'caf\\351')"`;
      const gaussian = ['separate', '--model', 'gaussian', '--steps', '2', '--json'];
      const named = `${there} && set -- "$@" "$(printf 'caf\\351.wav')"`;
      const one = await runCli(gaussian, { shellPrefix: named });
      assert.equal(one.exitCode, 0, one.stderr);
      const stems = path.join(folder, 'stems');
      const manifest = JSON.parse(
        await readFile(pathBytes(path.join(stems, 'caf_xe9', 'stems.json')), 'utf8'),
      ) as Manifest;
      assert.deepEqual(manifest.inputs, [`${root}/caf\\xe9/caf\\xe9.wav`]);

      const all = await runCli([...gaussian, '.'], { shellPrefix: there });
      assert.equal(all.exitCode, 0, all.stderr);
      const { outputs } = JSON.parse(all.stdout) as {
        outputs: { input: string; skipped: boolean }[];
      };
      assert.deepEqual(
        outputs.map(({ input, skipped }) => [input, skipped]),
        [
          ['caf\\xe8.wav', false],
          ['caf\\xe9.wav', true],
        ],
      );
      assert.deepEqual((await readdir(pathBytes(stems))).sort(), ['caf_xe8', 'caf_xe9']);
      // nothing beside the folder that was meant
      assert.equal((await readdir(root)).length, 1);
    }));

  it('is refused by its right name where OSC would lose it', () =>
    withTemporaryFolder(async (root) => {
      const send = ['send', '/stemwright/separate', 's'];
      const shellPrefix = `cd '${root}' && set -- "$@" "$(printf 'caf\\351.wav')"`;
      const { exitCode, stderr } = await runCli(send, { shellPrefix });
      assert.equal(exitCode, 2, stderr);
      assert.ok(stderr.includes(`is UTF-8, as OSC sends it, got ${root}/caf\\xe9.wav.`), stderr);
    }));

  it('is a track of a dataset, with its predictions', () =>
    withTemporaryFolder(async (root) => {
      await writeBandDataset(root, 1);
      await rename(path.join(root, 'Track00001'), pathBytes(path.join(root, ACUTE)));
      const tracks: string[] = [];
      const evaluation = await evaluateSeparation(
        predictionEstimator(root, ['bass', 'drums'], { rateHz: undefined, chunkFrames: undefined }),
        {
          dataset: root,
          stems: ['bass', 'drums'],
          protocol: { rateHz: undefined, chunkFrames: undefined },
          limit: Infinity,
          onProgress: ({ track }) => tracks.push(track),
        },
      );
      assert.deepEqual([evaluation.tracks, evaluation.failed], [1, []]);
      assert.equal(tracks[0], 'caf\\xe9');
    }));
});
